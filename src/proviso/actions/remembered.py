"""What was found in the messages that a registered system sent lately: a conversation is sent whole at each turn, and
each of its messages is screened once.

INVARIANT: never a text, only the keyed digest of a caller and a text, with kinds and places. What one caller sent
answers nothing about another's, not even by the time that it takes. Whatever is not kept is screened.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

from proviso.model import Finding, Part, Screened

Screen = Callable[[Sequence[Part]], Screened]

LEAST_CHARS = 40
"""A shorter text is screened in less time than it takes to look for it."""
MOST_FINDINGS = 50
"""Of one message; one with more is screened each time, so that the memory is bounded."""
_PERSON = b"pv-remembered"


class Remembered:
    """The messages of all callers; the one that was not asked for longest goes first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, tuple[Finding, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, caller: str, screen: Screen, *, key: bytes, most: int) -> Screen:
        """Screening for one caller, with what is remembered of it, `most` messages of all callers together.

        `key` is the agency's: nobody without it can try texts out. The parts have no file names to screen.
        """
        if not most:
            return screen

        def screened(parts: Sequence[Part]) -> Screened:
            marks = [_mark(key, caller, part.text) if len(part.text) >= LEAST_CHARS else None for part in parts]
            return self._screened(screen, parts, marks, most)

        return screened

    def _screened(self, screen: Screen, parts: Sequence[Part], marks: Sequence[bytes | None], most: int) -> Screened:
        known = [None if mark is None else self._look(mark) for mark in marks]
        new = [number for number, findings in enumerate(known) if findings is None]
        per_part: list[tuple[Finding, ...]] = [findings or () for findings in known]
        if new:
            found = screen([parts[number] for number in new]).findings
            for place, number in enumerate(new):
                per_part[number] = tuple(f for f in found if f.part == place)
                self._keep(marks[number], per_part[number], most)
        findings = tuple(
            f if f.part == number else replace(f, part=number) for number, held in enumerate(per_part) for f in held
        )
        return Screened(findings=findings, chars=sum(len(part.text) for part in parts))

    def _look(self, mark: bytes) -> tuple[Finding, ...] | None:
        with self._lock:
            findings = self._kept.get(mark)
            if findings is not None:
                self._kept.move_to_end(mark)
            return findings

    def _keep(self, mark: bytes | None, findings: tuple[Finding, ...], most: int) -> None:
        if mark is None or len(findings) > MOST_FINDINGS:
            return
        with self._lock:
            self._kept[mark] = findings
            while len(self._kept) > most:
                self._kept.popitem(last=False)


def _mark(key: bytes, caller: str, text: str) -> bytes:
    """A keyed digest of both, the caller's length first, so that no two pairs say the same."""
    name = caller.encode()
    digest = hashlib.blake2b(len(name).to_bytes(4, "big"), key=key[:64], person=_PERSON, digest_size=32)
    digest.update(name)
    digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.digest()
