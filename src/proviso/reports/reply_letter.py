"""The letter that answers a request for records: what leaves, what does not and why, what is owed, and how to appeal.

5 U.S.C. 552(a)(6)(A)(i) asks for the reasons, the right to appeal within 90 days, and whom to ask for help.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from proviso.model import EXEMPTIONS, FoiaRequest, Release, RequestKind

from .typesetting import pdf

APPEAL_DAYS = 90
OGIS = (
    "Office of Government Information Services, National Archives and Records Administration, 8601 Adelphi Road, "
    "College Park, Maryland 20740; ogis@nara.gov; 202-741-5770"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What the letter says beside the request itself."""

    agency: str
    requester: str = field(repr=False)
    officer: str
    contact: str
    """Where an appeal and questions go."""
    fees: tuple[tuple[str, str], ...]
    """What is owed, line by line, with its sum last; none: nothing."""
    fee_notes: tuple[str, ...]
    waiver: str
    """What became of a waiver that was asked for; empty: nobody asked."""
    on: date


def letter(request: FoiaRequest, release: Release | None, said: Letter, at: datetime) -> bytes:
    """The letter as PDF/A and PDF/UA."""
    data = {
        "agency": said.agency,
        "facts": [
            ("Date", _day(said.on)),
            ("To", said.requester),
            ("Request", f"{request.id}, received on {_day(request.received_on)}"),
            ("You asked for", request.asks),
        ],
        "answer": answer(request, release),
        "codes": [[code, EXEMPTIONS.get(code, ""), f"{count:,}"] for code, count in (release.codes if release else ())],
        "manifest": release.manifest_sha256 if release else "",
        "fees": [list(row) for row in said.fees],
        "fee_notes": list(said.fee_notes) or ([] if said.fees else ["You owe nothing."]),
        "waiver": said.waiver,
        "appeal": appeal(request, said),
        "officer": said.officer,
    }
    return pdf("reply_letter", data, title=f"Answer to request {request.id}", at=at)


def answer(request: FoiaRequest, release: Release | None) -> list[str]:
    """What was found, and what leaves."""
    law = "552a" if request.kind is RequestKind.PRIVACY_ACT else "552"
    if release is None:
        return [f"This is our answer under 5 U.S.C. {law}. {request.outcome}", "No record comes with this letter."]
    whole = release.records - release.in_part - release.in_full
    parts = [
        _count(whole, "goes to you whole", "go to you whole"),
        _count(release.in_part, "goes to you in part", "go to you in part"),
        _count(release.in_full, "is withheld", "are withheld"),
    ]
    found = "1 record" if release.records == 1 else f"{release.records:,} records"
    said = [
        f"This is our answer under 5 U.S.C. {law}. We found {found}. {' '.join(part for part in parts if part)}",
        "The records are in the file that comes with this letter. Its manifest has the SHA-256 of each file.",
    ]
    if release.in_part or release.in_full:
        said.append("What we took out is marked at its place with the exemption of 5 U.S.C. 552(b) that it rests on.")
    return said


def _count(many: int, one: str, more: str) -> str:
    return f"{many:,} {one if many == 1 else more}." if many else ""


def appeal(request: FoiaRequest, said: Letter) -> list[str]:
    """How to object to it, until when, and who helps."""
    last = _day(said.on + timedelta(days=APPEAL_DAYS))
    where = f" Write to: {said.contact}." if said.contact else ""
    until = f"until {last}, {APPEAL_DAYS} days from today"
    first = f"If you do not agree, you may appeal to the head of the agency {until}.{where}"
    if request.kind is RequestKind.PRIVACY_ACT:
        return [first, "You may also ask that a record about you is amended (5 U.S.C. 552a(d)(2))."]
    return [
        first,
        "Name the number of the request, and say what you do not agree with.",
        f"For help, or to settle it without an appeal, ask our FOIA Public Liaison at the same address, or the {OGIS}.",
    ]


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
