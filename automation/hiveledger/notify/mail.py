"""Mail by the team's own account. The Message-ID is ours, so that a mail program knows a repeat for what it is."""

import smtplib
import ssl
from contextlib import closing, suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from hiveledger.findings import Reason
from hiveledger.notify.post import Post

__all__ = ["send_mail"]

_SECONDS: Final = 15.0
_PORTS: Final = {"smtp": 587, "smtps": 465}


def send_mail(account: str, to: str, post: Post, at: datetime, seconds: float = _SECONDS) -> Reason | None:
    """Send a mail to one person. Gives why it was not taken.

    `account` is smtps://user:password@host, or smtp://… for one that is encrypted once it answers; `?from=` names the
    sender where that is not the user, and `?tls=no` takes a server as it is, such as one on this machine.
    """
    try:
        parts = urlsplit(account)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:  # brackets that do not close, a port that is no number
        return Reason("notify.bad_account")
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    sender = asked.get("from", user)
    if parts.scheme not in _PORTS or not parts.hostname or "@" not in sender:
        return Reason("notify.bad_account")
    try:
        mail = _mail(sender, to, post, at)
        for file in post.files:
            mail.add_attachment(file.read_bytes(), "application", "octet-stream", filename=file.name)
        server = _server(parts.scheme, parts.hostname, port, seconds)
        with closing(server):
            if parts.scheme == "smtp" and asked.get("tls") != "no":
                server.starttls(context=ssl.create_default_context())
            if password:
                server.login(user, password)
            server.send_message(mail, sender, [to])
            with suppress(smtplib.SMTPException, OSError):  # it was taken, however the server takes leave
                server.quit()
    except (OSError, ValueError) as problem:
        return _refusal(problem)
    return None


def _refusal(problem: Exception) -> Reason:
    """Say why a mail was not taken. What a server says may name people, so its number has to do."""
    match problem:
        case smtplib.SMTPRecipientsRefused():
            return Reason("notify.recipient_refused")
        case smtplib.SMTPAuthenticationError():
            return Reason("notify.login_refused")
        case smtplib.SMTPNotSupportedError():
            return Reason("notify.no_tls")
        case smtplib.SMTPResponseException():
            return Reason("notify.status", {"status": problem.smtp_code})
    return Reason("notify.unreachable")


def _server(scheme: str, host: str, port: int, seconds: float) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=seconds, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=seconds)


def _mail(sender: str, to: str, post: Post, at: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = " ".join(post.subject.split())  # a customer's name must not add a header
    mail["Message-ID"] = post.message_id
    mail["Date"] = format_datetime(at.astimezone())
    mail["Auto-Submitted"] = "auto-generated"  # no holiday answers to a machine
    mail.set_content(post.body)
    return mail
