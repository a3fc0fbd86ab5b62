"""`make drill-login`: the time of a failed sign-in does not tell whether there is such an account; nobody is locked out for good.

Known and unknown accounts are tried alternately with wrong passwords; how well their times can be told apart is the area under the
ROC curve (0.5: not at all). Then an attacker tries one account until it is throttled, and its owner signs in all the same.
"""

from __future__ import annotations

import gc
import random
import re
import sys
import time

from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password

from tests.drills.deployments import deployment
from tests.people import EVERYONE, HR_OFFICER, PASSWORD, add_everyone
from vetting.access import limiter
from vetting.app import create_app

EACH = 300
BAND = (0.40, 0.60)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def attempt(client: FlaskClient, token: str, email: str, password: str) -> tuple[int, float]:
    """One sign-in: its status and its seconds."""
    started = time.perf_counter()
    answer = client.post("/sign-in", data={"csrf_token": token, "email": email, "password": password})
    return answer.status_code, time.perf_counter() - started


def visitor(app: Flask) -> tuple[FlaskClient, str]:
    """A browser at the sign-in page, and its form's token."""
    client = app.test_client()
    found = TOKEN.search(client.get("/sign-in").get_data(as_text=True))
    assert found
    return client, found[1]


def area(known: list[float], unknown: list[float]) -> float:
    """The area under the ROC curve of telling the two apart by their times."""
    above = sum((a > b) + 0.5 * (a == b) for a in known for b in unknown)
    return above / (len(known) * len(unknown))


def timed(app: Flask) -> float:
    """The area for failed sign-ins to known and unknown accounts, asked in a random order."""
    client, token = visitor(app)
    chance = random.Random(11)
    known = [chance.choice(EVERYONE).email for _ in range(EACH)]
    unknown = [f"{chance.choice('abcdefgh')}{chance.randint(100, 999)}.{email}" for email in known]
    times: dict[bool, list[float]] = {True: [], False: []}
    tries = [(email, True) for email in known] + [(email, False) for email in unknown]
    chance.shuffle(tries)
    for _ in range(5):
        attempt(client, token, "warm.up@kent.example", "a wrong passphrase")
    gc.disable()
    for email, exists in tries:
        status, seconds = attempt(client, token, email, "a wrong passphrase")
        assert status == 200
        times[exists].append(seconds)
    gc.enable()
    return area(times[True], times[False])


def owner_gets_in(app: Flask) -> tuple[int, int]:
    """How many wrong passwords an attacker could try before being stopped, and how the owner's sign-in is answered then."""
    limiter.enabled = True
    limiter.reset()
    owner, token = visitor(app)
    assert attempt(owner, token, HR_OFFICER.email, PASSWORD)[0] == 302
    found = TOKEN.search(owner.get("/checks/").get_data(as_text=True))
    assert found
    owner.post("/sign-out", data={"csrf_token": found[1]})
    attacker, forged = visitor(app)
    tried = 0
    while attempt(attacker, forged, HR_OFFICER.email, "a wrong passphrase")[0] != 429:
        tried += 1
    found = TOKEN.search(owner.get("/sign-in").get_data(as_text=True))
    assert found
    return tried, attempt(owner, found[1], HR_OFFICER.email, PASSWORD)[0]


def main() -> int:
    """Run the drill and print its figures; 0 only if both hold."""
    with deployment("sqlite") as service:
        app = create_app(service.settings, service)
        with app.app_context():
            add_everyone(service.database, hash_password(PASSWORD))
        limiter.enabled = False
        figure = timed(app)
        tried, status = owner_gets_in(app)
    print(
        f"drill-login: ROC AUC {figure:.3f} for known against unknown accounts, {EACH} each ({BAND[0]:.2f} to {BAND[1]:.2f}), "
        f"attacker stopped after {tried} wrong passwords, owner's known browser answered {status} right afterwards"
    )
    return 0 if BAND[0] <= figure <= BAND[1] and tried <= 5 and status == 302 else 1


if __name__ == "__main__":
    sys.exit(main())
