"""The runs of text in one streamed answer, each with its own guard, and the strings beside them, judged whole.

Nothing passes by its field's name alone: what no run takes is an identifier by its form, a plain word, something sealed
that only the provider can open, or it is screened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from proviso.decision.answers import Guard, Stopped, masked_words
from proviso.errors import ProviderError
from proviso.gateway.identifiers import is_identifier, is_sealed

from .labelled import is_telling, read_together

Key = tuple[str | int, ...]
"""Where a run stands: `(0, "content")`, `(1, "tool_calls", 0, "function", "arguments")`."""

IDENTIFIERS = frozenset({
    "id", "item_id", "call_id", "response_id", "previous_response_id", "tool_use_id", "tool_call_id", "container_id",
    "approval_request_id", "event_id", "request_id", "object", "type", "role", "status", "model", "system_fingerprint",
    "service_tier", "finish_reason", "stop_reason",
})  # fmt: skip
"""Fields that the provider fills with an identifier or a word of its format, where the value has that form."""
SEALED = frozenset({"encrypted_content", "encrypted_index", "signature", "thought_signature"})
"""Fields that the provider alone can open, and wants back; so is `data` of a `redacted_thinking`."""
MOST_KNOWN = 2_000
"""So many judged strings are remembered, since the last event of an answer repeats the others."""
MOST_STRINGS = 20_000
"""Strings beside the runs that one answer may have."""
MOST_RUNS = 1_000
MOST_CHARS = 4_000_000
"""Of all runs and strings of one answer together: what is kept for the record is bounded, whatever comes."""
UNREADABLE = 1_024
"""An unbroken string of this length that is no text is an image or a sound, and nobody here can read it."""

_WORD = re.compile(r"[a-z][a-z_.-]{0,63}")
_HOLDERS = frozenset({dict, list})


@dataclass(slots=True, eq=False)
class Run:
    """One run: its guard, and what of it was shown."""

    guard: Guard
    shown: list[str] = field(default_factory=list)
    is_over: bool = False

    def feed(self, text: str) -> str:
        """More of it came."""
        return self._show(self.guard.feed(text))

    def pause(self) -> str:
        """Something else follows, and what is held stands before it."""
        return self._show(self.guard.pause())

    def finish(self) -> str:
        """It is over."""
        self.is_over = True
        return self._show(self.guard.finish())

    def _show(self, text: str) -> str:
        if text:
            self.shown.append(text)
        return text


class Runs:
    """All runs of one answer."""

    def __init__(self, guard: Callable[[], Guard]) -> None:
        self._guard = guard
        self._runs: dict[Key, Run] = {}
        self._lanes: dict[str, Guard] = {}
        self._beside: list[Guard] = []
        self._known: dict[str, str] = {}
        """What came -> what may be shown, of whole strings and of runs that are over."""
        self._made = self._strings = self._chars = 0
        self.stopped: Stopped | None = None

    @property
    def guards(self) -> tuple[Guard, ...]:
        """One for each run, and one for each string beside them in which something was found."""
        return (*(run.guard for run in self._runs.values()), *self._beside)

    def feed(self, key: Key, text: str, *, lane: str = "") -> str:
        """More of one run: what may be shown now. Runs of a lane are read one after the other, so that each is judged
        by what stood before it; a finding that begins in one is hidden from where the next begins."""
        self._counted(text)
        run = self._runs.get(key)
        if run is None or run.is_over:
            run = self._new(key, lane)
        return self._checked(run, run.feed(text))

    def finish(self, *begins: str | int) -> Iterator[tuple[Key, str]]:
        """The runs whose keys begin like this are over: what was still held of each, where there is something."""
        for key, run in list(self._runs.items()):
            if run.is_over or key[: len(begins)] != begins or self.stopped is not None:
                continue
            rest = self._checked(run, run.finish())
            self._remember(run.guard.text, "".join(run.shown))
            if rest:
                yield key, rest

    def pause(self, begins: Key, but: Key) -> Iterator[tuple[Key, str]]:
        """The runs that begin like this, without those that begin like `but`, wait: what was held of each."""
        for key, run in list(self._runs.items()):
            if run.is_over or key[: len(begins)] != begins or key[: len(but)] == but or self.stopped is not None:
                continue
            rest = self._checked(run, run.pause())
            if rest:
                yield key, rest

    def clean(self, value: Any, key: str = "", *, is_echo: bool = False) -> Any:
        """A value beside the runs, judged: every string in it, and every key. `is_echo`: it is the caller's own request
        that comes back, so what may not be shown is named in its place and ends nothing."""
        if isinstance(value, str):
            return self._string(value, key, is_echo=is_echo)
        if isinstance(value, list):
            return self._together([self.clean(one, key, is_echo=is_echo) for one in value], key, is_echo=is_echo)
        if not isinstance(value, dict):
            return self._together({key: value}, "", is_echo=is_echo)[key] if is_telling(value, key) else value
        if value.get("type") == "redacted_thinking" and is_sealed(value.get("data")):
            return {k: v if k == "data" else self.clean(v, k) for k, v in value.items()}
        judged = {self._key(k): self._value(v, k, is_echo=is_echo) for k, v in value.items()}
        return self._together(judged, key, is_echo=is_echo)

    def _together(self, held: Any, key: str, *, is_echo: bool) -> Any:
        """What an object or a list holds itself, read with the names before it."""
        judged, stopped = read_together(held, key, self._guard)
        if judged is not None:
            self._beside.append(judged)
        if stopped is not None:
            if is_echo:
                return masked_words(stopped.kind)
            self.stopped = self.stopped or stopped
        return held

    def names(self, held: dict[str, Any]) -> None:
        """Judge the names of the fields of an object that goes on with its runs: a name is no place for a text."""
        for name in held:
            if not _WORD.fullmatch(name) and self._key(name) != name:
                raise ProviderError("The model sent a field whose name is none.")

    def _key(self, key: str) -> str:
        return key if _WORD.fullmatch(key) else self._string(key, "", is_echo=True)

    def _value(self, value: Any, key: str, *, is_echo: bool) -> Any:
        if type(value) is str:
            return self._string(value, key, is_echo=is_echo)
        return self.clean(value, key, is_echo=is_echo) if type(value) in _HOLDERS else value

    def _string(self, text: str, key: str, *, is_echo: bool) -> str:
        if not text or _WORD.fullmatch(text) or (key in IDENTIFIERS and is_identifier(text)):
            return text
        known = self._known.get(text)
        if known is not None:
            return known
        if key in SEALED and is_sealed(text):
            return text
        if len(text) >= UNREADABLE and is_sealed(text):
            raise ProviderError("The answer has a part that nobody here can read: an image, a sound or a file.")
        return self._judged(text, is_echo=is_echo)

    def _judged(self, text: str, *, is_echo: bool) -> str:
        self._counted(text)
        self._strings += 1
        if self._strings > MOST_STRINGS:
            raise ProviderError(f"The answer has more than {MOST_STRINGS:,} pieces beside its text.")
        guard = self._guard()
        shown = guard.whole(text)
        if guard.findings or guard.stopped is not None:
            self._beside.append(guard)
        if guard.stopped is not None:
            if is_echo:
                return masked_words(guard.stopped.kind)
            self.stopped = self.stopped or guard.stopped
            return ""
        self._remember(text, shown)
        return shown

    def _new(self, key: Key, lane: str) -> Run:
        self._made += 1
        if self._made > MOST_RUNS:
            raise ProviderError(f"The answer has more than {MOST_RUNS:,} choices, blocks or calls.")
        earlier = self._runs.pop(key, None)
        if earlier is not None:  # a run that begins again after its end, as no format does
            self._beside.append(earlier.guard)
        guard = self._guard()
        if lane:
            guard.follow(self._lanes.get(lane))
            self._lanes[lane] = guard
        run = self._runs[key] = Run(guard)
        return run

    def _counted(self, text: str) -> None:
        self._chars += len(text)
        if self._chars > MOST_CHARS:
            raise ProviderError(f"The answer has more than {MOST_CHARS:,} characters.")

    def _checked(self, run: Run, text: str) -> str:
        if run.guard.stopped is not None:
            self.stopped = self.stopped or run.guard.stopped
        return text

    def _remember(self, text: str, shown: str) -> None:
        if len(self._known) < MOST_KNOWN:
            self._known[text] = shown
