"""Passphrases and private keys for a command: from a file of its owner alone, or typed; never from the line."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import click

from proviso.errors import UsageError

LONGEST = 4_096


def read_secret(path: Path, what: str) -> str:
    """The one line of a file that is its owner's alone."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise UsageError(f"Others may read {path}, which holds {what}.", hint=f"chmod 600 {path}")
        held = path.read_bytes()[:LONGEST].decode("utf-8").strip("\r\n")
    except UnicodeDecodeError as fault:
        raise UsageError(f"The file {path} holds no {what.partition(' ')[2]}.") from fault
    except OSError as fault:
        why = (fault.strerror or type(fault).__name__).lower()
        raise UsageError(f"The file {path} cannot be read: {why}.", hint=f"It holds {what} on one line.") from fault
    if not held or "\n" in held:
        raise UsageError(f"The file {path} does not hold {what} on one line.")
    return held


def passphrase(path: Path | None, *, is_new: bool) -> str:
    """The passphrase of a backup: from the file, or asked for, twice when it is a new one."""
    if path is not None:
        return read_secret(path, "a passphrase")
    if not sys.stdin.isatty():
        raise UsageError(
            "A passphrase is needed, and nobody is here to type it.",
            hint="Name a file that holds it with --passphrase-file"
            + (", or a public key with --to." if is_new else "."),
        )
    return str(click.prompt("Passphrase of the backup", hide_input=True, confirmation_prompt=is_new, err=True))
