"""For machines that watch the service: is it alive, can it serve pages, and its figures (from this machine only)."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable

import structlog
from flask import Blueprint, Flask, Response, abort, current_app, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from vetting.access import public

blueprint = Blueprint("health", __name__)
log = structlog.get_logger(__name__)


def init_health(app: Flask) -> None:
    """Count and time every request by route (never by URL), in a registry of this application's own."""
    figures = CollectorRegistry()
    requests = Counter("vetting_requests", "Requests answered", ["route", "method", "status"], registry=figures)
    seconds = Histogram("vetting_request_seconds", "Seconds to answer", ["route"], registry=figures)
    app.extensions["vetting_figures"] = figures

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule is not None else "unknown"
        requests.labels(route, request.method, str(response.status_code)).inc()
        seconds.labels(route).observe(time.perf_counter() - g.get("began", time.perf_counter()))
        return response


@blueprint.get("/health/live")
@public
def live() -> Response:
    """The process answers."""
    return jsonify(status="live")


@blueprint.get("/health/ready")
@public
def ready() -> tuple[Response, int]:
    """200 when pages can be served: the database is there, of the right mode, and the keys open it."""
    check: Callable[[], None] = current_app.extensions["vetting_deployment_check"]
    try:
        check()
    except Exception:
        log.exception("not_ready")
        return jsonify(status="not ready"), 503
    return jsonify(status="ready", mode="demonstration" if current_app.config["DEMONSTRATION"] else "live"), 200


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Figures for Prometheus, to a caller on this machine and not through a proxy; else there is no such page."""
    address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104 (an address to compare, not to bind)
    if not address.is_loopback or "X-Forwarded-For" in request.headers:
        abort(404)
    return Response(generate_latest(current_app.extensions["vetting_figures"]), content_type=CONTENT_TYPE_LATEST)
