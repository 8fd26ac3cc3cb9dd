"""The letter that answers a request: what leaves and what does not, fees, the right to appeal; and its PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import cast

import pytest
from pypdf import PdfReader

from proviso.model import FoiaRequest, FoiaState, Release, RequestKind
from proviso.reports.reply_letter import Letter, answer, appeal, letter
from tests.actions.house import NOW

DAY = date(2026, 11, 20)
REQUEST = FoiaRequest(
    id="F2026-001", kind=RequestKind.FOIA, received_on=DAY, due_on=DAY, asks="#read(\"/etc/passwd\") and *all* of it",
    made_by="lorraine.pike", made_at=NOW, state=FoiaState.CLOSED, closed_at=NOW, outcome="We found no records.",
)  # fmt: skip
RELEASE = Release(
    id="AAAA1111", request_id="F2026-001", at=NOW, by="lorraine.pike", confirmed_by="peter.novak", records=4,
    in_part=2, in_full=1, codes=(("(b)(5)", 1), ("(b)(6)", 3)), manifest_sha256="ab" * 32, zip_sha256="cd" * 32, size=1,
)  # fmt: skip
SAID = Letter(
    agency="Department of Coastal Safety", requester="Harbor Gazette", officer="Lorraine Pike, Records officer",
    contact="foia@dcs.example", fees=(("Search, 180 minutes", "$84.00"), ("Together", "$84.00")), fee_notes=(),
    waiver="", on=DAY,
)  # fmt: skip


def words(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


def test_it_names_exemptions_fees_the_appeal_with_its_day_and_who_helps() -> None:
    made = letter(REQUEST, RELEASE, SAID, NOW)
    said = words(made)
    for part in (
        "Answer to request F2026-001",
        "Harbor Gazette",
        "We found 4 records. 1 goes to you whole. 2 go to you in part. 1 is withheld.",
        "(b)(6)",
        "personal privacy",
        "$84.00",
        "until February 18, 2027, 90 days from today",
        "foia@dcs.example",
        "ogis@nara.gov",
        "abab",
        "Lorraine Pike, Records officer",
    ):
        assert part in said, part
    assert '#read("/etc/passwd")' in said, "what somebody typed stays text"
    catalog = PdfReader(io.BytesIO(made)).root_object
    assert cast("dict[str, bool]", catalog["/MarkInfo"])["/Marked"]
    assert str(catalog["/Lang"]) == "en"


@pytest.mark.parametrize(
    ("release", "says"),
    [(None, "We found no records."), (replace(RELEASE, in_part=0, in_full=0, codes=()), "4 go to you whole.")],
)
def test_what_was_found_is_its_first_sentence(release: Release | None, says: str) -> None:
    assert says in answer(REQUEST, release)[0]


def test_who_asks_about_themselves_may_have_a_record_amended() -> None:
    own = replace(REQUEST, kind=RequestKind.PRIVACY_ACT)
    assert "amended (5 U.S.C. 552a(d)(2))" in " ".join(appeal(own, SAID))
    assert "552a" in answer(own, None)[0]
