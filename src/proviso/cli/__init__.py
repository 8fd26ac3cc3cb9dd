"""The shell's door: `proviso COMMAND`. A command is one file here, and only the chosen one is imported.

Exit codes mean something: 0 done or allowed, 1 a fault, 2 wrong usage, 3 denied, 130 stopped with Ctrl+C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from proviso import __version__
from proviso.errors import ProvisoError, UsageError

from .commands import LazyGroup

FAULT, USAGE, DENIED, INTERRUPTED = 1, 2, 3, 130

COMMANDS = {
    "serve": "Open the workspace and the console in a browser.",
    "demo": "Make the invented agency that shows what Proviso does.",
    "ask": "Ask: may this person use this tool for this purpose with this text, now?",
    "screen": "Say what is found in texts, without asking and without a record.",
    "why": "Say why a use was allowed or denied: each fact, and the rule that looked.",
    "ledger": "Check the record, list it, and take out what others can check.",
    "receipt": "Check a receipt offline: a signature under the rules, or an entry of the ledger.",
    "report": "Write evidence for auditors, with its proof inside, and the coverage of the rules.",
    "verify": "Check an evidence file or an exported ledger with the public key alone.",
    "provenance": "Say whether a file or a text is the one that the experts approved.",
    "gateway": "Answer registered systems without the pages, in several processes.",
    "person": "Add the first people, say what they do, and let them sign in.",
    "people": "Bring in people from a file, after saying what it would change.",
    "agency": "Name the agency's components, its offices, and the address for help.",
    "connect": "Say how a tool is reached: its provider, address, models and key.",
    "tools": "List the tools, open and pause what is due, and keep the vendors' terms.",
    "waivers": "List the waivers, and show one with the uses that stood on it.",
    "system": "Register the agency's own systems, list them, and take them off the register.",
    "rescreen": "Check past uses again, with today's rules and today's screening.",
    "incident": "Say who else a spill touched, write down a vendor's notice, open sealed boxes.",
    "objections": "Say how often each recognizer was wrong, by what the offices answered.",
    "training": "Record the completed trainings that the learning system exports.",
    "export": "Write what happened for another system: events as OCSF, one a line.",
    "backup": "Back up the whole home, encrypted, while Proviso works.",
    "restore": "Bring a home back from a backup, and say what is missing.",
    "records": "Say which texts are kept and due, and change the master key that locks them.",
    "outbox": "List mail and webhooks that wait or are stuck, send them again, or give them up.",
    "remind": "Tell people by mail what ends soon.",
    "pack": "Check, compare and replay policy packs.",
    "course": "Check a course that an agency wrote, and read it.",
}
"""Name of each command and its sentence. `proviso.cli.NAME` holds a `click.Command` called `command`."""


@click.group(
    cls=LazyGroup,
    commands_in="proviso.cli",
    summaries=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start here: proviso serve --demo",
)
@click.version_option(__version__, prog_name="proviso", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """May this person use this tool for this purpose with this text, now?

    Settings are PROVISO_ variables of the environment; an unknown one is an error.
    """
    from proviso.settings import Settings  # 40 ms that `proviso --help` does not need

    context.obj = Settings.from_environment(os.environ)


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the shell's door; a fault is one sentence and what to do, never a stack trace."""
    arguments = list(sys.argv[1:] if args is None else args)
    sys.exit(run(arguments))


def run(arguments: list[str], root: click.Command = cli) -> int:
    """Run one command and translate whatever happened into an exit code."""
    try:
        code = root.main(arguments, prog_name="proviso", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`proviso ledger list | head`): nothing is left to say, nor to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULT
    except click.exceptions.NoArgsIsHelpError as error:  # a group alone: its help is the answer
        click.echo(error.format_message())
        return USAGE
    except click.ClickException as error:
        return _tell(arguments, error.format_message(), _usage_hint(error), USAGE)
    except ProvisoError as error:
        return _tell(arguments, error.message, error.hint, USAGE if isinstance(error, UsageError) else FAULT)
    except Exception as error:  # the last door; a message could hold screened text, so it is not said
        return _tell(arguments, f"Something broke on our side: {_place(error)}.", "Nothing more was done.", FAULT)
    return code if isinstance(code, int) else 0


def _usage_hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"Try: {context.command_path} --help" if context else ""


def _tell(arguments: list[str], message: str, hint: str, code: int) -> int:
    """One sentence and its hint on stderr; with `--json`, one object on stdout. What was typed steers no terminal."""
    from proviso.actions.wording import clean  # not needed for `proviso --help`

    message, hint = clean(message), clean(hint)
    if "--json" in arguments:
        import json  # only needed here

        click.echo(json.dumps({"error": {"message": message, "hint": hint, "exit": code}}))
    else:
        click.echo(f"Error: {message}", err=True)
        if hint:
            click.echo(hint, err=True)
    return code


def _place(error: Exception) -> str:
    """Kind and place of a fault, without its message: `KeyError in proviso/db/people.py, line 41`."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None:
        return type(error).__name__
    path = Path(last.tb_frame.f_code.co_filename)
    return f"{type(error).__name__} in {'/'.join(path.parts[-3:])}, line {last.tb_lineno}"
