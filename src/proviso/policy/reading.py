"""Reads a pack's TOML into values; everything that cannot be used is a `PackError` with its file and place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from proviso.errors import PackError
from proviso.model import FindingClass, ReasonKind, RemedyKind, Role

from .pack import Clause, Door, Duty, Enforcement, Group, Kept, Principle, Purpose, Rule, Variant
from .shown import patterns
from .texts import Texts
from .words import unknown_placeholders

Folder = Path | Traversable | Texts
T = TypeVar("T")
STATES = {
    ReasonKind.STOP: "Not sent. Your text has not left the agency.",
    ReasonKind.QUESTION: "Not sent yet. One question first.",
    ReasonKind.STEP: "Not sent yet. One step is missing.",
    ReasonKind.PAUSED: "Not sent. This tool is paused.",
    ReasonKind.EMERGENCY: "Stop. Nothing was sent.",
}
"""The first line of a denial, unless the rule has its own."""


def read_text(folder: Folder, name: str) -> str:
    """One file of the pack."""
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(
            f"{folder.name}/{name} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}.",
            hint="A pack is a folder with pack.toml, clauses.toml, policy.cedar, schema.cedarschema and cases.toml.",
        ) from error


def read_toml(folder: Folder, name: str) -> dict[str, Any]:
    """One TOML file; an error of syntax names its line and column."""
    try:
        return tomllib.loads(read_text(folder, name))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{folder.name}/{name}: {error}.", hint="Mend the line, then check the pack again.") from error


class Row:
    """One table of a pack's file, which knows its place and which of its keys were read."""

    def __init__(self, held: Mapping[str, Any], place: str) -> None:
        self.held, self.place, self.read = held, place, set[str]()

    def error(self, message: str) -> PackError:
        """A fault of this table, with its place."""
        return PackError(f"{self.place}: {message}")

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        """A value of this type; without a default it must be there."""
        self.read.add(key)
        value = self.held.get(key, default)
        if value is None:
            raise self.error(f"{key} is missing.")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.error(f"{key} must be {_KINDS[kind]}.")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text."""
        return self.get(key, str, default)

    def one_of(self, key: str, make: Callable[[str], T], choices: Iterable[str], default: str | None = None) -> T:
        """A word of a closed list."""
        value = self.text(key, default)
        try:
            return make(value)
        except ValueError:
            raise self.error(f"{key} is {value!r}; it must be one of {', '.join(choices)}.") from None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when it is not there."""
        values = self.get(key, list, [])
        if not all(isinstance(v, str) for v in values):
            raise self.error(f"{key} must be a list of texts.")
        return tuple(values)

    def days(self, key: str) -> dict[str, int]:
        """A table of numbers of days."""
        values = self.get(key, dict, {})
        for name, value in values.items():
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise self.error(f"{key}.{name} must be a number of days.")
        return dict(values)

    def table(self, key: str) -> dict[str, str]:
        """A table of texts."""
        values = self.get(key, dict, {})
        for name, value in values.items():
            if not isinstance(value, str):
                raise self.error(f"{key}.{name} must be a text.")
        return dict(values)

    def rows(self, key: str) -> list[Row]:
        """A list of tables."""
        return [Row(held, f"{self.place}, {key} {n}") for n, held in enumerate(self.get(key, list, []), 1)]

    def day(self, key: str) -> date | None:
        """A date, None when it is not there."""
        self.read.add(key)
        value = self.held.get(key)
        if value is not None and type(value) is not date:
            raise self.error(f"{key} must be a date, like 2023-10-24.")
        return value

    def classes(self, values: Iterable[str], key: str) -> tuple[FindingClass, ...]:
        """Classes of findings by their names."""
        try:
            return tuple(FindingClass(v) for v in values)
        except ValueError as error:
            raise self.error(f"{key}: {error}; the classes are {', '.join(FindingClass)}.") from None

    def done(self) -> None:
        """Every key was read: a key that nobody reads is a slip of the pen that would change the policy in silence."""
        unknown = sorted(set(self.held) - self.read)
        if unknown:
            raise self.error(f"{', '.join(unknown)}: there is no such key.")


_KINDS: dict[type, str] = {str: "a text", int: "a number", bool: "true or false", list: "a list", dict: "a table"}


def read_clause(row: Row) -> Clause:
    """A `[[clause]]`."""
    clause = Clause(
        id=row.text("id"),
        title=row.text("title"),
        source=row.text("source"),
        paraphrase=row.text("paraphrase"),
        person=row.text("sentence", row.text("paraphrase")),
        enforcement=row.one_of("enforcement", Enforcement, Enforcement),
        needs=row.text("needs", ""),
        waivable=row.get("waivable", bool, False),
        remedy=row.text("remedy", ""),
        example_in=row.text("example_in", ""),
        example_out=row.text("example_out", ""),
        carried_by=row.texts("carried_by"),
        how=row.text("how", ""),
        kept=_kept(row),
        shown_by=_patterns(row, "shown_by"),
        for_each=_patterns(row, "for_each"),
        matched_by=row.text("matched_by", ""),
        office=row.one_of("office", Role, Role) if "office" in row.held else "",
    )
    row.done()
    if (clause.enforcement is Enforcement.NOT_YET) != bool(clause.needs):
        raise row.error(f"{clause.id}: `needs` belongs to a clause that is not enforced yet, and only to that.")
    if bool(clause.for_each) != bool(clause.matched_by) or (clause.for_each and not clause.shown_by):
        raise row.error(f"{clause.id}: `for_each`, `matched_by` and `shown_by` belong together.")
    return clause


def _patterns(row: Row, key: str) -> tuple[str, ...]:
    """Lines that say which entries are meant."""
    lines = row.texts(key)
    try:
        for line in lines:
            patterns(line)
    except ValueError as error:
        raise row.error(f"{key}: {error}") from None
    return lines


def _kept(row: Row) -> Kept | None:
    """What shows that a clause is kept; without a word of its own, rules decide it or people do it."""
    by_itself = {Enforcement.ENFORCED: Kept.DECIDED, Enforcement.RECORD: Kept.WORKFLOW}
    default = by_itself.get(Enforcement(row.text("enforcement")))
    if "kept" not in row.held:
        return default
    if default is None:
        raise row.error("`kept` belongs to a clause that is enforced or leaves a record.")
    return row.one_of("kept", Kept, Kept)


def read_principle(row: Row) -> Principle:
    """A `[[principle]]`."""
    principle = Principle(id=row.text("id"), title=row.text("title"), clauses=row.texts("clauses"))
    row.done()
    return principle


def read_rule(row: Row, states: Mapping[str, str]) -> Rule:
    """A `[[rule]]`: the words of one forbid."""
    kind = row.one_of("kind", ReasonKind, ("emergency", "stop", "question", "step", "paused"))
    if kind not in STATES:
        raise row.error(f"kind {kind.value} is ours alone: it says that a check broke.")
    rule = Rule(
        id=row.text("id"),
        clause=row.text("clause"),
        kind=kind,
        group=row.one_of("group", Group, Group),
        about=row.text("about", ""),
        finds=row.classes(row.texts("finds"), "finds"),
        finds_likely=row.classes(row.texts("finds_likely"), "finds_likely"),
        area=row.text("area", ""),
        state=row.text("state", states.get(kind.value, STATES[kind])),
        headline=row.text("headline"),
        sentence=row.text("sentence"),
        auditor=row.text("auditor"),
        remedy=row.text("remedy"),
        recorded=row.text("recorded", ""),
        office=row.text("office", ""),
        workdays=row.get("workdays", int, 0),
        objections=row.texts("objections"),
        not_enough=row.text("not_enough", ""),
        doors=tuple(_door(r) for r in row.rows("doors")),
        variants=tuple(_variant(r) for r in row.rows("variants")),
    )
    row.done()
    _check_words(row, rule)
    return rule


def _door(row: Row) -> Door:
    kind = row.one_of("kind", RemedyKind, RemedyKind)
    door = Door(kind=kind, label=row.text("label"), step=row.text("step", ""), note=row.text("note", ""))
    row.done()
    return door


def _variant(row: Row) -> Variant:
    variant = Variant(
        name=row.text("when"),
        headline=row.text("headline", ""),
        sentence=row.text("sentence", ""),
        remedy=row.text("remedy", ""),
    )
    row.done()
    return variant


def _check_words(row: Row, rule: Rule) -> None:
    variants = [text for v in rule.variants for text in (v.headline, v.sentence, v.remedy)]
    doors = [text for d in rule.doors for text in (d.label, d.note)]
    texts = [rule.state, rule.headline, rule.sentence, rule.auditor, rule.remedy, rule.recorded, *variants, *doors]
    for text in texts:
        unknown = unknown_placeholders(text)
        if unknown:
            raise row.error(f"{rule.id}: {{{unknown[0]}}} is no placeholder that we can fill in, in {text!r}.")
    if bool(rule.office) != bool(rule.objections):
        raise row.error(f"{rule.id}: an office and its objection reasons belong together.")


def read_purpose(row: Row) -> Purpose:
    """A `[[purposes]]`."""
    purpose = Purpose(
        id=row.text("id"),
        title=row.text("title"),
        area=row.text("area", ""),
        says=row.text("says", ""),
        is_test=row.get("test", bool, False),
    )
    row.done()
    return purpose


def read_duty(row: Row) -> Duty:
    """An `[[obligations]]`."""
    duty = Duty(
        id=row.text("id"),
        clause=row.text("clause"),
        when=row.one_of("when", _when, WHEN),
        sentence=row.text("sentence"),
    )
    row.done()
    return duty


WHEN = ("always", "commercial", "internal", "masked", "source", "named", "injection", "hazard")


def _when(value: str) -> str:
    if value not in WHEN:
        raise ValueError(value)
    return value
