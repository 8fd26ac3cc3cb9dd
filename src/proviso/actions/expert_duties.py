"""Who may do what about a text for official use (139-07.4): rows of `duties.py`."""

from __future__ import annotations

from collections.abc import Iterator

from proviso.model import Role

from .duty import EVERYBODY, Duty
from .experts import OFFICES


def expert_duties() -> Iterator[Duty]:
    """Ask, read, decide; and who reads what."""
    a = "Expert review (139-07.4)"
    yield Duty(area=a, says="ask for the review of a text", acts=("expert_reviews.ask",), roles=EVERYBODY)
    yield Duty(
        area=a,
        says="send a new version of a text, withdraw it",
        acts=("expert_reviews.add_version", "expert_reviews.withdraw"),
        also="its author",
    )
    yield Duty(
        area=a,
        says="answer the five questions, approve a text, return it",
        acts=("expert_verdicts.save", "expert_verdicts.give"),
        also="the expert who has it",
        never="its author; one expert twice",
    )
    yield Duty(
        area=a,
        says="pass a text on, give it to an expert",
        acts=("expert_reviews.pass_on",),
        roles=OFFICES,
        also="the expert who has it",
        never="its author",
    )
    yield Duty(
        area=a,
        says="undo an answer or a withdrawal within ten minutes",
        acts=("expert_reviews.undo",),
        also="who gave it",
    )
    yield Duty(
        area=a,
        says="take an approved text out as official",
        acts=("official.export",),
        also="its author and the experts who read it",
    )
    yield Duty(area=a, says="say who reads texts of a topic", acts=("experts.set_topic",), roles=OFFICES)
    yield Duty(
        area=a,
        says="choose topics of their own, name who reads in their place",
        acts=("experts.set_own_topics", "experts.delegate", "experts.end_delegation"),
        roles=(Role.EXPERT,),
    )
