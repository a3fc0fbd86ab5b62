"""How often one actor, or one address, may ask: Flask-Limiter, in memory by default and in Redis to scale."""

from __future__ import annotations

from flask import g
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SIGN_IN = "10 per minute"
CHECKS = "120 per minute"
API = "600 per minute"
PUBLIC_SEARCH = "30 per minute"


def who_asks() -> str:
    """The actor where one is known, otherwise the address."""
    actor = g.get("actor")
    return f"actor:{actor.id}" if actor is not None else f"address:{get_remote_address()}"


limiter = Limiter(key_func=who_asks, headers_enabled=True, default_limits=[])
