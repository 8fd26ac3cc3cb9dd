"""An approved text of the small house, with its files: made once, read by many tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proviso.actions import expert_reviews, expert_verdicts, official
from proviso.actions.agency import Agency
from proviso.actions.signing import signer_of
from proviso.model import Audience, ExpertReview, ExpertVerdict, OfficialForm, OfficialText
from proviso.reports import official as paper
from proviso.reports import seals
from tests.actions import expert_scene as experts
from tests.actions.house import NOW
from tests.actions.rules import open_rules

TEXT = """# Flood plan

Wait times **fell** from 61 to *48* days. See [the report](https://county.example.gov/a_b).

## What to do

1. Check the pumps.
2. Call the county.
   It opens at 9.

Then:

1. Again one
2. two
- a bullet with `code`
  - deeper

| Year | Days |
|------|-----:|
| 2024 | 61 |
| 2025 | 48 |

> A quote <script>alert(1)</script> & {=HYPERLINK("x")}

#set page(fill: red) $x$ #eval("1") \\begin{x} ]] ]]>

```
x = 1
  y = 2
```"""


@dataclass(frozen=True)
class Official:
    """The house, the review and what left."""

    agency: Agency
    review: ExpertReview
    text: OfficialText
    key: dict[str, Any]
    vkey: str
    files: dict[OfficialForm, bytes] = field(default_factory=dict)


def approved(agency: Agency, text: str, audience: Audience = Audience.INTERNAL) -> ExpertReview:
    """A text of Maya's that Samuel approved."""
    review = agency.store.write(
        lambda tx: expert_reviews.ask(
            tx, agency, experts.wish(audience), experts.seen(agency, text), actor=experts.MAYA, at=NOW
        )
    )
    while review.reading is not None:
        reader, held = review.reading.reviewer_id, review
        review = agency.store.write(
            lambda tx, reader=reader, held=held: expert_verdicts.give(  # type: ignore[misc]
                tx, agency, held.id, ExpertVerdict.APPROVED, experts.opinion(), actor=reader, at=NOW
            )
        )
    return review


def taken_out(agency: Agency, review: ExpertReview, form: OfficialForm = OfficialForm.WORD) -> OfficialText:
    """What Maya takes out."""
    return agency.store.write(lambda tx: official.export(tx, agency, review.id, form, actor=experts.MAYA, at=NOW))


def sealed(agency: Agency, text: OfficialText, form: OfficialForm) -> bytes:
    """The finished file."""
    content = paper.MAKERS[form](text)
    with agency.store.read() as tx:
        return seals.with_seal(form, content, official.seal_file(tx, agency, text, content))


def open_official(folder: Path, forms: Iterable[OfficialForm] = ()) -> Iterator[Official]:
    """The house with one approved text, and files of it."""
    opened = open_rules(folder)
    agency = next(opened)
    agency.store.write(experts.staff)
    review = approved(agency, TEXT)
    text = taken_out(agency, review)
    with agency.store.read() as tx:
        key = signer_of(tx, agency).public
    files = {form: sealed(agency, text, form) for form in forms}
    yield Official(agency, review, text, dict(key), agency.journal.vkey, files)
    next(opened, None)
