"""An answer is screened while it comes: nothing is let through before its surroundings were looked at (139-07.2.b).

What a place is depends on what stands around it: a label before a number, a note after it, the head of a table. So each
screening looks at a window: `BEHIND` characters that were let through already, what is held, and the last `AHEAD` of it
stay held. `tests/decision/test_answers.py` measures how much of that the recognizers need.

INVARIANT: no character is let through before a screening saw it with `AHEAD` characters after it, or the end of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from proviso.model import AnswerRule, Finding, FindingClass, Part, Screened, Strength
from proviso.policy import Pack
from proviso.policy.pack import TLP

from .kinds import article_of, title_of
from .unescaping import unescaped

Screen = Callable[[Sequence[Part]], Screened]
AnswerRules = Mapping[FindingClass, AnswerRule]

BEHIND = 500
"""Characters before what is held that are screened once more."""
AHEAD = 200
"""Characters that are always held while the run goes on: no finding needs more after its beginning to be recognised."""
RATE = 2.5
"""Characters that may be screened for each one that came: what screening an answer while it streams may cost."""
EACH = 800
"""What one screening costs before its first character, in characters."""
STEP = 80
"""Less than this is not worth a screening of its own while the run goes on."""
FREE = 1_000
"""Characters that may be screened at once, so that the first words come early."""
MOST_CHARS = 2_000_000
"""A run that is longer ends here: what is kept for its digest is bounded."""
MOST_HELD = 4_000
"""A finding that is longer than this is masked as far as it came."""
MOST_FINDINGS = 10_000
"""So many findings of one run are listed; every one of them is masked."""
LOOK = 2_000
"""An unbroken word longer than this is held to its end: what is encoded in it can only be read whole."""
MOST_HEAD, MOST_ROW = 3, 600
"""Lines of a table's head that go with its rows, and how long one may be."""
TOO_LONG = "TOO_LONG"
"""Kind of `Stopped` for a run past `MOST_CHARS`."""
AROUND = frozenset({FindingClass.RECORD, FindingClass.SOCIAL, FindingClass.PURPOSE})
"""Classes about a whole passage: where a pack masks or ends at them, the run is kept back to its end."""
BEGINNINGS = frozenset({"PRIVATE_KEY"})
"""Kinds of which only the beginning is found: where they are masked, the answer ends."""

_BREAK = re.compile(r"(?<![A-Za-z0-9+/_=-]{16})(?<!\s)\s|[\u3001-\u9fff\uac00-\ud7af]")
"""Where a run may be cut: between words, or beside a letter of a script without blanks; not between lines of base64."""
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_SEPARATORS = re.compile(r"[|\t,;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Why an answer goes no further."""

    kind: str
    rule: AnswerRule
    clause: str = ""
    """The clause that the pack's table of answers carries out."""


def stopped_sentence(stopped: Stopped) -> str:
    """Why, for the person who reads it; never what stood there."""
    if stopped.kind == TOO_LONG:
        return f"The answer stopped here. It has more than {MOST_CHARS:,} characters, and we check no more."
    if stopped.rule is AnswerRule.HOLD:
        return f"The answer is not shown. It had {article_of(stopped.kind)}."
    return f"The answer stopped here. The next part had {article_of(stopped.kind)}."


def masked_words(kind: str) -> str:
    """What stands where something was masked."""
    return f"[hidden: {title_of(kind)}]"


def rule_of(finding: Finding, rules: AnswerRules) -> AnswerRule:
    """What is done with a finding: what is weak decides nothing, and of what is found only by its beginning nothing is
    given."""
    if finding.strength is Strength.WEAK:
        return AnswerRule.SHOW
    rule = rules.get(finding.cls, AnswerRule.SHOW)
    return AnswerRule.END if rule is AnswerRule.MASK and finding.kind in BEGINNINGS else rule


def weigher_of(pack: Pack) -> Callable[[Finding], Finding]:
    """Makes a finding weak that does not decide under this pack: below its threshold, or marked as shareable."""
    shareable = frozenset(TLP.values()) - pack.tlp

    def weigh(finding: Finding) -> Finding:
        if finding.kind in shareable or finding.score < pack.thresholds.get(finding.cls, 0):
            return replace(finding, strength=Strength.WEAK)
        return finding

    return weigh


def guards_of(pack: Pack, screen: Screen) -> Callable[[], Guard]:
    """Makes the guards of one answer."""
    weigh = weigher_of(pack)

    def weighed(parts: Sequence[Part]) -> Screened:
        screened = screen(parts)
        return Screened(findings=tuple(map(weigh, screened.findings)), chars=screened.chars)

    return lambda: Guard(weighed, pack.answers, clause=pack.answers_clause)


class Guard:
    """One run of text of an answer, whole at its end or piece by piece.

    `feed` returns what may be shown now; `finish` what was still held. `findings` have offsets into the run; those
    about a passage (`AROUND`) are each window's, where no rule asks for them.
    """

    def __init__(self, screen: Screen, rules: AnswerRules, *, clause: str = "") -> None:
        self._screen = screen
        self._clause = clause
        self._rules = {cls: rule for cls, rule in rules.items() if rule is not AnswerRule.SHOW}
        self._rules.pop(FindingClass.INJECTION, None)  # an answer gives no orders
        self._is_kept = any(rule is AnswerRule.HOLD or cls in AROUND for cls, rule in self._rules.items())
        self._done: list[str] = []
        self._new: list[str] = []
        self._tail = ""
        """Context that was let through, then what is held; what came since the last look is in `_new`."""
        self._before = 0
        """So much of it stands in another run, and is there for what it says about this one."""
        self._base = 0
        """Where `_tail` begins in the run."""
        self._out = 0
        """Where what is held begins in the run: all before it was let through, masked or stopped."""
        self._size = 0
        self._head = ""
        self._credit = float(FREE)
        self._next = AHEAD + STEP
        self._is_json: bool | None = None
        self._listed: list[Finding] = []
        self.stopped: Stopped | None = None

    @property
    def text(self) -> str:
        """All that came, for its digest and its length."""
        return "".join((*self._done, self._tail, *self._new))[self._before :]

    @property
    def chars(self) -> int:
        """How long it is."""
        return self._size

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found so far, in order of place."""
        return tuple(self._listed)

    @property
    def passed(self) -> str:
        """What came, as far as it was let through or masked; what stopped it, and what follows, is not in it."""
        return self.text[: self._out]

    @property
    def masked(self) -> tuple[Finding, ...]:
        """Of the findings, those that a rule of the pack hides."""
        return tuple(f for f in self._listed if rule_of(f, self._rules) is AnswerRule.MASK and f.start < self._out)

    def follow(self, other: Guard | None) -> None:
        """Be read after another run: its end is looked at, too. To be called before anything came."""
        if other is not None:
            self._tail = "".join((other._tail, *other._new))[-BEHIND:]
            self._before = len(self._tail)
            self._base = -self._before

    def feed(self, text: str) -> str:
        """More of the run came: what may be shown now."""
        if self.stopped is not None:
            return ""
        room = MOST_CHARS - self._size
        if len(text) > room:
            shown = self._take(text[:room]) + self._advance(is_end=True)
            self.stopped = self.stopped or self._stop(TOO_LONG, AnswerRule.END)
            return shown
        return self._take(text)

    def finish(self) -> str:
        """The run is over: what was still held, as far as the rules let it."""
        return "" if self.stopped is not None or self._out == self._size else self._advance(is_end=True)

    def whole(self, text: str) -> str:
        """A run that is there from start to end, screened once."""
        self._is_kept = True
        return self.feed(text) + self.finish()

    def pause(self) -> str:
        """Let go what is held as if the run ended here, though more may come: what follows is of another run."""
        return "" if self._is_kept else self.finish()

    def _take(self, text: str) -> str:
        self._new.append(text)
        self._size += len(text)
        self._credit += RATE * len(text)
        if self._is_json is None and not text.isspace() and text:
            self._is_json = text.lstrip()[0] in "{["
        return "" if self._is_kept or self._size < self._next else self._advance(is_end=False)

    def _advance(self, *, is_end: bool) -> str:
        """Screen the window if there is enough credit, and let go what is settled."""
        self._tail = "".join((self._tail, *self._new))
        self._new.clear()
        cut = self._size if is_end else self._cut()
        if cut <= self._out:
            self._next = self._size + max(64, (self._size - self._out) // 4)
            return ""
        cost = len(self._head) + len(self._tail) + EACH
        if not is_end and cost > self._credit:
            self._next = self._size + int((cost - self._credit) / (RATE - 1)) + 1
            return ""
        found = self._found()
        self._credit -= cost
        self._next = self._size + STEP
        shown = "".join(self._judged(found, cut, is_end=is_end))
        self._trim()
        return shown

    def _cut(self) -> int:
        """Where the run may be cut: at the last break that has `AHEAD` characters after it."""
        high = len(self._tail) - AHEAD
        low = max(self._out - self._base, high - LOOK)
        if high <= low:
            return self._out
        breaks = [found.end() for found in _BREAK.finditer(self._tail, low, high)]
        return self._base + breaks[-1] if breaks else self._out

    def _found(self) -> list[Finding]:
        """The findings of the window, with their places in the run; also those that only the escapes of JSON hide."""
        window, start = self._head + self._tail, self._base - len(self._head)
        found = list(self._screen((Part(name="", text=window),)).findings)
        plain = unescaped(window)
        if plain is not None:
            seen = {(f.kind, f.start, f.end) for f in found}
            more = self._screen((Part(name="", text=plain.text),)).findings
            placed = (replace(f, start=plain.at(f.start), end=plain.after(f.end)) for f in more)
            found += [f for f in placed if (f.kind, f.start, f.end) not in seen]
        ours = (
            f for f in found if f.cls is not FindingClass.INJECTION and f.end + start > 0 and f.end > len(self._head)
        )
        moved = (replace(f, start=max(f.start + start, self._base, 0), end=f.end + start, part=0) for f in ours)
        return sorted(moved, key=lambda f: (f.start, -f.end, f.kind))

    def _judged(self, found: Sequence[Finding], cut: int, *, is_end: bool) -> Iterator[str]:
        """What of the run up to `cut` may be shown; sets where what is held begins, and why the run stopped."""
        ruled = [
            (f, rule) for f in found if (rule := rule_of(f, self._rules)) is not AnswerRule.SHOW and f.end > self._out
        ]
        held = next((f for f, rule in ruled if rule is AnswerRule.HOLD), None)
        if held is not None:
            self.stopped = self._stop(held.kind, AnswerRule.HOLD)
            self._list(found, self._size)
            return
        at = first = self._out
        for finding, rule in ruled:
            if finding.start >= cut:
                break
            if finding.end > cut and not is_end and finding.end - finding.start < MOST_HELD:
                cut = max(min(finding.start, cut), at)  # it may still grow, or turn out to be something else
                break
            if rule is AnswerRule.END:
                yield self._piece(at, max(at, finding.start))
                self.stopped = self._stop(finding.kind, rule)
                self._list(found, finding.end)
                self._out = max(at, finding.start)
                return
            if finding.end > at:
                if finding.start >= at or at == first:
                    yield self._piece(at, max(at, finding.start))
                    yield self._mask(finding)
                at = finding.end
        if at < cut:
            yield self._piece(at, cut)
        self._list(found, max(at, cut))
        self._out = max(at, cut)

    def _stop(self, kind: str, rule: AnswerRule) -> Stopped:
        return Stopped(kind=kind, rule=rule, clause=self._clause)

    def _piece(self, start: int, end: int) -> str:
        return self._tail[start - self._base : end - self._base]

    def _mask(self, finding: Finding) -> str:
        """The words for a place; a bare number of a JSON text becomes a string, so that it stays JSON."""
        words = masked_words(finding.kind)
        if not self._is_json:
            return words
        before = self._tail[: finding.start - self._base].rstrip()[-1:]
        after = self._tail[finding.end - self._base :].lstrip()[:1]
        is_bare = before in {":", "[", ","} and after in {"", ",", "]", "}"}
        return f'"{words}"' if is_bare and '"' not in self._piece(finding.start, finding.end) else words

    def _list(self, found: Sequence[Finding], end: int) -> None:
        """Put on the list what is settled now: each finding ends in one of the pieces that were settled."""
        room = MOST_FINDINGS - len(self._listed)
        first = self._out
        self._listed += [f for f in found if first < f.end <= end or (f.end == first == f.start)][: max(0, room)]

    def _trim(self) -> None:
        """Keep what the next window needs: `BEHIND` characters from where a line or word begins, a table's head."""
        start = self._out - BEHIND - self._base
        if start <= 0:
            return
        line = self._tail.find("\n", start, start + BEHIND // 2) + 1
        word = next((found.end() for found in _BREAK.finditer(self._tail, start, self._out - self._base)), start)
        at = line or word
        self._head = _head_of(self._head + self._tail[:at])
        self._done.append(self._tail[:at])
        self._tail = self._tail[at:]
        self._base += at


def _head_of(gone: str) -> str:
    """The first rows of a paragraph that goes on: a table's head says what the cells below it are."""
    ends = [found.end() for found in _BLANK_LINE.finditer(gone)]
    rows = gone[ends[-1] if ends else 0 :].split("\n")[:-1]
    kept = [row for row in rows if len(row) <= MOST_ROW and _SEPARATORS.search(row)][:MOST_HEAD]
    return "\n".join(kept) + "\n" if kept else ""
