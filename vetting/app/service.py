"""Puts the service together from its settings: the one place that knows every part."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import click
import structlog
from apiflask import APIFlask
from flask import Response, request
from flask.ctx import AppContext
from pydantic import ValidationError
from sqlalchemy import inspect
from werkzeug.middleware.proxy_fix import ProxyFix

from vetting import access, api, audit, batches, db, monitoring, records, registry, screening, web
from vetting.errors import VettingError
from vetting.jobs import Timetable
from vetting.mail import Mailer, MailSecurity
from vetting.matching import load_model
from vetting.settings import Mode, Settings
from vetting.signing import Signer
from vetting.vault import Vault


@dataclass(frozen=True)
class Service:
    """One deployment, put together from its settings; what the web application and the command line share."""

    settings: Settings

    @cached_property
    def vault(self) -> Vault:
        """The vault with this deployment's keys."""
        return Vault(self.settings.vault_key_bytes(), self.settings.index_key_bytes())

    @cached_property
    def trail(self) -> audit.Trail:
        """The audit trail's writer."""
        return audit.Trail(self.audit_key, audit.Checkpoints(self.checkpoints_dir, self.audit_key))

    @cached_property
    def database(self) -> db.Database:
        """The database; every session carries the vault, the lists' policy and the matching index, and writes the trail."""
        info = {
            "vault": self.vault,
            records.LEDGER: records.Ledger(self.checkpoints_dir),
            "signer": Signer(self.settings.signing_seeds(), self.settings.revoked_signing_keys),
            "lists": registry.load_policy(),
            screening.PRACTICE: screening.load_practice(national_insurance_numbers=self.settings.national_insurance_numbers),
            screening.SHELF: screening.ModelShelf(),
            "budgets": access.Budgets.load(stop_stepping=not self.settings.is_demonstration),
            registry.TALLIES: registry.Tallies(),
            "index": registry.RegisterIndex(load_model(self.settings.matching_config)),
            batches.BELL: self._ring_for_batches,
        }
        database = db.Database.connect(self.settings.database_url.get_secret_value(), info)
        self.trail.attach(database.writers)
        access.follow_reach(database)
        return database

    @cached_property
    def _asking(self) -> Timetable:
        """The queue as whoever asks workers for something sees it, without being a worker."""
        return Timetable(self.settings.queue_url)

    @cached_property
    def _batch_bell(self) -> batches.BatchQueue:
        """Asks workers for batches; whoever takes a file in may do that."""
        return batches.BatchQueue(self._asking, lambda: self.database)

    def _ring_for_batches(self) -> None:
        self._batch_bell.ring()

    @cached_property
    def _monitoring_bell(self) -> monitoring.MonitorQueue:
        """Asks a worker to look at the register whenever this process has changed it; without it the worker looks each minute."""
        bell = monitoring.MonitorQueue(self._asking, lambda: self.database)
        registry.tell_after_changes(self.database, bell.ring)
        return bell

    def ring_after_changes(self) -> None:
        """Let workers know at once when this process changes the register. Once is enough."""
        _ = self._monitoring_bell

    @cached_property
    def mailer(self) -> Mailer | None:
        """The mail server, where e-mails are switched on."""
        given = self.settings
        if given.mail_host is None:
            return None
        return Mailer(
            host=given.mail_host,
            port=given.mail_port,
            sender=given.mail_sender or "",
            security=MailSecurity(given.mail_security),
            user=given.mail_user,
            password=given.mail_password.get_secret_value(),
            public_url=given.public_url,
        )

    @property
    def checkpoints(self) -> audit.Checkpoints:
        """The chain's checkpoints."""
        return self.trail.checkpoints

    @property
    def audit_key(self) -> bytes:
        """The key of the audit chain."""
        return self.settings.audit_key_bytes()

    @property
    def former_audit_keys(self) -> dict[int, bytes]:
        """The keys that the chain was under before, by the number of the last event under each."""
        return self.settings.former_audit_key_bytes()

    def take_over_trail(self) -> int:
        """Go on under the audit key of the settings where a former one ended; gives the last number under that."""
        with self.database.write() as session:
            last = self.trail.take_over(session, access.SYSTEM, self.former_audit_keys)
        self.checkpoint()
        return last

    @property
    def checkpoints_dir(self) -> Path:
        """Where the chain's checkpoints are written, outside the database."""
        return self.settings.checkpoints_dir

    def prepare(self) -> None:
        """Bring the tables up to date; on an empty database, create the deployment, its canary and the audit chain's head."""
        db.migrate(self.database.engine)
        access.raise_walls(self.database.engine)
        with self.database.write() as session:
            deployment = session.get(db.Deployment, 1)
            if deployment is None:
                mode = self.settings.mode.value
                session.add(db.Deployment(id=1, mode=mode, canary=self.vault.canary(), created_at=db.utc_now()))
                self.trail.begin(session)
                audit.record(session, access.SYSTEM, "deployment_created", mode=mode)
            elif not self.vault.check_canary(deployment.canary):
                deployment.canary = self.vault.canary()
            access.ensure_organisations(session)

    def check(self) -> None:
        """Refuse to start on a database of another mode or with a wrong key. Raises VaultError or VettingError; writes nothing."""
        not_prepared = VettingError("The database was never prepared: run `vetting prepare` first.", code="not_prepared")
        if not inspect(self.database.engine).has_table(db.Deployment.__tablename__):
            raise not_prepared
        with self.database.read() as session:
            deployment = session.get(db.Deployment, 1)
            if deployment is None:
                raise not_prepared
            if deployment.mode != self.settings.mode.value:
                raise VettingError(f"The database is for {deployment.mode} use; the settings say {self.settings.mode.value}.")
            self.vault.check_canary(deployment.canary)
            self.trail.check_key(session)

    def warm(self) -> None:
        """Build the matching index before the first check asks for it; a fault is left for the checks to report."""
        with suppress(VettingError), self.database.read() as session:
            registry.index_of(session).catch_up(session)

    def hashing_passwords(self) -> AppContext:
        """The application's context, which knows how passwords are hashed; used as `with`."""
        return create_app(self.settings, self).app_context()

    def checkpoint(self) -> None:
        """Write a checkpoint of the audit chain's end, outside the database."""
        with self.database.read() as session:
            self.trail.checkpoint(session)

    def _mail_who_checked(self) -> None:
        if self.mailer is not None:
            records.mail_who_checked(self.database, self.mailer, db.utc_now())

    def timetable(self) -> Timetable:
        """The worker's timetable."""
        timetable = Timetable(self.settings.queue_url)
        timetable.every_minute("audit_checkpoint", self.checkpoint)
        batches.BatchQueue(timetable, lambda: self.database, batches.trial_in_fresh_process, self.mailer)
        monitoring.MonitorQueue(timetable, lambda: self.database, self.mailer)
        timetable.every_minute("register_endings", lambda: registry.run_endings(self.database))
        timetable.every_minute("force_successions", lambda: registry.run_successions(self.database))
        timetable.every_minute("retries", lambda: screening.retry_failed(self.database))
        timetable.every_minute("who_checked", self._mail_who_checked)
        timetable.every_minute("retention", lambda: records.run_due(self.database))
        return timetable


def create_app(settings: Settings, service: Service | None = None) -> APIFlask:
    """Put the web application together. Raises VettingError when the database, its mode or its keys do not fit."""
    service = service or Service(settings)
    service.check()
    service.ring_after_changes()
    app = APIFlask("vetting", static_folder=cast("Any", None), docs_path=None, spec_path=None)
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SECURITY_PASSWORD_SALT=settings.password_salt.get_secret_value(),
        SESSION_COOKIE_SECURE=settings.mode is Mode.LIVE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        DEMONSTRATION=settings.is_demonstration,
        RATELIMIT_STORAGE_URI=settings.limiter_storage_url,
        MAX_CONTENT_LENGTH=1024 * 1024,
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    app.extensions["vetting_deployment_check"] = service.check
    access.init_edge(app, service.database, service.trail, _show_error)
    web.register(app)
    access.init_sign_in(app, _sign_in_options(settings, service))
    api.register(app)
    access.limiter.init_app(app)
    app.register_error_handler(VettingError, _show_error)
    return app


def _sign_in_options(settings: Settings, service: Service) -> access.SignInOptions:
    live = settings.mode is Mode.LIVE
    return access.SignInOptions(
        live=live,
        second_factor=settings.asks_second_factor,
        derive=service.vault.derive,
        providers=access.load_providers(settings.single_sign_on, live=live),
        local_accounts=settings.local_accounts,
        step_up=settings.step_up,
        terms=settings.asks_terms,
    )


def _show_error(error: VettingError) -> Response:
    return api.show_error(error) if request.path.startswith("/api/") else web.show_error(error)


def configure_logging() -> None:
    """JSON lines on standard error; nothing in them names a person (tests look for canaries)."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def read_settings() -> Settings:
    """The settings from the environment, and those that are not there from files in the folder `VETTING_SECRETS_DIR`.

    A file there is named as its variable, in small letters, as containers are given secrets. Raises click.ClickException that names
    what is missing or wrong, never its value.
    """
    folder = os.environ.get("VETTING_SECRETS_DIR")
    if folder is not None and not Path(folder).is_dir():
        raise click.ClickException(f"VETTING_SECRETS_DIR is no folder: {folder}")
    try:
        return Settings(_secrets_dir=folder)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'settings'}: {item['msg']}" for item in error.errors())
        raise click.ClickException(f"The settings do not fit: {wrong}") from None


def connect() -> Service:
    """The service of the settings in the environment; commands that need it call this through their context."""
    configure_logging()
    return Service(read_settings())
