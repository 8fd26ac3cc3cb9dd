"""Who may do what with kept texts (R-078, R-079): rows of `duties.py`."""

from __future__ import annotations

from collections.abc import Iterator

from proviso.model import Role

from .duty import Duty
from .holds import RELEASERS, SETTERS
from .reclassing import WHO as RECLASSERS
from .retention import CONFIRMERS, PROPOSERS

AREA = "Records (44 U.S.C. 3105)"


def records_duties() -> Iterator[Duty]:
    """Open, hold, let go; and the key that locks it all."""
    yield Duty(
        area=AREA, says="open a kept text", acts=("transcripts.read",), roles=(Role.RECORDS,), also="whose text it is"
    )
    yield Duty(
        area=AREA,
        says="change the class of a kept text",
        acts=("reclassing.reclass",),
        roles=RECLASSERS,
        never="whose text it is",
    )
    yield Duty(area=AREA, says="set a legal hold", acts=("holds.set_hold",), roles=SETTERS)
    yield Duty(
        area=AREA, says="release a legal hold", acts=("holds.release",), roles=RELEASERS, never="whose texts it holds"
    )
    yield Duty(
        area=AREA,
        says="propose what must go, take the package of a transfer",
        acts=("retention.propose", "retention.take_package"),
        roles=PROPOSERS,
    )
    yield Duty(
        area=AREA,
        says="confirm that texts are destroyed or transferred",
        acts=("retention.confirm",),
        roles=CONFIRMERS,
        never="who proposed it; whose texts are among them",
    )
    yield Duty(area=AREA, says="refuse it, or take it back", acts=("retention.withdraw",), roles=CONFIRMERS)
    yield Duty(
        area=AREA,
        says="change the master key, destroy the one before",
        acts=("rekeying.rekey", "rekeying.forget"),
        roles=(Role.ADMIN,),
        also="who has the machine",
    )
