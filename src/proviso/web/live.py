"""An answer while it is written: what was let through so far, in memory, for the one session that asked.

INVARIANT: only text that the guard let through is here, nobody but that session can read or stop it, and it is dropped
when the answer has ended.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

from proviso.errors import UsageError
from proviso.identity.session import Session

LIVE = "workspace.live"
MOST_AT_ONCE = 4
"""Answers that are written for one session at once."""
STOPPED = "the person stopped it"
GONE = "the person went away"
SIGNED_OUT = "the person signed out"
CLOSING = "the server stopped"
EVERY = 0.3
"""Seconds between two pieces that are not whole sentences (ux.md, section 6)."""
QUIET = 15.0
"""Seconds without a piece, after which something is sent all the same, so that nothing on the way gives up."""
_SENTENCE_END = re.compile(r".*(?:[.!?…][\"”’)\]]*\s|\n)", re.DOTALL)


@dataclass(slots=True, kw_only=True, eq=False)
class Live:
    """One answer on its way."""

    decision_id: str
    title: str = ""
    """The heading of its turn."""
    is_watched: bool = False
    """Somebody sees it while it is written."""
    why_ended: str = ""
    """Why it was ended before its end; empty: it was not."""
    said: str = ""
    """The sentence for its reader, where the reason alone does not say it."""
    _pieces: list[str] = field(default_factory=list, repr=False)
    _is_done: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    _task: asyncio.Task[object] | None = field(default=None, repr=False)

    def begin(self) -> None:
        """The task that runs now writes it: ending the answer cancels what this task waits for."""
        self._task = asyncio.current_task()

    def add(self, text: str) -> None:
        """More was let through."""
        if text and self.is_watched:
            self._pieces.append(text)
            self._tell()

    def end(self) -> None:
        """There is no more."""
        self._is_done, self._task = True, None
        self._tell()

    def break_off(self, why: str, said: str = "") -> None:
        """End it now, from whichever thread: the provider's call is cancelled. The first reason counts."""
        task = self._task
        if self._is_done or self.why_ended:
            return
        self.why_ended, self.said = why, said
        if task is not None:
            with suppress(RuntimeError):  # the loop was closed, and the task with it
                task.get_loop().call_soon_threadsafe(task.cancel)

    async def follow(self) -> AsyncIterator[str]:
        """What was let through, in whole sentences or as it stands every 300 ms; "" when nothing came for a while."""
        clock = asyncio.get_running_loop().time
        at, held, due = 0, "", clock() + QUIET
        while True:
            changed, is_done, is_due = self._changed, self._is_done, clock() >= due
            if self._pieces[at:] and not held:
                due = clock() + EVERY
            held += "".join(self._pieces[at:])
            at = len(self._pieces)
            ready = held if is_done or is_due else _sentences(held)
            if ready or is_due:
                yield ready
                held = held[len(ready) :]
                due = clock() + (EVERY if held else QUIET)
            if is_done:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), max(0.0, due - clock()))

    def _tell(self) -> None:
        before, self._changed = self._changed, asyncio.Event()
        before.set()


def _sentences(text: str) -> str:
    found = _SENTENCE_END.match(text)
    return found.group() if found else ""


def require_room(session: Session) -> None:
    """Stop here when enough is being written for this session: each answer holds memory, and a provider's time."""
    if len(lives_of(session)) >= MOST_AT_ONCE:
        raise UsageError(
            f"{MOST_AT_ONCE} answers are being written for you now, so this text was not sent.",
            hint="Wait for one of them, or stop it. Then send it again.",
        )


def open_live(session: Session, live: Live) -> None:
    """Let this session watch it; one assignment, since two tabs may ask at once."""
    session.data[LIVE] = {**lives_of(session), live.decision_id: live}


def close_live(session: Session, live: Live) -> None:
    """Drop it."""
    kept = {code: one for code, one in lives_of(session).items() if one is not live}
    if kept:
        session.data[LIVE] = kept
    else:
        session.data.pop(LIVE, None)


def end_lives(session: Session) -> None:
    """The session ends, and with it what is written for it."""
    for live in lives_of(session).values():
        live.break_off(SIGNED_OUT)


def lives_of(session: Session) -> dict[str, Live]:
    """The answers that are written for this session now, by decision."""
    found: dict[str, Live] = session.data.get(LIVE, {})
    return found
