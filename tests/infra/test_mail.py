"""One suite for both ways of sending mail: into a folder, and to a real SMTP server."""

import email
import email.policy
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from symposia.features.people.wire import _EMAIL, Email
from symposia.infra.mail import Letter, Mail, MailDelayed, MailRefused, Outbox, Smtp, written
from symposia.kernel.errors import SymposiaError
from symposia.kernel.ids import new_id
from tests.support.processes import free_port

SENDER = "Symposia <venue@symposia.test>"
AT = datetime(2026, 4, 14, 8, 24, tzinfo=UTC)


def letter(
    to: str = "ann@example.org", subject: str = "Grüße aus Jülich", text: str = "Hallo,\n\n.\nein Punkt: ·\n"
) -> Letter:
    return Letter(new_id(), to, subject, text, AT)


class Postbox:
    """What the SMTP server took; `says` is what it answers instead, if anything."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.encrypted: list[bool] = []
        self.says = ""

    async def handle_DATA(self, _server: SMTP, session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.encrypted.append(session.ssl is not None)
        if self.says:
            return self.says
        self.messages.append(envelope.content)
        return "250 OK"

    def authenticate(self, _server: SMTP, _session: Any, _envelope: Any, _how: str, login: Any) -> AuthResult:
        assert isinstance(login, LoginPassword)
        self.logins.append((login.login, login.password))
        return AuthResult(success=login.password == b"p@ss word", handled=False)


class Twin:
    """A way of sending, and a look at what arrived."""

    def __init__(self, mail: Mail, arrived: Callable[[], list[bytes]]) -> None:
        self.mail, self._arrived = mail, arrived

    def arrived(self) -> list[EmailMessage]:
        found = [email.message_from_bytes(raw, policy=email.policy.default) for raw in self._arrived()]
        return [message for message in found if isinstance(message, EmailMessage)]


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def smtp(postbox: Postbox) -> Iterator[Callable[..., int]]:
    """Starts a server; its port."""
    running: list[Controller] = []

    def start(**options: Any) -> int:
        port = free_port()
        controller = Controller(postbox, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return port

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture(params=["outbox", "smtp"])
def twin(request: pytest.FixtureRequest, tmp_path: Path, postbox: Postbox, smtp: Callable[..., int]) -> Twin:
    if request.param == "outbox":
        folder = tmp_path / "outbox"
        return Twin(Outbox(folder, SENDER), lambda: [file.read_bytes() for file in sorted(folder.glob("*.eml"))])
    return Twin(Smtp(f"smtp://127.0.0.1:{smtp()}", SENDER), lambda: postbox.messages)


async def test_a_letter_arrives_as_it_was_written(twin: Twin) -> None:
    sent = letter()
    await twin.mail.send(sent)
    (message,) = twin.arrived()
    assert (message["From"], message["To"], message["Subject"]) == (SENDER, sent.to, sent.subject)
    assert message["Message-ID"] == f"<{sent.id}@symposia.test>"
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == sent.text


async def test_a_letter_sent_twice_can_be_recognised(twin: Twin) -> None:
    sent = letter()
    await twin.mail.send(sent)
    await twin.mail.send(sent)
    assert len({message["Message-ID"] for message in twin.arrived()}) == 1


@pytest.mark.parametrize("to", ["ann@example.org\nBcc: bob@example.org", "ann@example.org\r\n\r\nHello"])
async def test_nobody_smuggles_a_header_in(twin: Twin, to: str) -> None:
    with pytest.raises(MailRefused):
        await twin.mail.send(letter(to=to))
    assert twin.arrived() == []


async def test_the_outbox_shows_the_newest_first(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox", SENDER)
    assert outbox.letters(10) == []
    ids = sorted(new_id() for _ in range(3))
    first, second, third = (replace(letter(subject="x" * 200), id=id) for id in ids)
    for sent in (first, second, third):
        await outbox.send(sent)
    assert outbox.letters(2) == [third, second]


async def test_an_outbox_that_cannot_be_written_delays(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file, no folder")
    with pytest.raises(MailDelayed):
        await Outbox(tmp_path / "outbox", SENDER).send(letter())


@pytest.mark.parametrize(
    ("says", "error"), [("451 later", MailDelayed), ("550 no such person", MailRefused), ("554 spam", MailRefused)]
)
async def test_what_the_server_says_decides(
    smtp: Callable[..., int], postbox: Postbox, says: str, error: type[Exception]
) -> None:
    postbox.says = says
    with pytest.raises(error):
        await Smtp(f"smtp://127.0.0.1:{smtp()}", SENDER).send(letter())


async def test_a_server_that_is_away_delays() -> None:
    with pytest.raises(MailDelayed):
        await Smtp(f"smtp://127.0.0.1:{free_port()}", SENDER).send(letter())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, made = folder / "key.pem", folder / "certificate.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    words += " -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
    subprocess.run(
        ["openssl", *words.split(), "-keyout", str(key), "-out", str(made)],
        check=True,
        capture_output=True,
    )
    return made, key


def contexts(certificate: tuple[Path, Path]) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's and the client's."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    return server, ssl.create_default_context(cafile=str(certificate[0]))


async def test_starttls_and_a_password(
    smtp: Callable[..., int], postbox: Postbox, certificate: tuple[Path, Path]
) -> None:
    server, client = contexts(certificate)
    port = smtp(tls_context=server, authenticator=postbox.authenticate)
    await Smtp(f"smtp://ann%40x:p%40ss%20word@127.0.0.1:{port}", SENDER, client).send(letter())
    assert postbox.encrypted == [True]
    assert postbox.logins == [(b"ann@x", b"p@ss word")]
    with pytest.raises(MailDelayed):
        await Smtp(f"smtp://ann:wrong@127.0.0.1:{port}", SENDER, client).send(letter())


async def test_a_server_that_is_not_who_it_says_gets_nothing(
    smtp: Callable[..., int], postbox: Postbox, certificate: tuple[Path, Path]
) -> None:
    server, _ = contexts(certificate)
    port = smtp(tls_context=server)
    with pytest.raises(MailDelayed):
        await Smtp(f"smtp://127.0.0.1:{port}", SENDER).send(letter())
    assert postbox.messages == []


@pytest.mark.parametrize("url", ["smtp://ann:secret@127.0.0.1:{}", "smtp+starttls://127.0.0.1:{}"])
async def test_without_encryption_no_password_is_sent(smtp: Callable[..., int], postbox: Postbox, url: str) -> None:
    with pytest.raises(MailDelayed):
        await Smtp(url.format(smtp()), SENDER).send(letter())
    assert postbox.messages == []
    assert postbox.logins == []


async def test_tls_from_the_start(smtp: Callable[..., int], postbox: Postbox, certificate: tuple[Path, Path]) -> None:
    server, client = contexts(certificate)
    port = smtp(ssl_context=server)
    await Smtp(f"smtps://127.0.0.1:{port}", SENDER, client).send(letter())
    assert len(postbox.messages) == 1


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_an_address_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(SymposiaError, match="smtp_url"):
        Smtp(url, SENDER)


@given(st.from_regex(_EMAIL, fullmatch=True).filter(lambda address: len(address) <= 254))
def test_every_address_that_is_taken_can_be_written_to(address: str) -> None:
    """And the mail goes there: a header can say other things than it seems to."""
    message = written(letter(TypeAdapter(Email).validate_python(address)), SENDER)
    told = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert getaddresses([str(told["To"])]) == [("", address)]
    assert told["Bcc"] is None
