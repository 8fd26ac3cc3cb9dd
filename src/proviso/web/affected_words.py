"""The question "Who else?" in words: as an address, as a form, and as the sentence above its answer (139-07.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from proviso.actions import affected as change
from proviso.db import affected, systems, tools, uses
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.identity.ids import read_id
from proviso.model import Decision, FindingClass, Incident, SpillKind, Strength
from proviso.model.affected import Left, Question

from .desk import Desk
from .kinds import kind_title, kind_words

FIELDS = (
    "tool",
    "since",
    "until",
    "found",
    "left",
    "component",
    "purpose",
    "channel",
    "system",
    "provider",
    "model",
    "same",
)
ASKED = "asked"
"""In the address of whoever chose: then an empty field means "any", and nothing is filled in."""
CLASSES = {
    "individual": "an identifier of a person",
    "individual.named": "names or contact data",
    "individual.record": "a case of a person",
    "social": "social media",
    "controlled": "CUI or its like",
    "classified": "signs of classified information",
    "secret": "a password or key",
    "purpose": "a decision about a person",
    "injection": "an order to a tool",
    "hazard": "a hazard",
}
CHANNELS = {
    "web": "the workspace",
    "extension": "the browser extension",
    "gateway": "the gateway",
    "app": "an app",
}
LEFT = (("", "Allowed or not"), (Left.ALLOWED.value, "Allowed, so it could leave"), (Left.STOPPED.value, "Not sent"))
LONGEST_MODEL = 120
CLASS_OF = {
    SpillKind.PERSON: FindingClass.INDIVIDUAL,
    SpillKind.CUI: FindingClass.CONTROLLED,
    SpillKind.CLASSIFIED: FindingClass.CLASSIFIED,
    SpillKind.PASSWORD: FindingClass.SECRET,
}
"""What a report without a decision says was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the form offers."""

    tools: tuple[tuple[str, str], ...]
    found: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, str], ...]
    components: tuple[tuple[str, str], ...]
    purposes: tuple[tuple[str, str], ...]
    channels: tuple[tuple[str, str], ...]
    systems: tuple[tuple[str, str], ...]
    providers: tuple[tuple[str, str], ...]
    models: tuple[tuple[str, str], ...]


def typed_of(desk: Desk) -> dict[str, str]:
    """The filters of the address, as they were typed."""
    return {name: desk.asked(name) for name in FIELDS}


def first_question(desk: Desk, tx: Tx, incident: Incident) -> dict[str, str]:
    """What is asked first of an incident: the same tool, the same day, the same find."""
    decision = uses.get(tx, incident.decision_id) if incident.decision_id else None
    at = decision.at if decision is not None else incident.opened_at
    day = at.astimezone(desk.words.zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    made = dict.fromkeys(FIELDS, "")
    return made | {
        "tool": incident.tool_id or "",
        "since": day.isoformat(timespec="minutes"),
        "until": (day + timedelta(days=1)).isoformat(timespec="minutes"),
        "found": _same_find(decision, incident),
    }


def _same_find(decision: Decision | None, incident: Incident) -> str:
    """What its own use held: the one kind, or the class of several; else the class that the report names."""
    if decision is None:
        cls = CLASS_OF.get(incident.kind)
        return f"class:{cls.value}" if cls else ""
    lead = decision.reasons[0].findings if decision.reasons else ()
    led = [decision.findings[place] for place in lead if place < len(decision.findings)]
    held = led or [found for found in decision.findings if found.strength is not Strength.WEAK]
    if not held:
        return ""
    return f"kind:{held[0].kind}" if len({found.kind for found in held}) == 1 else f"class:{held[0].cls.value}"


def shown_to(desk: Desk, asked: Question) -> Question:
    """The question as this reader may ask it."""
    return change.visible(asked, desk.me.roles, desk.pack)


def question_of(desk: Desk, tx: Tx, typed: Mapping[str, str]) -> tuple[Question, dict[str, str]]:
    """What was asked for, and what is wrong with it, by field."""
    wrong: dict[str, str] = {}
    since, until = _moment(desk, typed, "since", wrong), _moment(desk, typed, "until", wrong)
    if since and until and until <= since:
        wrong["until"] = "The end is not after the beginning."
    what, _, name = typed["found"].partition(":")
    asked = Question(
        tool_id=typed["tool"],
        since=since,
        until=until,
        cls=name if what == "class" else "",
        kind=name if what == "kind" else "",
        component=typed["component"],
        left=Left(typed["left"]) if typed["left"] in {one.value for one in Left} else None,
        provider=typed["provider"],
        model=typed["model"][:LONGEST_MODEL],
        channel=typed["channel"],
        system_id=typed["system"],
        purpose=typed["purpose"],
    )
    return shown_to(desk, _same_text(tx, typed["same"], asked, wrong)), wrong


def _same_text(tx: Tx, code: str, asked: Question, wrong: dict[str, str]) -> Question:
    if not code:
        return asked
    decision = uses.get(tx, read_id(code))
    if decision is None or not decision.digest:
        wrong["same"] = "There is no decision with this code. Check its eight letters and digits."
        return asked
    return replace(asked, digest=decision.digest)


def _moment(desk: Desk, typed: Mapping[str, str], name: str, wrong: dict[str, str]) -> datetime | None:
    if not typed[name]:
        return None
    try:
        return moment_of(desk, typed[name])
    except UsageError as fault:
        wrong[name] = fault.message
        return None


def moment_of(desk: Desk, typed: str) -> datetime:
    """A day or a minute in the agency's zone."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise UsageError("Write a day and a time, such as 2026-11-20 14:05.") from None
    if not 2000 <= found.year <= 2200:
        raise UsageError("Write a day of this century.")
    return found if found.tzinfo else found.replace(tzinfo=desk.words.zone)


def address_of(path: str, typed: Mapping[str, str]) -> str:
    """The address of this question."""
    kept = {name: value for name, value in typed.items() if name in FIELDS and value}
    return f"{path}?{urlencode({**kept, ASKED: 'yes'})}"


def choices(desk: Desk, tx: Tx) -> Choices:
    """Everything that a use was ever asked with."""
    hidden = shown_to(desk, Question()).without
    kinds, ways = [one for one in affected.kinds(tx) if one[0] != hidden], affected.ways_of(tx)
    classes = sorted({cls for cls, _ in kinds})
    return Choices(
        tools=(("", "Every tool"), *((t.id, t.name) for t in tools.all(tx))),
        found=(
            ("", "Anything or nothing"),
            *((f"class:{cls}", f"All: {CLASSES.get(cls, cls)}") for cls in classes),
            *sorted(((f"kind:{kind}", kind_title(kind)) for _, kind in kinds), key=lambda one: one[1]),
        ),
        left=LEFT,
        components=(("", "Every component"), *((one, one) for one in affected.components(tx))),
        purposes=(("", "Every purpose"), *((p.id, p.title) for p in desk.pack.purposes)),
        channels=(("", "Every way"), *((key, words[:1].upper() + words[1:]) for key, words in CHANNELS.items())),
        systems=(("", "People and systems"), *((s.id, s.name) for s in systems.all(tx))),
        providers=(("", "Every provider"), *((one, one) for one in sorted({way.kind for way in ways}))),
        models=(("", "Every model"), *((one, one) for one in sorted({m for way in ways for m in way.models}))),
    )


def sentence(desk: Desk, tx: Tx, asked: Question) -> tuple[tuple[str, bool], ...]:
    """ "Uses of *Northlight Chat* from Nov. 20 at 12:00 a.m. until … with findings of *CUI*": words, and whether they
    were chosen."""
    said: list[tuple[str, bool]] = [("Uses", False)]

    def add(before: str, chosen: str) -> None:
        said.extend(((before, False), (chosen, True)))

    if asked.tool_id:
        add("of", desk.tool(tx, asked.tool_id))
    if asked.since is not None:
        add("from", desk.when(asked.since))
    if asked.until is not None:
        add("until", desk.when(asked.until))
    if asked.kind:
        add("with findings of", kind_words(asked.kind))
    elif asked.cls:
        add("with findings of", CLASSES.get(asked.cls, asked.cls))
    if asked.component:
        add("by people of", asked.component)
    if asked.purpose:
        add("for", desk.purpose(asked.purpose))
    if asked.channel:
        add("through", CHANNELS.get(asked.channel, asked.channel))
    if asked.system_id:
        found = systems.get(tx, asked.system_id)
        add("by the system", found.name if found else asked.system_id)
    if asked.provider:
        add("at the provider", asked.provider)
    if asked.model:
        add("with the model", asked.model)
    if asked.digest:
        add("with", "the very same text")
    if asked.later:
        add("in which a later check found", "what the earlier one let through")
    if asked.without:
        add("without", CLASSES.get(asked.without, asked.without))
    if asked.left is not None:
        add("that were", "allowed" if asked.left is Left.ALLOWED else "not sent")
    return tuple(said)


def plain(said: tuple[tuple[str, bool], ...]) -> str:
    """The sentence without its marks."""
    return f"{' '.join(words for words, _ in said)}."
