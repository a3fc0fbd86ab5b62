"""How often somebody may try to sign in: by address, and by the account that is tried, whether there is such an account or not.

Only failures count against an account, and a browser that has signed in to it before counts apart: whoever keeps trying wrong
passwords cannot keep its owner out. Nothing is locked for good: every limit ends by itself. When the store of the limits cannot be
reached, nobody signs in.
"""

from __future__ import annotations

import hashlib
from functools import wraps
from typing import Any

from flask import Response, current_app, g, request, session
from flask_limiter.util import get_remote_address
from itsdangerous import BadSignature, URLSafeSerializer

from vetting.access.limits import SIGN_IN, limiter
from vetting.errors import Unavailable

FAILURES = "5 per minute; 20 per hour"
CODES = "5 per minute; 20 per hour"
DEVICE = "vetting-device"
DEVICE_DAYS = 180


def throttled_sign_in(view: Any) -> Any:
    """The sign-in view behind the limits of address and account."""
    by_address = limiter.limit(SIGN_IN, key_func=get_remote_address, methods=["POST"])
    by_account = limiter.limit(FAILURES, key_func=_account_tried, methods=["POST"], deduct_when=_failed)
    return _closed_without_store(by_address(by_account(view)))


def throttled_code(view: Any) -> Any:
    """A view that takes a code of the second factor, behind a limit by the account it is for."""
    return _closed_without_store(limiter.limit(CODES, key_func=_account_half_way, methods=["POST"], deduct_when=_failed)(view))


def throttled_invitation(view: Any) -> Any:
    """The view that takes an invitation's code, behind the limit of addresses."""
    by_address = limiter.limit(SIGN_IN, key_func=get_remote_address, methods=["POST"])
    return _closed_without_store(by_address(view))


def throttled_proof(view: Any) -> Any:
    """The view where somebody proves again who they are, behind the limit of codes for their account."""
    return _closed_without_store(limiter.limit(CODES, key_func=_account_signed_in, methods=["POST"], deduct_when=_failed)(view))


def remember_device(response: Response, email: str, *, secure: bool) -> None:
    """Note in a cookie that this browser has signed in to this account; the cookie names nobody."""
    response.set_cookie(
        _device_cookie(secure),
        _serializer().dumps(_named(email)),
        max_age=DEVICE_DAYS * 86_400,
        httponly=True,
        samesite="Strict",
        secure=secure,
    )


def _closed_without_store(view: Any) -> Any:
    """Refuse an attempt that could not be counted."""

    @wraps(view)
    def attempt(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and limiter.enabled and not limiter.storage.check():
            raise Unavailable("Nobody can sign in at the moment. Try again in a few minutes.")
        return view(*args, **kwargs)

    return attempt


def _account_tried() -> str:
    name = _named(request.form.get("email", ""))
    return f"known browser:{name}" if _known_device(name) else f"account:{name}"


def _account_half_way() -> str:
    return f"codes:{session.get('tf_user_id', get_remote_address())}"


def _account_signed_in() -> str:
    actor = g.get("actor")
    return f"codes:{actor.id}" if actor is not None else f"codes:{get_remote_address()}"


def _failed(response: Response) -> bool:
    return response.status_code not in range(300, 400)


def _known_device(name: str) -> bool:
    presented = request.cookies.get(device_cookie(), "")
    try:
        return bool(_serializer().loads(presented) == name)
    except BadSignature:
        return False


def device_cookie() -> str:
    """The name of the cookie that marks a browser known to an account, in this deployment."""
    return _device_cookie(bool(current_app.config["SESSION_COOKIE_SECURE"]))


def _device_cookie(secure: bool) -> str:
    return f"__Host-{DEVICE}" if secure else DEVICE


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt=DEVICE)


def _named(email: str) -> str:
    """The account tried, as a digest: what was typed (it may be a password) stays out of the limiter's store."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hashlib.blake2b(email.strip().lower().encode(), key=key[:64], digest_size=16).hexdigest()
