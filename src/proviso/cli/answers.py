"""The answer in a shell: waited for, stopped when it is not permitted any more (139-07.1) or with Ctrl+C, and put on
record."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from proviso import providers
from proviso.actions import connections, halting, uses
from proviso.actions.agency import Agency
from proviso.actions.halts import Halt
from proviso.errors import ProviderError
from proviso.model import Answer, Permit
from proviso.providers.aside import wait_for
from proviso.web.live import STOPPED

DRAFT = "What is here is a draft."


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came back, and why it is not whole."""

    answer: Answer | None
    """None when nothing had come."""
    ended: str = ""


@dataclass(slots=True)
class _Coming:
    """What has come so far."""

    pieces: list[str] = field(default_factory=list, repr=False)
    halt: Halt | None = None
    """Why it may not go on."""


def wait_for_answer(agency: Agency, permit: Permit) -> Told:
    """Send what was permitted and wait; whatever ends it, what went out has its outcome on record."""
    coming = _Coming()
    try:
        wait_for(lambda: _read(agency, permit, coming))
    except KeyboardInterrupt:
        _record(agency, permit, coming, STOPPED)
        raise
    except ProviderError as fault:
        if not coming.pieces:
            uses.fail(agency, permit, fault.message, datetime.now(UTC))
            raise
        return Told(answer=_record(agency, permit, coming, fault.message), ended=f"{fault.message} {DRAFT}")
    if coming.halt is not None:
        return Told(answer=_record(agency, permit, coming, coming.halt.fault), ended=f"{coming.halt.said} {DRAFT}")
    return Told(answer=_record(agency, permit, coming, ""))


async def _read(agency: Agency, permit: Permit, coming: _Coming) -> None:
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def stop(halt: Halt) -> None:
        coming.halt = halt
        if task is not None:
            loop.call_soon_threadsafe(task.cancel)

    way = connections.way_to(agency, permit.tool)
    try:
        with halting.watching(agency, permit, stop):
            async with aclosing(providers.converse(permit, *way)) as pieces:
                async for piece in pieces:
                    coming.pieces.append(piece)
    except asyncio.CancelledError:
        if coming.halt is None or task is None:
            raise
        task.uncancel()
    except ProviderError:
        raise
    except Exception as fault:  # its message may hold the text, so only its kind is told
        raise ProviderError(f"{permit.tool.name} did not answer ({type(fault).__name__}).") from None


def _record(agency: Agency, permit: Permit, coming: _Coming, fault: str) -> Answer | None:
    """What came is judged as if it ended there, as on a page; then why it ended."""
    at = datetime.now(UTC)
    text = "".join(coming.pieces)
    answer = uses.receive(agency, permit, text, at) if text or not fault else None
    if fault:
        uses.fail(agency, permit, fault, at)
    return answer
