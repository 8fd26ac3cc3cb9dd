"""`proviso serve`: takes the port first, and says in one sentence why it cannot."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from proviso.cli.listening import address
from proviso.cli.serve import command, serve
from proviso.errors import UsageError
from proviso.settings import Settings


def test_taken_port_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UsageError) as told:
            serve(Settings(home=tmp_path / "home", port=port))
    assert str(port) in told.value.message
    assert f"--port {port + 1}" in told.value.hint
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("127.0.0.1", "http://127.0.0.1:8139/"),
        ("0.0.0.0", "http://127.0.0.1:8139/"),  # noqa: S104  # what a person opens, not what is listened on
        ("::1", "http://[::1]:8139/"),
        ("proviso.dcs.example", "http://proviso.dcs.example:8139/"),
    ],
)
def test_address_is_one_that_opens(host: str, said: str) -> None:
    assert address(replace(Settings(), host=host)) == said


def test_help_has_an_example() -> None:
    said = CliRunner().invoke(command, ["--help"]).output
    assert "Example: proviso serve --demo" in said
    assert "--demo-small" in said


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_port_that_cannot_be_is_wrong_usage(port: str) -> None:
    assert CliRunner().invoke(command, ["--port", port]).exit_code == 2


def test_a_folder_without_an_agency_is_not_served(tmp_path: Path) -> None:
    home = tmp_path / "none"
    done = CliRunner().invoke(command, ["--home", str(home)], standalone_mode=False)
    assert isinstance(done.exception, UsageError)
    assert "proviso serve --demo" in done.exception.hint
    assert not home.exists()
