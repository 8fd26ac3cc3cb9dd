"""Tests of a tool in review: a prompt, what came back, who tried it, and what a second person thinks (139-07.1.d).

INVARIANT: a prompt and a result are screened before they are kept, and kept locked; what would not be sent to a tool
is not kept here either.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from proviso.db import reviews as db
from proviso.db import trials
from proviso.db.store import Tx
from proviso.decision.checking import check
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Part, TestRun
from proviso.model.review_events import ReviewTestAdded, ReviewTestChecked
from proviso.policy import Pack
from proviso.policy.standing import local_day

from .agency import Agency
from .review_access import get_open, require_reviewer, suggesters
from .reviews import LONGEST_LINK
from .roles import get_person, require_active
from .sealing import seal, unseal
from .wording import clean, clean_line, says_something

LONGEST_TEST = 8_000
MOST_TESTS = 100
SEES = ("right", "partly", "wrong")
_BETWEEN = "\x1f"
"""Stands between the prompt and the result; `clean` lets none of it through."""
NOT_KEPT = "It was not kept: it would not be sent to a tool on the list."
SAY_WHERE = "It seems to name people. Say where it was published, or take the names out."


def problems(prompt: str, result: str, sees: str) -> dict[str, str]:
    """What cannot be, by field."""
    found = {}
    for field, words, say in (("prompt", prompt, "Paste the prompt."), ("result", result, "Paste what came back.")):
        if not says_something(words):
            found[field] = say
        elif len(words) > LONGEST_TEST:
            found[field] = f"This has {len(words):,} letters; {LONGEST_TEST:,} fit."
    if sees not in SEES:
        found["sees"] = "Say what you make of it."
    return found


def add(
    agency: Agency,
    review_id: str,
    prompt: str,
    result: str,
    sees: str,
    source: str = "",
    *,
    pack: Pack,
    actor: str,
    at: datetime,
) -> TestRun:
    """Write a test down. It is screened first, before any transaction is open."""
    test, sealed = _prepare(agency, review_id, prompt, result, sees, source, pack, actor, at)
    return agency.store.write(lambda tx: _keep(tx, test, sealed, pack))


def add_in(
    tx: Tx,
    agency: Agency,
    review_id: str,
    prompt: str,
    result: str,
    sees: str,
    source: str = "",
    *,
    pack: Pack,
    actor: str,
    at: datetime,
) -> TestRun:
    """`add`, in the caller's transaction."""
    return _keep(tx, *_prepare(agency, review_id, prompt, result, sees, source, pack, actor, at), pack)


def _prepare(
    agency: Agency,
    review_id: str,
    prompt: str,
    result: str,
    sees: str,
    source: str,
    pack: Pack,
    actor: str,
    at: datetime,
) -> tuple[TestRun, tuple[bytes, bytes]]:
    """INVARIANT: what is kept was screened, and nothing was found that would not be sent."""
    wrong = problems(prompt, result, sees)
    if wrong:
        raise UsageError(next(iter(wrong.values())))
    prompt, result = clean(prompt).strip(), clean(result).strip()
    parts = (Part(name="the prompt", text=prompt), Part(name="the result", text=result))
    verdict = check(parts, pack, source, at, screen=agency.screen).verdict
    if verdict != "pass":
        raise UsageError(NOT_KEPT, hint=SAY_WHERE if verdict == "ask" else "Use invented or published words.")
    test = TestRun(
        id=new_id(),
        review_id=review_id,
        tester=actor,
        tested_at=at,
        sees=sees,
        source=clean_line(source)[:LONGEST_LINK],
    )
    return test, seal(f"{prompt}{_BETWEEN}{result}", test.id, agency.sealing_key)


def _keep(tx: Tx, test: TestRun, sealed: tuple[bytes, bytes], pack: Pack) -> TestRun:
    review = get_open(tx, test.review_id)
    _require_tester(tx, test.tester, test.review_id, pack, test.tested_at)
    if len(db.tests(tx, test.review_id)) >= MOST_TESTS:
        raise UsageError(f"A review has {MOST_TESTS} tests at most.")
    db.add_paper(tx, test, sealed)
    event = ReviewTestAdded(actor=test.tester, review=test.review_id, tool=review.tool_id, test=test.id, sees=test.sees)
    record(tx, test.tested_at, event)
    return test


def _require_tester(tx: Tx, actor: str, review_id: str, pack: Pack, at: datetime) -> None:
    """An office of the review, or somebody who may test the tool now."""
    today, review = local_day(at, pack), get_open(tx, review_id)
    if any(t.person_id == actor and t.starts_on <= today <= t.ends_on for t in trials.of_review(tx, review_id)):
        require_active(tx, actor, "test a tool")
        return
    require_reviewer(tx, actor, review, today, to="test a tool")


def words_of(agency: Agency, tx: Tx, test: TestRun) -> tuple[str, str]:
    """The prompt and the result of a test."""
    sealed = db.sealed(tx, test.review_id, test.id)
    if sealed is None:
        raise NotFoundError("The words of this test are not here.")
    prompt, _, result = unseal(sealed, test.id, agency.sealing_key).partition(_BETWEEN)
    return prompt, result


def check_test(
    tx: Tx, review_id: str, test_id: str, *, agrees: bool, note: str = "", pack: Pack, actor: str, at: datetime
) -> TestRun:
    """A second person looks at a test: never who tested, and never who suggested the tool."""
    review = get_open(tx, review_id)
    require_reviewer(tx, actor, review, local_day(at, pack), to="check a test")
    test = next((t for t in db.tests(tx, review_id) if t.id == test_id), None)
    if test is None:
        raise NotFoundError("There is no such test in this review.")
    if test.tester == actor:
        raise NotAllowedError("You made this test. A second person checks it.")
    if actor in suggesters(tx, review):
        raise NotAllowedError("You suggested this tool. Someone else checks its tests.")
    if test.checked_by:
        raise ConflictError(f"{get_person(tx, test.checked_by).name} checked it already.")
    if not agrees and not says_something(note):
        raise UsageError("Say what you see differently.")
    if len(note) > 500:
        raise UsageError("A note has 500 letters at most.")
    checked = replace(test, checked_by=actor, checked_at=at, agrees=agrees, check_note=clean(note.strip()))
    db.put_test(tx, checked)
    record(tx, at, ReviewTestChecked(actor=actor, review=review_id, tool=review.tool_id, test=test_id, agrees=agrees))
    return checked
