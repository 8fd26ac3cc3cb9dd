"""What the readers of all formats do alike: whole events out of bytes, one end, and no word after it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from proviso.decision.answers import Guard, Stopped, stopped_sentence
from proviso.errors import ProvisoError
from proviso.gateway.refusals import Refusal
from proviso.gateway.wire import Usage

from .runs import Runs
from .sse import COMMENT, Event, Parser, decode


class Reader(ABC):
    """One streamed answer. A format says what its events mean."""

    def __init__(self, guard: Callable[[], Guard]) -> None:
        self._parser = Parser()
        self.runs = Runs(guard)
        self.usage = Usage()
        self.decision_id = ""
        self.is_complete = False
        self.is_error = False
        self._fault: ProvisoError | None = None
        self._is_ended = False
        self._has_failed = False
        """The last byte for the caller was written."""

    @property
    def guards(self) -> tuple[Guard, ...]:
        """One for each run of text."""
        return self.runs.guards

    @property
    def stopped(self) -> Stopped | None:
        """Why the answer goes no further."""
        return self.runs.stopped

    @property
    def is_stopped(self) -> bool:
        """A guard ended the answer."""
        return self.runs.stopped is not None

    def feed(self, data: bytes) -> bytes:
        """What may go on now."""
        return self._kept(self._through(self._parser.feed(data)))

    def finish(self) -> bytes:
        """The provider is done: what was held back. A stop that nobody told the caller of is told here."""
        out = self._kept(self._through(self._parser.finish()))
        if not self.is_stopped and not self._is_ended:
            out += b"".join(self.rest())
        return (
            out + self.fail(refusal_of(self.runs.stopped, self.decision_id)) if self.runs.stopped is not None else out
        )

    def fail(self, refusal: Refusal) -> bytes:
        """The format's own error event; nothing comes after it. Also in the place of a whole answer's end, which the
        caller keeps back until it is on record."""
        if self._has_failed:
            return b""
        self._is_ended = self._has_failed = True
        return self.error(refusal)

    def _kept(self, pieces: Iterable[bytes]) -> bytes:
        """All pieces. A fault after some of them is raised with the next call: what the caller gets does not depend on
        how the bytes were cut."""
        if self._fault is not None:
            raise self._fault
        out: list[bytes] = []
        try:
            out.extend(pieces)
        except ProvisoError as fault:
            if not out:
                raise
            self._fault = fault
        return b"".join(out)

    def _through(self, events: Iterable[Event]) -> Iterator[bytes]:
        for event in events:
            if self._is_ended or self.is_stopped:
                return
            if not event.data:
                yield COMMENT
            elif event.data == b"[DONE]":
                yield from self.done()
            else:
                yield from self.one(decode(event.data))
            if self.is_complete:
                self._is_ended = True

    def last(self, event: bytes, *, is_error: bool = False) -> Iterator[bytes]:
        """The last event of the answer, unless a guard stopped it."""
        if not self.is_stopped:
            self.is_complete, self.is_error = True, is_error
            yield event

    @abstractmethod
    def one(self, held: dict[str, Any]) -> Iterator[bytes]:
        """One event as it may go on, after what was held and stands before it."""

    @abstractmethod
    def rest(self) -> Iterator[bytes]:
        """What is held of all runs."""

    @abstractmethod
    def error(self, refusal: Refusal) -> bytes:
        """A refusal as this format's error event."""

    def done(self) -> Iterator[bytes]:
        """The mark at the end of a stream of OpenAI's; the other formats have none."""
        yield from ()


def refusal_of(stopped: Stopped, decision_id: str = "") -> Refusal:
    """Why an answer goes no further, for a caller who is in the middle of it."""
    return Refusal(
        status=403,
        type="permission_error",
        code="answer_denied",
        message=stopped_sentence(stopped),
        clause=stopped.clause or None,
        decision_id=decision_id or None,
        request_id=decision_id,
    )


def count_of(held: Any, *names: str) -> int:
    """The sum of these counts, as far as they are there."""
    counts = (held.get(name) for name in names) if isinstance(held, dict) else ()
    return sum(count for count in counts if isinstance(count, int) and count > 0)
