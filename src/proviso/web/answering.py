"""A text goes to its tool, and the answer is judged while it comes (139-07.2.b): on the event loop, so that nobody's
answer holds a thread, and screened in one.

INVARIANT: whatever ends an answer, the provider's call is closed, what came of it is on record, and what is shown was
let through by the guard.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

from proviso import providers
from proviso.actions import connections, halting
from proviso.actions import uses as change_uses
from proviso.actions import uses_async as record_uses
from proviso.actions.agency import Agency
from proviso.actions.halts import Halt
from proviso.decision.answers import MOST_FINDINGS, STEP, Guard, guards_of, stopped_sentence
from proviso.errors import ProviderError
from proviso.model import Answer, Event, Finding, Part, Permit
from proviso.providers import Fault, UpstreamError

from .live import CLOSING, GONE, SIGNED_OUT, STOPPED, Live
from .session import clock

FIRST_WORD = 60.0
"""Seconds without a first word, after which a tool did not answer (ux.md, section 6)."""
DEMO_PAUSE = 0.25
"""Seconds between two sentences of the offline demo, where somebody watches it."""
DRAFT = "What is here is a draft."
_ENDED = {
    STOPPED: f"Stopped. {DRAFT}",
    GONE: f"The connection broke. {DRAFT}",
    SIGNED_OUT: f"The session ended. {DRAFT}",
    CLOSING: f"The connection broke. {DRAFT}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came back for one text that went out."""

    answer: Answer | None = None
    """As far as it may be shown: its findings are those that are hidden."""
    ended: str = ""
    """Why it is not whole."""
    trouble: str = ""
    """Why there is none."""
    keeps_text: bool = False
    """The person may want to send the text once more."""


class _UncheckedError(Exception):
    """A piece of the answer could not be screened, so nothing more of it is shown."""


@dataclass(slots=True, kw_only=True)
class Answering:
    """One answer on its way: reads it, has it judged, and says at the end how it ended."""

    agency: Agency
    permit: Permit
    live: Live
    guard: Guard
    first_word: float = FIRST_WORD
    _waiting: list[str] = field(default_factory=list, repr=False)
    _fault: str = ""
    """For the record: why there is no answer, or no whole one."""
    _ended: str = ""
    _trouble: str = ""

    async def run(self) -> Came:
        """From the first byte that goes out to the record of what came."""
        self.live.begin()
        try:
            with halting.watching(self.agency, self.permit, self._halt):
                await self._through()
            return await self._recorded()
        finally:
            self.live.end()

    def _halt(self, halt: Halt) -> None:
        """The use is not permitted any more (139-07.1, 139-07.2.c)."""
        self.live.break_off(halt.fault, f"{halt.said} {DRAFT}")

    async def _through(self) -> None:
        try:
            await self._read()
            await self._judge(is_end=True)
        except _UncheckedError:
            self._uncheck()
        except asyncio.CancelledError:
            await self._break_off()
        except Exception as fault:  # its message may hold the text, so of a stranger's only the kind is told
            await self._fail(fault)
        if self.guard.stopped is not None:
            self._ended = self._trouble = stopped_sentence(self.guard.stopped)

    async def _read(self) -> None:
        if self.live.why_ended:
            raise asyncio.CancelledError
        way = connections.way_to(self.agency, self.permit.tool)
        pause = DEMO_PAUSE if self.live.is_watched else 0.0
        async with (
            asyncio.timeout(self.first_word) as limit,
            aclosing(providers.converse(self.permit, *way, pause=pause)) as pieces,
        ):
            async for piece in pieces:
                limit.reschedule(None)
                self._waiting.append(piece)
                if sum(map(len, self._waiting)) >= STEP:
                    await self._judge()
                if self.guard.stopped is not None:
                    return

    async def _judge(self, *, is_end: bool = False) -> None:
        """Screen what waits, in a thread; who is cancelled waits for it all the same: a guard takes one at a time."""
        text = "".join(self._waiting)
        self._waiting.clear()
        queues = self.agency.queues

        def in_turn() -> str:
            with queues.of(len(text)):
                return self.guard.feed(text) + (self.guard.finish() if is_end else "")

        work = asyncio.get_running_loop().run_in_executor(queues.pool_of(len(text)), in_turn)
        is_cancelled = False
        while not work.done():
            try:
                await asyncio.wait([work])
            except asyncio.CancelledError:
                is_cancelled = True
        self._show(work)
        if is_cancelled:
            raise asyncio.CancelledError

    def _show(self, work: asyncio.Future[str]) -> None:
        if work.exception() is not None:
            raise _UncheckedError from None
        self.live.add(work.result())

    async def _break_off(self) -> None:
        """Somebody ended it. What had come is judged as if it ended there."""
        task = asyncio.current_task()
        if task is not None:
            task.uncancel()
        self._fault = self.live.why_ended or CLOSING
        self._ended = self.live.said or _ENDED[self._fault]
        self._trouble = f"{self.live.said or 'Stopped.'} Your text had been sent; its receipt is in My record."
        await self._finish()

    async def _fail(self, fault: Exception) -> None:
        name = self.permit.tool.name
        self._trouble = f"{name} did not answer. Nothing is lost. Try again."
        if isinstance(fault, TimeoutError):
            self._fault = f"no answer in {self.first_word:.0f} seconds"
        elif isinstance(fault, UpstreamError) and fault.fault is Fault.CUT:
            self._ended = f"{fault.message} {fault.hint}".strip()
        else:
            known = isinstance(fault, ProviderError)
            self._fault = fault.message if known else f"{name} did not answer ({type(fault).__name__})."  # type: ignore[attr-defined]  # known
            self._ended = f"{name} broke off its answer. {DRAFT}"
        await self._finish()
        if not self._fault and not self.guard.chars:
            self._fault = self._ended

    async def _finish(self) -> None:
        try:
            with suppress(asyncio.CancelledError):  # the server stops: what came is judged and recorded all the same
                await self._judge(is_end=True)
        except _UncheckedError:
            self._uncheck()

    def _uncheck(self) -> None:
        name = self.permit.tool.name
        self._fault = "screening"
        self._ended = "The answer stopped here. We could not check the next part."
        self._trouble = f"{name} answered, and we could not check the answer. It is not shown. Try again."

    async def _recorded(self) -> Came:
        """Put on record what came, and what kept it from being whole; only then the page may show it."""
        guard, permit = self.guard, self.permit
        shown, hidden = _shown(guard)
        is_answer = bool(shown) or guard.stopped is not None or not self._fault
        parts = (Part(name=change_uses.ANSWER, text=guard.text),)
        words = len(guard.text.split())
        if is_answer:
            digest = change_uses.digest(self.agency, parts)
            event = change_uses.answered(permit, guard.findings, words, digest)
            with suppress(asyncio.CancelledError):  # as below
                await record_uses.received_async(self.agency, permit, event, guard.text, guard.findings, clock())
        if self._fault:
            await self._record(change_uses.unanswered(permit, self._fault))
        if not is_answer:
            return Came(trouble=self._trouble, keeps_text=True)
        ended = self._ended
        if len(shown) < len(guard.passed):
            ended = "The rest is not shown again: too much in it is hidden."
        answer = change_uses.answer_of(permit, shown, hidden, words)
        return Came(answer=answer, ended=ended, keeps_text=bool(self._fault))

    async def _record(self, event: Event) -> None:
        with suppress(asyncio.CancelledError):  # what was handed over is written, and nobody waits for more than that
            await record_uses.record_async(self.agency, event, clock())


def _shown(guard: Guard) -> tuple[str, tuple[Finding, ...]]:
    """What may be shown, and what of it is hidden. INVARIANT: a list of findings that ran full hides no more."""
    text, found = guard.passed, guard.findings
    if len(found) >= MOST_FINDINGS:
        text = text[: found[-1].end]
    return text, _within(guard.masked, len(text))


def _within(findings: Sequence[Finding], end: int) -> tuple[Finding, ...]:
    return tuple(f for f in findings if f.start < end)


async def fetch(agency: Agency, permit: Permit, live: Live) -> Came:
    """Send what the permit allows, and say what came back; on record when this returns."""
    guard = guards_of(agency.packs.by_ref(permit.pack), agency.screen)()
    return await Answering(agency=agency, permit=permit, live=live, guard=guard).run()
