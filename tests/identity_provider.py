"""An identity provider as a program of its own: OpenID Connect over HTTP, by the package oidc-provider-mock.

It also does what that package leaves out: an authorisation code is given out only against the verifier of its challenge (PKCE). And
it can lie in its tokens, as a broken or hostile provider would: `PUT /lies` with claims that replace those of every token.

    python -W ignore -m tests.identity_provider PORT
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlparse

import requests

from tests.servers import START_SECONDS, free_port

OTHER_KEY = "signed_with_another_key"


@dataclass
class IdentityProvider:
    """A running provider: who is known to it, what it says, and a person at a browser who signs in there."""

    address: str

    def know(self, subject: str, **claims: Any) -> None:
        """Somebody with an account there, and what it tells about them."""
        requests.put(f"{self.address}/users/{subject}", json=claims, timeout=START_SECONDS).raise_for_status()

    def lie(self, **claims: Any) -> None:
        """From now on put these claims into every ID token (None leaves one out); without any, tell the truth again."""
        requests.put(f"{self.address}/lies", json=claims, timeout=START_SECONDS).raise_for_status()

    def agrees(self, authorize_url: str, subject: str) -> str:
        """Somebody signs in there; gives the address that their browser is sent back to."""
        answer = requests.post(authorize_url, data={"sub": subject}, allow_redirects=False, timeout=START_SECONDS)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def refuses(self, authorize_url: str) -> str:
        """Somebody thinks better of it."""
        answer = requests.post(authorize_url, data={"action": "deny"}, allow_redirects=False, timeout=START_SECONDS)
        return answer.headers["Location"]


@contextmanager
def running_identity_provider() -> Iterator[IdentityProvider]:
    """Start one on a port of its own, as a process of its own."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "tests.identity_provider", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
    try:
        while True:
            assert server.poll() is None and time.monotonic() < deadline, "the identity provider did not start"
            try:
                requests.get(f"{address}/jwks", timeout=2).raise_for_status()
                break
            except requests.RequestException:
                time.sleep(0.1)
        yield IdentityProvider(address)
    finally:
        server.terminate()
        server.wait(START_SECONDS)


class Strict:
    """In front of the package's application: keeps the challenge of each code, and asks for its verifier."""

    def __init__(self, app: Any, lies: dict[str, Any]) -> None:
        self.app, self.lies = app, lies
        self.challenges: dict[str, str] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """One request."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if path == "/lies":
            self.lies.clear()
            self.lies.update(json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))))
            start_response("204 No Content", [])
            return [b""]
        if path == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            sent = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
            if self.challenges.pop(sent.get("code", ""), None) != base64.urlsafe_b64encode(digest).decode().rstrip("="):
                start_response("400 Bad Request", [("Content-Type", "application/json")])
                return [b'{"error": "invalid_grant"}']
            environ["wsgi.input"] = io.BytesIO(body)
        if path == "/oauth2/authorize" and method == "POST":
            return self._authorize(environ, start_response)
        return self.app(environ, start_response)

    def _authorize(self, environ: dict[str, Any], start_response: Any) -> Any:
        asked = parse_qs(environ["QUERY_STRING"])

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            location = dict(headers).get("Location", "")
            code = parse_qs(urlparse(location).query).get("code", [""])[0]
            if code and asked.get("code_challenge_method") == ["S256"]:
                self.challenges[code] = asked["code_challenge"][0]
            return start_response(status, headers, *rest)

        return self.app(environ, started)


def serve(port: int) -> None:
    """Serve until stopped."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    import oidc_provider_mock
    from joserfc import jwt as joserfc_jwt
    from joserfc.jwk import RSAKey
    from werkzeug.serving import run_simple

    lies: dict[str, Any] = {}
    honest = joserfc_jwt.encode

    def encode(header: Any, claims: Any, key: Any, *arguments: Any, **options: Any) -> Any:
        told = {name: value for name, value in {**claims, **lies}.items() if value is not None}
        if told.pop(OTHER_KEY, False):
            key = RSAKey.generate_key(2048)
        return honest(header, told, key, *arguments, **options)

    joserfc_jwt.encode = encode
    app = oidc_provider_mock.app(require_nonce=True)
    run_simple("127.0.0.1", port, Strict(app, lies), threaded=True)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
