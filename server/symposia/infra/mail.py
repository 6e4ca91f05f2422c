"""Mails: to a server by SMTP, or into a folder, one behind the same port."""

import asyncio
import email
import email.policy
import smtplib
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from symposia.kernel.errors import SymposiaError

TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail. `id` is a UUID: sent twice, it is recognised by it."""

    id: str
    to: str
    subject: str
    text: str
    at: datetime


class MailRefused(Exception):
    """This letter will never be taken."""


class MailDelayed(Exception):
    """This letter was not taken now; it is worth another try."""


class Mail(Protocol):
    async def send(self, letter: Letter) -> None:
        """Hand the letter over; MailRefused or MailDelayed when that did not work."""


def written(letter: Letter, sender: str) -> EmailMessage:
    """The letter as RFC 5322 has it; MailRefused when its address or subject cannot stand in a header."""
    message = EmailMessage(policy=email.policy.SMTP)
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    try:
        message["From"] = sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
    except ValueError as error:
        raise MailRefused("a header that cannot be written") from error
    message["Date"] = format_datetime(letter.at.astimezone(UTC))
    message["Message-ID"] = f"<{letter.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


class Outbox:
    """A folder of `.eml` files: for trying out, for demonstrations, for tests."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder, self._sender = folder, sender

    async def send(self, letter: Letter) -> None:
        await asyncio.to_thread(self._write, letter)

    def letters(self, most: int) -> list[Letter]:
        """The newest `most` letters, the newest first."""
        files = sorted(self._folder.glob("*.eml"), key=lambda file: file.name, reverse=True)[:most]
        return [_read(file) for file in files]

    def _write(self, letter: Letter) -> None:
        content = written(letter, self._sender).as_bytes()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished = self._folder / f".{letter.id}"
            unfinished.write_bytes(content)
            unfinished.replace(self._folder / f"{letter.id}.eml")
        except OSError as error:
            raise MailDelayed(str(error)) from error


class Smtp:
    """A mail server: `smtp://` (STARTTLS if the server has it), `smtp+starttls://` (or nothing), `smtps://` (TLS).

    A password is never sent without encryption. `context` is for servers with a certificate of their own.
    """

    def __init__(self, url: str, sender: str, context: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtp+starttls", "smtps"} or not parts.hostname:
            raise SymposiaError("The setting smtp_url is not like smtp://user:password@host:587.")
        self._scheme, self._host, self._sender = parts.scheme, parts.hostname, sender
        self._port = parts.port or (465 if parts.scheme == "smtps" else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._context = context or ssl.create_default_context()

    async def send(self, letter: Letter) -> None:
        await asyncio.to_thread(self._send, letter)

    def _send(self, letter: Letter) -> None:
        message = written(letter, self._sender)
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _ in error.recipients.values())
            raise _failed(code) from error
        except smtplib.SMTPResponseException as error:
            # A wrong password or a broken sender is mended by the operator; the letter is not at fault.
            raise (_failed(error.smtp_code) if isinstance(error, smtplib.SMTPDataError) else MailDelayed()) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailDelayed(type(error).__name__) from error

    def _connected(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_S, context=self._context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_S)
        try:
            self._greet(server)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        encrypted = self._scheme == "smtps"
        if not encrypted and (self._scheme == "smtp+starttls" or server.has_extn("starttls")):
            server.starttls(context=self._context)
            server.ehlo()
            encrypted = True
        if self._user:
            if not encrypted:
                raise smtplib.SMTPNotSupportedError("no STARTTLS: the password is not sent")
            server.login(self._user, self._password)


def _failed(code: int) -> Exception:
    return MailRefused(str(code)) if code >= 500 else MailDelayed(str(code))


def _read(file: Path) -> Letter:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    text = str(body.get_content()).replace("\r\n", "\n") if body is not None else ""
    at = parsedate_to_datetime(str(message["Date"]))
    return Letter(file.stem, str(message["To"]), str(message["Subject"]), text, at)
