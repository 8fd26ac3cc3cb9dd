"""A person's own words that the rules kept: found from the decision, masked, opened on record, nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from proviso.actions import kept_uses
from proviso.db.store import Tx
from proviso.db.uses import get
from proviso.model import TextKind
from proviso.policy import builtin

from .console import NOW, Browser, open_house, pack
from .test_record import put, stop

MAYA, ELENA, LORRAINE = "maya.okafor", "elena.sorokin", "alice.tran"
SAID = "Call the office at 202-555-0142, or write to SSN 536-22-8726."


@pytest.fixture(scope="module")
def b(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_house(tmp_path_factory.mktemp("home")) as made:
        records = tuple(
            replace(held, uses=frozenset({"research"})) if held.id == "transitory" else held
            for held in builtin("dhs-139-07").records
        )
        made.agency.packs.held = pack(records=records)  # type: ignore[attr-defined]
        put(made, stop("AAAA1111", 5, allowed=True), stop("BBBB2222", 1))

        def fill(tx: Tx) -> None:
            decision = get(tx, "AAAA1111")
            assert decision is not None
            for kind, text in ((TextKind.PROMPT, "Sum up the report."), (TextKind.ANSWER, SAID)):
                kept_uses._keep(tx, made.agency, decision, kind, text, "transitory", NOW)

        made.agency.store.write(fill)
        yield made


def test_the_decision_leads_to_the_words_which_are_masked_and_opened_on_record(b: Browser) -> None:
    said = b.sign_in(MAYA).get("/decisions/AAAA1111")
    assert "kept sealed, as the rules say" in said
    assert "See the text that was kept" in said
    assert "The rules keep the text, sealed." in said
    assert "We did not keep your text" not in said
    said = b.get("/record/texts/AAAA1111")
    assert "The rules keep this prompt and answer as “Texts kept for a short while”." in said
    assert "Sum up the report." not in b.text
    said = b.post("/record/texts/AAAA1111")
    assert "Sum up the report." in said
    assert "536-22-8726" not in b.text
    assert "[hidden: " in said
    assert [one["why"] for one in b.events("TranscriptRead")] == ["Their own text, in My record"] * 2
    assert b.events("HiddenShown") == []
    said = b.post("/record/texts/AAAA1111", all="yes")
    assert "536-22-8726" in said
    assert len(b.events("HiddenShown")) >= 1


def test_it_is_nobody_elses_and_nothing_where_nothing_was_kept(b: Browser) -> None:
    for who, code in ((ELENA, "AAAA1111"), ("alice.tran", "AAAA1111"), (MAYA, "BBBB2222"), (MAYA, "ZZZZ9999")):
        b.sign_in(who).get(f"/record/texts/{code}")
        assert b.status == 404, (who, code)
        assert "No text of yours is kept for this decision." in b.words


def test_the_box_says_before_that_the_words_are_kept(b: Browser) -> None:
    said = b.sign_in(MAYA).get("/workspace")
    assert "The words" in said
