"""Who may do what with requests for records (5 U.S.C. 552, 552a): rows of `duties.py`."""

from __future__ import annotations

from collections.abc import Iterator

from .complaints import READERS as READ_COMPLAINTS
from .duty import Duty
from .releases import OFFICERS, READERS, SECONDS

AREA = "Requests for records (5 U.S.C. 552, 552a)"
SUBJECT = "the person whose request it is"


def release_duties() -> Iterator[Duty]:
    """Take down, search, mark, look twice, release."""
    yield Duty(
        area=AREA,
        says="take a request down, take longer for it, note an appeal",
        acts=("releases.open_request", "releases.take_longer", "releases.note_appeal"),
        roles=OFFICERS,
        never=SUBJECT,
    )
    yield Duty(
        area=AREA,
        says="search kept texts, choose records, take them off the list",
        acts=("release_searches.begin", "release_searches.go_on", "releases.choose", "releases.take_off"),
        roles=OFFICERS,
    )
    yield Duty(
        area=AREA,
        says="mark what is taken out, ask for the second look",
        acts=("redactions.mark", "redactions.withhold", "redactions.finish", "releases.ask_second"),
        roles=OFFICERS,
        never=SUBJECT,
    )
    yield Duty(
        area=AREA,
        says="confirm what leaves, send it back",
        acts=("releases.confirm", "releases.send_back"),
        roles=SECONDS,
        never=f"who marked any of it; {SUBJECT}",
    )
    yield Duty(
        area=AREA,
        says="release records, close a request",
        acts=("releases.release", "releases.close"),
        roles=OFFICERS,
        never=SUBJECT,
    )
    yield Duty(
        area=AREA,
        says="write down fees and waivers, make the letter",
        acts=("foia_fees.note_fees", "foia_fees.note_letter"),
        roles=OFFICERS,
        never=SUBJECT,
    )
    yield Duty(
        area=AREA,
        says="open the records of a request, take along what was released",
        acts=("redactions.open_record", "releases.open_release"),
        roles=READERS,
        never=SUBJECT,
    )
    yield Duty(
        area="Complaints from outside (139-07 fn6)",
        says="answer a complaint, pass it on",
        acts=("complaints.answer", "complaints.pass_on"),
        also="the office that has it",
    )
    yield Duty(
        area="Complaints from outside (139-07 fn6)",
        says="read a complaint",
        acts=("complaints.read",),
        roles=READ_COMPLAINTS,
    )
    yield Duty(
        area=AREA,
        says="export what is kept about a person",
        acts=(
            "holdings.open_texts",
            "holdings.note_export",
            "record_exports.ask_export",
            "record_exports.take_export",
        ),
        roles=OFFICERS,
        also="the person; the records officer only for a request of theirs",
    )
