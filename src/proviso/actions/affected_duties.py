"""Who may do what about the uses that a spill may have touched, and about good ones: rows of `duties.py`."""

from __future__ import annotations

from collections.abc import Iterator

from .duty import EVERYBODY, Duty
from .good_uses import OWNERS
from .incident_access import WATCHERS


def affected_duties() -> Iterator[Duty]:
    """Keep a set, tell its people, write down what a vendor says."""
    area = "Spills (139-07.6)"
    yield Duty(
        area=area,
        says="keep a set of affected uses, tell its people",
        acts=("affected.save", "affected.tell"),
        roles=WATCHERS,
        never="of a classified spill, whoever is not cleared",
    )
    yield Duty(area=area, says="write down a vendor’s notice", acts=("affected.vendor_notice",), roles=WATCHERS)


def good_use_duties() -> Iterator[Duty]:
    """Share, change, take back; vote; take down."""
    area = "Good uses (139-07.8.e)"
    yield Duty(area=area, says="share a good use", acts=("good_uses.share",), roles=EVERYBODY)
    yield Duty(
        area=area,
        says="change what they shared, take it back",
        acts=("good_uses.change", "good_uses.take_back"),
        also="who shared it",
    )
    yield Duty(
        area=area,
        says="say that a good use helped, take that back",
        acts=("good_uses.vote", "good_uses.take_vote"),
        roles=EVERYBODY,
        never="who shared it",
    )
    yield Duty(
        area=area, says="take a good use down", acts=("good_uses.take_down",), roles=OWNERS, never="who shared it"
    )
    yield Duty(
        area=area,
        says="undo within ten minutes that one was taken away",
        acts=("good_uses.put_back",),
        also="who took it away",
    )
    yield Duty(
        area=area,
        says="say whether a reviewer’s note may stand there",
        acts=("good_uses.answer_note",),
        also="who wrote the note",
    )
