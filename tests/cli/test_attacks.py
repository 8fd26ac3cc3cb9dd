"""What a careless or hostile shell gives: one sentence, a hint, and nothing that draws on the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from proviso.cli import FAULT, USAGE, run
from proviso.cli.ask import command as ask
from proviso.cli.demo import command as demo
from proviso.cli.screen import command as screen
from proviso.cli.why import command as why
from proviso.errors import UsageError
from proviso.identity.keys import open_keys
from proviso.settings import Settings

ESCAPE = "\x1b[2J\x1b[31mwhole\x9b1m"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(home=tmp_path_factory.mktemp("shell") / "home", demo=True)
    CliRunner().invoke(demo, ["--small"], obj=settings, standalone_mode=False, catch_exceptions=False)
    return settings


def is_quiet(said: str) -> bool:
    """Nothing in it steers a terminal."""
    return all(c.isprintable() or c in "\n\t" for c in said)


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_an_error_repeats_no_escape_sequence(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["ask", f"/nowhere/{ESCAPE}"], ["pack", "check", ESCAPE], ["why", ESCAPE], [ESCAPE]):
        assert run([*arguments, *flags]) == USAGE
        heard = capsys.readouterr()
        assert is_quiet(heard.out + heard.err), ascii(heard)


def test_an_error_is_json_whatever_bytes_were_typed(capsys: pytest.CaptureFixture[str]) -> None:
    """A byte that is no UTF-8 reaches Python as a lone surrogate, which no encoder writes."""
    assert run(["ask", "--json", "/nowhere/no\udcffsuch"]) == USAGE
    said = capsys.readouterr().out
    assert said.isascii()
    assert json.loads(said)["error"]["exit"] == USAGE


def test_an_answer_and_its_reasons_steer_no_terminal(home: Settings, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text(f"The levee held {ESCAPE} for two days.", encoding="utf-8")
    shell = CliRunner()
    asked = shell.invoke(ask, [str(file)], obj=home, standalone_mode=False, catch_exceptions=False)
    assert (asked.return_value, is_quiet(asked.output)) == (0, True), ascii(asked.output)
    denied = shell.invoke(
        ask, ["--person", ESCAPE, "--tool", ESCAPE, "--purpose", f"x\n{ESCAPE}", "--source", ESCAPE, str(file)],
        obj=home, standalone_mode=False, catch_exceptions=False,
    )  # fmt: skip
    assert (denied.return_value, is_quiet(denied.output)) == (3, True), ascii(denied.output)
    code = denied.output.rsplit(" ", 1)[1].strip()
    told = shell.invoke(why, [code], obj=home, standalone_mode=False, catch_exceptions=False)
    assert is_quiet(told.output)
    assert "whole" in told.output
    odd = tmp_path / f"{ESCAPE}.txt"
    odd.write_text("The levee held.", encoding="utf-8")
    found = shell.invoke(screen, [str(odd)], obj=home, standalone_mode=False, catch_exceptions=False)
    assert (found.return_value, is_quiet(found.output)) == (0, True), ascii(found.output)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PROVISO_PORT", "99999999"),
        ("PROVISO_PORT", "0"),
        ("PROVISO_PORT", "-1"),
        ("PROVISO_PORT", "٣x"),
        ("PROVISO_TIME_ZONE", "Mars/Olympus"),
        ("PROVISO_TIME_ZONE", "../../etc/passwd"),
        ("PROVISO_SESSION_MINUTES", "0"),
        ("PROVISO_DEMO", "perhaps"),
        ("PROVISO_SECRET", "1"),
    ],
)
def test_a_setting_that_cannot_be_is_named(variable: str, value: str) -> None:
    with pytest.raises(UsageError, match=variable):
        Settings.from_environment({variable: value})


def test_a_home_that_is_a_file_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "home"
    file.write_text("not a folder", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be made") as raised:
        open_keys(file / "keys")
    assert "PROVISO_HOME" in raised.value.hint
    assert file.read_text(encoding="utf-8") == "not a folder"


def test_a_fault_says_where_and_not_what(capsys: pytest.CaptureFixture[str]) -> None:
    """An exception's message can hold a text; a traceback shows none either, since none is printed."""

    @click.command()
    def broken() -> None:
        text = "zebrafinch"
        raise ValueError(text)

    assert run([], root=broken) == FAULT
    heard = capsys.readouterr()
    assert "zebrafinch" not in heard.out + heard.err
    assert "Traceback" not in heard.err
    assert "ValueError" in heard.err
