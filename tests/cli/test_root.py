"""The root of the command line: lazy commands, one-sentence errors, exit codes that mean something."""

import json
import os
import subprocess
import sys
from importlib import import_module

import click
import pytest

from proviso import __version__
from proviso.cli import COMMANDS, FAULT, INTERRUPTED, USAGE, cli, run
from proviso.errors import LedgerError, NotFoundError


def _python(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]})


def test_help_imports_no_command() -> None:
    done = _python(
        "import sys; from proviso.cli import run; code = run(['--help']);"
        "print(sorted(m for m in sys.modules if m.startswith('proviso.') and m.split('.')[1] not in"
        " {'cli', 'errors'} or m in {'sqlalchemy', 'starlette', 'jinja2', 'cedarpy', 'rich'})); sys.exit(code)"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_version_is_the_package_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"proviso {__version__}\n"


def test_help_names_each_command_and_its_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert [name for name, sentence in COMMANDS.items() if f"{name} {sentence}" not in shown] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_there_with_help_and_an_example(name: str) -> None:
    command = import_module(f"proviso.cli.{name}").command
    assert isinstance(command, click.Command)
    leaves = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    assert [leaf.name for leaf in leaves if not leaf.help or "xample" not in f"{leaf.help} {leaf.epilog}"] == []


def test_unknown_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["nosuch"]) == USAGE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "Error: No such command 'nosuch'.\nTry: proviso --help\n"


@pytest.mark.parametrize("arguments", [[], ["ledger"], ["pack"]])
def test_a_group_alone_shows_its_help_as_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == USAGE
    said = capsys.readouterr()
    assert said.out.startswith(f"Usage: {' '.join(['proviso', *arguments])} [OPTIONS] COMMAND")
    assert said.err == ""


def test_unknown_setting_is_an_error_before_anything_runs() -> None:
    command = [sys.executable, "-m", "proviso", "ledger", "verify"]
    environment = {"PATH": os.environ["PATH"], "PROVISO_PROT": "80"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == USAGE
    assert done.stderr.startswith("Error: Unknown setting: PROVISO_PROT.\nThe settings are: ")


def _raising(error: BaseException) -> click.Command:
    @click.command("broken")
    @click.option("--json", "as_json", is_flag=True)
    def broken(as_json: bool) -> None:
        raise error

    return broken


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            NotFoundError("There is no person x.", hint="There are a and b."),
            USAGE,
            "Error: There is no person x.\nThere are a and b.\n",
        ),
        (LedgerError("Entry 7 was changed."), FAULT, "Error: Entry 7 was changed.\n"),
        (click.UsageError("Say which."), USAGE, "Error: Say which.\nTry: proviso --help\n"),
        (KeyboardInterrupt(), INTERRUPTED, "\nStopped.\n"),
    ],
)
def test_a_fault_is_one_sentence_and_what_to_do(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([], _raising(error)) == code
    assert capsys.readouterr().err == said


def test_with_json_a_fault_is_one_object_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--json"], _raising(NotFoundError("No such tool.", hint="There is one."))) == USAGE
    said = capsys.readouterr()
    assert said.err == ""
    assert json.loads(said.out) == {"error": {"message": "No such tool.", "hint": "There is one.", "exit": USAGE}}


def test_an_unforeseen_fault_says_where_and_never_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([], _raising(ValueError("078-05-1120 was in the prompt"))) == FAULT
    said = capsys.readouterr()
    assert said.err.startswith("Error: Something broke on our side: ValueError in tests/cli/test_root.py, line ")
    assert "078-05-1120" not in said.out + said.err
    assert "Traceback" not in said.err


def test_a_command_chooses_its_exit_code() -> None:
    @click.command("denied")
    @click.pass_context
    def denied(context: click.Context) -> None:
        context.exit(3)

    assert run([], denied) == 3


def test_the_lazy_group_knows_every_command() -> None:
    with click.Context(cli) as context:
        assert cli.list_commands(context) == list(COMMANDS)
        assert cli.get_command(context, "nosuch") is None
