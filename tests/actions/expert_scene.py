"""Experts in the small house: two hydrologists, two for public affairs, and a text of Maya's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from proviso.actions import expert_reviews, expert_texts, experts, people
from proviso.actions.agency import Agency
from proviso.actions.expert_reviews import Wish
from proviso.actions.expert_verdicts import Opinion
from proviso.db.store import Tx
from proviso.model import Audience, Criterion, CriterionAnswer, ExpertReview, Role, Said

from .house import NOW, person

SAMUEL, NADIA, GRACE, OWEN = "samuel.adeyemi", "nadia.haas", "grace.liu", "owen.price"
MAYA, MARCUS = "maya.okafor", "marcus.bell"
SOURCE = "The county measured wait times. They fell from 61 to 48 days in 2025. The levee was last inspected in 2019."
PROMPT = "Sum up the county's flood report in three sentences."
ANSWER = "Wait times fell from 61 to 48 days. The levee is safe."
TEXT = "Wait times fell from 61 to 48 days in 2025. The levee was last inspected in 2019."
WATER = "water"


def staff(tx: Tx, at: datetime = NOW) -> None:
    """Put the experts and their topics there."""
    for one in (SAMUEL, NADIA, GRACE, OWEN):
        made = replace(person(one, Role.EXPERT, supervisor="elena.sorokin"), story="An expert.")
        people.add(tx, made, actor="system", at=at)
    experts.set_topic(tx, "", "Water", (SAMUEL,), actor=MARCUS, at=at)
    experts.set_topic(tx, "", "Public affairs", (GRACE,), actor=MARCUS, at=at)


def wish(audience: Audience = Audience.INTERNAL, **changes: object) -> Wish:
    """What Maya asks for."""
    held = {
        "audience": audience,
        "subject": "Flood plan",
        "topic": WATER,
        "due_on": NOW.date() + timedelta(days=3),
        "has_prompt": True,
        "has_answer": True,
        "sources": ("https://county.example.gov/flood",),
    }
    return Wish(**{**held, **changes})  # type: ignore[arg-type]


def seen(agency: Agency, text: str = TEXT) -> expert_texts.Seen:
    """The texts of that request, screened."""
    return expert_texts.look(agency, text, PROMPT, ANSWER, SOURCE)


def asked(
    tx: Tx,
    agency: Agency,
    audience: Audience = Audience.INTERNAL,
    who: str = MAYA,
    at: datetime = NOW,
    **changes: object,
) -> ExpertReview:
    """A text that waits."""
    return expert_reviews.ask(tx, agency, wish(audience, **changes), seen(agency), actor=who, at=at)


def opinion(version: int = 1, notes: str = "", **but: str) -> Opinion:
    """Five times yes, but for what is said: `bias="no"`, `policy=""` for no answer."""
    answers = []
    for criterion in Criterion:
        said = but.get(criterion.value, "yes")
        if said:
            answers.append(CriterionAnswer(criterion=criterion, said=Said(said), note=notes))
    return Opinion(version=version, answers=tuple(answers))


class TakenBackError(Exception):
    """A scene was played, and is taken back."""


def played(agency: Agency, scene: Callable[[Tx], None]) -> None:
    """Play a scene in one transaction and take it back, so that no test stands on another's work."""

    def work(tx: Tx) -> None:
        scene(tx)
        raise TakenBackError

    try:
        agency.store.write(work)
    except TakenBackError:
        return
    raise AssertionError
