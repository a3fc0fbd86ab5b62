"""The pages for people: GOV.UK Design System, a folder a journey (views and forms; templates under templates/<journey>).

No queries and no rules here: a view calls the doors of registry, screening, notices and access, and shows what they say. Every
page works without JavaScript. A name or a date of birth is never in a URL or a title: what was typed goes by POST, and answers have
opaque ids.

Inside: `layout` (what every page knows), `fields` and `dates` (form fields), `failures` (error pages), `headers` (what a browser
may do with a page), `uploads` (pages that take a spreadsheet), `charts` and `waterfall` (pictures), `health` (for machines that
watch the service).
"""

from __future__ import annotations

from flask import Flask

from vetting.web import (
    absences,
    batches,
    cases,
    certificates,
    checks,
    confirmations,
    dashboard,
    deadlines,
    decisions,
    desk,
    entries,
    failures,
    guests,
    headers,
    health,
    imports,
    keys,
    layout,
    notices,
    people,
    persons,
    proposals,
    public,
    publications,
    questions,
    replays,
    reports,
    reviews,
    statistics,
    subject_access,
    trail,
    trust,
)
from vetting.web.batches import review as batch_review
from vetting.web.failures import show_error
from vetting.web.monitoring import alerts, watches

__all__ = ["register", "show_error"]


def register(app: Flask) -> None:
    """Add the pages, their templates and assets, the forgery check, and the error pages to the application."""
    layout.init_layout(app)
    headers.init_headers(app)
    failures.init_failures(app)
    health.init_health(app)
    for journey in (
        public,
        checks,
        batches,
        batch_review,
        deadlines,
        cases,
        confirmations,
        dashboard,
        absences,
        decisions,
        guests,
        desk,
        alerts,
        watches,
        certificates,
        reports,
        entries,
        imports,
        persons,
        proposals,
        publications,
        questions,
        reviews,
        notices,
        statistics,
        replays,
        subject_access,
        trail,
        people,
        keys,
        trust,
        health,
    ):
        app.register_blueprint(journey.blueprint)
