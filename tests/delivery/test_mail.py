"""A letter is handed over, or we hear why not and whether another try can help; nobody can hold us for long."""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from proviso.delivery import MailServer, mailing
from proviso.delivery.mail import written
from proviso.errors import DeliveryError
from tests.delivery.post import Office, letter, mail_server, post_office, speaking


def fault_of(server: MailServer, **changes: object) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught, mailing(server) as post:
        post(letter(**changes))
    return caught.value


def test_a_letter_has_text_and_html_and_says_that_a_machine_wrote_it() -> None:
    office = Office()
    with post_office(office) as port, mailing(mail_server(port)) as post:
        post(letter(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))
    got = office.got[0]
    plain, rich = got.get_body(("plain",)), got.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().strip() == "For drafts."
    assert rich.get_content().strip() == "<p>For drafts.</p>"
    assert (got["Auto-Submitted"], got["Message-ID"]) == ("auto-generated", "<7KQ2M4XD@dcs.example>")
    attached = next(got.iter_attachments())
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "dates.ics")
    assert office.to == ["elena.sorokin@dcs.example"]


def test_the_message_id_is_the_same_at_each_try() -> None:
    server = mail_server(1)
    assert written(letter(), server)["Message-ID"] == written(letter(), server)["Message-ID"]


NAMES = (
    "Zoë Müller-Łukasiewicz",
    "李 小龍",
    'Ann "Ace" O’Neil, Jr.',
    "Bob; Carol <x@y.example>",
    "Long " * 30 + "Name",
)


@pytest.mark.parametrize("name", NAMES)
def test_names_and_subjects_in_any_writing_arrive(name: str) -> None:
    office = Office()
    with post_office(office) as port, mailing(mail_server(port)) as post:
        post(letter(name=name, subject=f"{name} asks"))
    got = office.got[0]
    assert got["Subject"] == f"{name} asks"
    assert [each.addr_spec for each in got["To"].addresses] == ["elena.sorokin@dcs.example"]
    assert got["To"].addresses[0].display_name == name


def test_a_name_that_a_header_would_cut_is_left_out() -> None:
    office, name = Office(), "Παπαδόπουλος Κωνσταντίνος Αθανάσιος Ευάγγελος"
    with post_office(office) as port, mailing(mail_server(port)) as post:
        post(letter(name=name, subject=name))
    assert (str(office.got[0]["To"]), office.got[0]["Subject"]) == ("elena.sorokin@dcs.example", name)


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "elena@dcs.example\r\nBcc: all@dcs.example"},
        {"address": "elena@dcs.example, all@dcs.example"},
        {"address": "no address"},
        {"address": ""},
        {"name": "Elena\r\nBcc: all@dcs.example"},
    ],
)
def test_what_would_add_a_reader_or_a_header_is_no_address(changes: dict[str, str]) -> None:
    office = Office()
    with post_office(office) as port:
        assert fault_of(mail_server(port), **changes).is_final
    assert office.got == []


@pytest.mark.parametrize(("answer", "is_final"), [("550 no such user", True), ("451 later", False)])
def test_a_refused_reader_is_told_from_one_who_is_refused_now(answer: str, is_final: bool) -> None:
    with post_office(Office(refuses={"elena.sorokin@dcs.example": answer})) as port:
        fault = fault_of(mail_server(port))
    assert (fault.is_final, fault.is_ours) == (is_final, False)
    assert "elena" not in fault.message


@pytest.mark.parametrize(("answer", "is_final"), [("554 no", True), ("452 disk full", False)])
def test_a_refused_letter_is_told_from_one_that_is_refused_now(answer: str, is_final: bool) -> None:
    with post_office(Office(data=answer)) as port:
        fault = fault_of(mail_server(port))
    assert (fault.is_final, fault.is_ours) == (is_final, False)


def test_one_reader_who_is_refused_leaves_the_session_to_the_next() -> None:
    office = Office(refuses={"gone@dcs.example": "550 no such user"})
    with post_office(office) as port, mailing(mail_server(port)) as post:
        with pytest.raises(DeliveryError):
            post(letter(address="gone@dcs.example"))
        post(letter())
    assert office.to == ["elena.sorokin@dcs.example"]


def test_a_server_that_is_not_there_is_not_the_letters_fault() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        fault = fault_of(mail_server(held.getsockname()[1]))
    assert (fault.is_ours, fault.is_final) == (True, False)
    assert "cannot be reached" in fault.message


def drip(caller: socket.socket) -> None:
    """One letter of a greeting that has no end, again and again."""
    caller.sendall(b"220-")
    while True:
        caller.sendall(b"x")
        time.sleep(0.05)


def hang(caller: socket.socket) -> None:
    caller.recv(1)


def break_off(caller: socket.socket) -> None:
    caller.sendall(b"220 here\r\n")


@pytest.mark.parametrize(
    ("talk", "said"), [(hang, "in time"), (drip, "in time"), (break_off, "broke off")], ids=["hang", "drip", "break"]
)
def test_a_server_that_takes_its_time_is_left(talk: object, said: str) -> None:
    with speaking(talk) as port:  # type: ignore[arg-type]
        begun = time.monotonic()
        fault = fault_of(mail_server(port, answer_seconds=0.4, letter_seconds=0.6))
        took = time.monotonic() - begun
    assert said in fault.message
    assert fault.is_ours
    assert took < 3


def half(caller: socket.socket) -> None:
    """Takes all of a letter, and goes before it says so."""
    caller.sendall(b"220 here\r\n")
    for answer in (b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"):
        caller.recv(4096)
        caller.sendall(answer)
    caller.recv(65536)


def test_a_server_that_goes_before_it_says_yes_has_taken_nothing() -> None:
    with speaking(half) as port:
        fault = fault_of(mail_server(port))
    assert (fault.is_ours, fault.is_final) == (True, False)


def test_no_mail_goes_out_unencrypted_where_encryption_is_asked_for() -> None:
    office = Office()
    with post_office(office) as port:
        fault = fault_of(mail_server(port, security="starttls"))
    assert "encryption" in fault.message
    assert office.got == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem")
    command = ("openssl", "req", "-x509", *key, "-out", "cert.pem", "-days", "2", *subject)
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # our own words
    return folder


def tls_of(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_a_trusted_server_gets_the_letter_encrypted_and_one_that_is_not_gets_none(certificate: Path) -> None:
    office = Office()
    trusted = {"tls": lambda: ssl.create_default_context(cafile=certificate / "cert.pem"), "host": "localhost"}
    with post_office(office, tls_context=tls_of(certificate), require_starttls=True) as port:
        stranger = fault_of(mail_server(port, security="starttls", host="localhost"))
        other_name = fault_of(mail_server(port, security="starttls", **{**trusted, "host": "127.0.0.1"}))
        with mailing(mail_server(port, security="starttls", **trusted)) as post:
            post(letter())
    assert "certificate" in stranger.message
    assert "certificate" in other_name.message
    assert len(office.got) == 1


def knows(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=data.password == b"right")


@pytest.mark.parametrize(("password", "comes"), [("right", 1), ("wrong", 0)])
def test_a_server_that_asks_for_a_password_gets_it_over_tls_alone(certificate: Path, password: str, comes: int) -> None:
    office = Office()
    options: dict[str, Any] = {"tls_context": tls_of(certificate), "authenticator": knows, "auth_required": True}
    with post_office(office, **options) as port:
        server = mail_server(
            port,
            security="starttls",
            host="localhost",
            user="proviso",
            password=password,
            tls=lambda: ssl.create_default_context(cafile=certificate / "cert.pem"),
        )
        if comes:
            with mailing(server) as post:
                post(letter())
        else:
            fault = fault_of(server)
            assert fault.is_ours
            assert "wrong" not in fault.message + fault.hint
    assert len(office.got) == comes
