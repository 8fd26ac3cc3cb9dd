"""A key service (KMS) that keeps the agency's own key: it wraps our master key, and we keep only what it wrapped.

A command does it here: `COMMAND wrap` and `COMMAND unwrap` read one line of base64 and write one. So any service can be
asked, with the tool that its vendor gives, and the secret of the service stays with that tool.
"""

from __future__ import annotations

import shlex
import subprocess
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Protocol

from proviso.errors import StoreError

SECONDS = 20.0
"""A start of Proviso waits no longer for it."""
LONGEST = 64 * 1024
_SAID = 200


class KeyService(Protocol):
    """What wraps a key, and unwraps it again. It sees keys, never a text."""

    def wrap(self, key: bytes) -> bytes:
        """The key, as only this service can open it."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandService:
    """A command of this machine that asks the agency's key service."""

    command: str
    """As in a shell, without one: words, with quotes where a word has spaces."""
    seconds: float = SECONDS

    def wrap(self, key: bytes) -> bytes:
        """The key, as only the service can open it."""
        return self._asked("wrap", key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key again."""
        return self._asked("unwrap", wrapped)

    def _asked(self, verb: str, given: bytes) -> bytes:
        words = [*self._words(), verb]
        try:
            done = subprocess.run(  # noqa: S603  # the administrator names the command; no shell reads it
                words, input=b64encode(given) + b"\n", capture_output=True, timeout=self.seconds, check=False
            )
        except subprocess.TimeoutExpired:
            raise self._fault(verb, f"it did not answer within {self.seconds:g} seconds") from None
        except OSError as fault:
            raise self._fault(verb, (fault.strerror or type(fault).__name__).lower()) from None
        if done.returncode:
            raise self._fault(verb, f"it ended with {done.returncode}{_last_line(done.stderr)}")
        try:
            answer = b64decode(done.stdout.strip(), validate=True)
        except ValueError:
            answer = b""
        if not 0 < len(answer) <= LONGEST:
            raise self._fault(verb, "its answer is not one line of base64")
        return answer

    def _words(self) -> list[str]:
        try:
            words = shlex.split(self.command)
        except ValueError:
            words = []
        if not words:
            raise StoreError(
                "PROVISO_SEALING_COMMAND cannot be read as a command.", hint="Quotes come in pairs, as in a shell."
            )
        return words

    def _fault(self, verb: str, why: str) -> StoreError:
        return StoreError(
            f"The key service could not {verb} the master key: {why}.",
            hint=f"Try the command of PROVISO_SEALING_COMMAND yourself, with {verb}, as the account of Proviso.",
        )


def _last_line(said: bytes) -> str:
    """The last line of what the command complained about, so that one who starts Proviso sees why."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    kept = "".join(c for c in (lines[-1] if lines else "")[:_SAID] if c.isprintable())
    return f": {kept}" if kept else ""
