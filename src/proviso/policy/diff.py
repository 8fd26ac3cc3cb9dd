"""`pack diff A B`: what becomes looser and what tighter, in words; found by asking both packs the same questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from proviso.model import FactValue

from .answers import differences
from .cases import Case, read_cases
from .engine import Verdict, evaluate
from .pack import Pack
from .reading import Folder
from .variety import FULL, SYSTEM, pairs, singles

Say = Callable[[str, FactValue], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changes from one pack to another."""

    before: str
    after: str
    looser: tuple[str, ...]
    tighter: tuple[str, ...]
    other: tuple[str, ...]
    """Neither: words, dates, time zone."""
    asked: int
    """How many questions both packs were asked."""
    opened: int
    """Of these, denied before and allowed after."""
    closed: int

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        return (
            f"From {self.before} to {self.after}: {len(self.looser)} things get looser, {len(self.tighter)} tighter. "
            f"Of {self.asked:,} uses that were compared, {self.opened:,} open and {self.closed:,} close."
        )


def diff(before: Pack, after: Pack, folders: tuple[Folder, ...] = (), say: Say | None = None) -> Difference:
    """Compare two packs as if both were in force. `folders` hold cases that both are asked, too; `say` gives a fact and
    its value other words than their names."""
    looser, tighter, other = _settings(before, after)
    asked = opened = closed = 0
    for name, one, two in _questions(before, after, folders, say or _plain):
        asked += 1
        if one.allowed == two.allowed:
            continue
        opened, closed = opened + two.allowed, closed + one.allowed
        if name:
            said = _why(one, before) if two.allowed else _why(two, after)
            (looser if two.allowed else tighter).append(f"{name}: {said}")
    return Difference(
        before=before.ref,
        after=after.ref,
        looser=tuple(dict.fromkeys(looser)),
        tighter=tuple(dict.fromkeys(tighter)),
        other=tuple(other),
        asked=asked,
        opened=opened,
        closed=closed,
    )


def _questions(
    before: Pack, after: Pack, folders: tuple[Folder, ...], say: Say
) -> Iterator[tuple[str, Verdict, Verdict]]:
    """(name, what the one says, what the other says); pairs of changed facts have no name."""
    for folder in folders:
        for one, two in zip(read_cases(folder, before), read_cases(folder, after), strict=True):
            yield one.name, _in_force(one, before), _in_force(two, after)
    for fact, facts in singles():
        yield say(fact, getattr(facts, fact)), evaluate(facts, before), evaluate(facts, after)
    for fact, facts in singles(SYSTEM):
        yield (
            f"For a registered system, {say(fact, getattr(facts, fact))}",
            evaluate(facts, before),
            evaluate(facts, after),
        )
    for facts in pairs():
        yield "", evaluate(facts, before), evaluate(facts, after)


def _in_force(case: Case, pack: Pack) -> Verdict:
    if case.ended_at is not None:
        return case.verdict(pack)
    return evaluate(replace(case.facts(pack), pack_state="in_force"), pack)


def _plain(name: str, value: FactValue) -> str:
    word = "yes" if value is True else "no" if value is False else value
    said = ", ".join(word) if isinstance(word, tuple) else "none" if word == "" else word
    return f"{name.replace('_', ' ')} is {said}"


def _why(verdict: Verdict, pack: Pack) -> str:
    """The rules that say no, with their clauses."""
    if verdict.broken:
        return f"cannot be evaluated ({', '.join(verdict.broken)})"
    rules = (pack.rule(rule) for rule in verdict.rules)
    return ", ".join(f"{rule.id} ({rule.clause})" for rule in rules) or "nothing permits it"


def _settings(before: Pack, after: Pack) -> tuple[list[str], list[str], list[str]]:
    """Periods, days of grace, masks, corrections, thresholds, purposes, conditions to sign."""
    looser: list[str] = []
    tighter: list[str] = []
    other: list[str] = []
    for name in sorted({*before.periods, *after.periods}):
        one, two = before.periods.get(name), after.periods.get(name)
        if one != two:
            is_looser = two is None or (one is not None and two > one)
            said = f"How long the record “{name.replace('_', ' ')}” holds: {_days(one)} before, {_days(two)} after"
            (looser if is_looser else tighter).append(said)
    for what, first, second in (
        ("Days that a tool stays open after its re-review was due", before.grace_days, after.grace_days),
        ("Days that a correction holds", before.correction_days, after.correction_days),
    ):
        if first != second:
            (looser if second > first else tighter).append(f"{what}: {first} before, {second} after")
    if before.fallback != after.fallback:
        said = "Another approved tool may be tried when one does not answer"
        (looser if after.fallback else tighter).append(f"{said}: {'yes' if after.fallback else 'no'}")
    for cls in sorted({*before.thresholds, *after.thresholds}):
        first, second = before.thresholds.get(cls, 0), after.thresholds.get(cls, 0)
        if first != second:
            (looser if second > first else tighter).append(
                f"Score from which {cls.value} counts: {first} before, {second} after"
            )
    for cls in sorted(before.correctable ^ after.correctable):
        (looser if cls in after.correctable else tighter).append(f"Findings of {cls.value} that an office may correct")
    for kind in sorted(before.tlp ^ after.tlp):
        verb = "counts as controlled" if kind in after.tlp else "no longer counts as controlled"
        said = f"TLP:{kind.removeprefix('TLP_').replace('_', '+')} {verb}"
        (tighter if kind in after.tlp else looser).append(said)
    for cls in sorted(before.masks ^ after.masks):
        verb = "are masked now" if cls in after.masks else "are no longer masked"
        other.append(f"Findings of {cls.value} {verb}")
    for is_looser, said in differences(before.answers, after.answers):
        (looser if is_looser else tighter).append(said)
    _purposes(before, after, looser, tighter)
    if before.rules_version != after.rules_version:
        tighter.append("The conditions on use changed: everybody signs again")
    if before.time_zone != after.time_zone:
        other.append(f"Days are counted in {after.time_zone}, no longer in {before.time_zone}")
    return looser, tighter, other


def _days(days: int | None) -> str:
    return "no end" if days is None else f"{days} days"


def _purposes(before: Pack, after: Pack, looser: list[str], tighter: list[str]) -> None:
    first = {p.id: p for p in before.purposes}
    second = {p.id: p for p in after.purposes}
    looser += [f"New purpose: “{p.title}”" for i, p in second.items() if i not in first and not p.area]
    tighter += [f"Purpose that is gone: “{p.title}”" for i, p in first.items() if i not in second and not p.area]


__all__ = ["FULL", "Difference", "diff"]
