"""A real mail server on this machine, and what it was handed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers import START_SECONDS, free_port
from vetting.mail import Mailer, MailSecurity


class Inbox:
    """What the mail server was handed: the address and the e-mail, and each e-mail as it was sent."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.sent: list[bytes] = []
        self.refuse = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refuse:
            return "451 later"
        self.sent.append(envelope.content)
        self.mails += [(to, message_from_bytes(envelope.content, policy=policy.default)) for to in envelope.rcpt_tos]
        return "250 OK"


@contextmanager
def running_mail_server() -> Iterator[tuple[Inbox, Mailer]]:
    """A mail server, and the way to it."""
    handler, port = Inbox(), free_port()
    server = Controller(handler, hostname="127.0.0.1", port=port, ready_timeout=START_SECONDS)
    server.start()
    yield handler, Mailer("127.0.0.1", port, "vetting@service.example", MailSecurity.NONE, public_url="https://vetting.example/")
    server.stop()
