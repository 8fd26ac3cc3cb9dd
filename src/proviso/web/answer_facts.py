"""What a decision's page says of the answer: whether it had personal data, and who looked at it (139-07.2.b)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from proviso.actions.unfinished import ENDED
from proviso.db import answer_log, uses
from proviso.db.store import Tx
from proviso.model import Decision, Strength

from .desk import Desk
from .kinds import kind_words
from .talk import PERSONAL
from .words import nobreak

Fact = tuple[str, str, str]
CLASSES = frozenset(one.value for one in PERSONAL)


def answer_facts(desk: Desk, tx: Tx, decision: Decision) -> list[Fact]:
    """Label, value, and time; nothing of the answer itself is here, since it was not kept."""
    if not decision.allowed:
        return []
    facts: list[Fact] = []
    for entry in answer_log.of_decision(tx, decision.id, uses.entry_index(tx, decision.id)):
        record = entry.record
        at = datetime.fromisoformat(record.at)
        if record.event == "AnswerReceived":
            facts.append(("Answer", _answer(desk, record.data), desk.stamp(at)))
        elif record.event == "AnswerFailed" and record.data.get("fault") == ENDED:
            facts.append(("Answer", "None is on record: the server ended before it came", desk.stamp(at)))
        elif record.event == "HiddenShown":
            kind = nobreak(kind_words(str(record.data["kind"])))
            who = desk.name(tx, str(record.data["actor"]))
            facts.append(("Looked at", f"{who} looked at the hidden {kind} {desk.when(at)}", desk.stamp(at)))
    return facts


def _answer(desk: Desk, data: dict[str, object]) -> str:
    words = desk.count(int(str(data["words"])), "word")
    found = data["findings"] if isinstance(data["findings"], list | tuple) else ()
    kinds = Counter(str(one["kind"]) for one in found if _is_personal(one))
    if not kinds:
        return f"{words}, no personal data found, not kept"
    said = desk.names(
        f"{nobreak(kind_words(kind))}{f' ({many:,})' if many > 1 else ''}" for kind, many in kinds.items()
    )
    return f"{words}. It has personal data: {said}. That is hidden until the person asks to see it"


def _is_personal(found: dict[str, object]) -> bool:
    """What decides, and what the person is hidden from at first; a weak finding hides nothing."""
    return found.get("cls") in CLASSES and found.get("strength") != Strength.WEAK.value
