"""Each act about a text for official use, done by somebody in a house with experts (rows of `acts.py`)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from proviso.actions import expert_reviews, expert_texts, expert_verdicts, experts
from proviso.db.store import Tx
from proviso.model import ExpertReview, ExpertVerdict

from .expert_scene import MAYA, NADIA, SAMUEL, TEXT, asked, opinion, seen, staff, wish
from .house import NOW

TODAY = NOW.date()


def _staffed(s: Any) -> Tx:
    staff(s.tx)
    tx: Tx = s.tx
    return tx


def _asked(s: Any) -> ExpertReview:
    return asked(_staffed(s), s.agency)


def _add_version(s: Any, actor: str) -> object:
    newer = expert_texts.look(s.agency, f"{TEXT} More.")
    return expert_reviews.add_version(s.tx, s.agency, _asked(s).id, newer, version=1, actor=actor, at=NOW)


def _ask(s: Any, actor: str) -> object:
    return expert_reviews.ask(_staffed(s), s.agency, wish(), seen(s.agency), actor=actor, at=NOW)


def _give(s: Any, actor: str) -> object:
    return expert_verdicts.give(s.tx, s.agency, _asked(s).id, ExpertVerdict.APPROVED, opinion(), actor=actor, at=NOW)


def _undo(s: Any, actor: str) -> object:
    review = _asked(s)
    expert_verdicts.give(s.tx, s.agency, review.id, ExpertVerdict.APPROVED, opinion(), actor=SAMUEL, at=NOW)
    return expert_reviews.undo(s.tx, review.id, actor=actor, at=NOW)


def _delegate(s: Any, actor: str) -> object:
    soon = TODAY + timedelta(days=3)
    return experts.delegate(_staffed(s), NADIA, TODAY, soon, today=TODAY, actor=actor, at=NOW)


EXPERT_ACTS: dict[str, tuple[Any, ...]] = {
    "expert_reviews.ask": (_ask,),
    "expert_reviews.add_version": (_add_version, (MAYA,)),
    "expert_reviews.withdraw": (
        lambda s, a: expert_reviews.withdraw(s.tx, s.agency, _asked(s).id, actor=a, at=NOW),
        (MAYA,),
    ),
    "expert_reviews.pass_on": (
        lambda s, a: expert_reviews.pass_on(s.tx, s.agency, _asked(s).id, NADIA, actor=a, at=NOW),
    ),
    "expert_reviews.undo": (_undo,),
    "expert_verdicts.save": (lambda s, a: expert_verdicts.save(s.tx, _asked(s).id, opinion(), actor=a, at=NOW),),
    "expert_verdicts.give": (_give,),
    "experts.set_topic": (lambda s, a: experts.set_topic(_staffed(s), "", "Ice", (NADIA,), actor=a, at=NOW),),
    "experts.set_own_topics": (lambda s, a: experts.set_own_topics(_staffed(s), ("water",), actor=a, at=NOW),),
    "experts.delegate": (_delegate,),
    "experts.end_delegation": (lambda s, a: experts.end_delegation(_staffed(s), actor=a, at=NOW),),
}

EXPERT_NO_ACTS = {
    # steps of an act of the table
    "expert_texts.version_of",
    "expert_texts.keep_text",
    "expert_texts.open_all",
    # a question
    "expert_reviews.why_no_undo",
}
