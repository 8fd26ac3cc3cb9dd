"""The steps before a use, as a person's page and record list them, each with the rule that asks for it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from proviso.actions import packs

from .console import Browser
from .house import small_agency

RULES = {
    "dhs-139-07": ("2.c.1", "2.c.2", "2.c.3", "2.c.4", "2.c.5", "2.d.1"),
    "example-city": ("", "PE.4.2", "PE.4.2", "", "PE.4.3", ""),
}
STEPS = ("approval", "AI course", "Privacy training", "Cybersecurity training", "Signed rules", "Account set up")
NONE = "No rule in force asks for it"


@pytest.mark.parametrize("pack", RULES)
def test_each_step_names_the_rule_in_force_that_asks_for_it(tmp_path: Path, pack: str) -> None:
    agency = small_agency(tmp_path, pack=pack)
    agency.store.write(lambda tx: packs.activate(tx, agency.packs.base(), actor="system", at=datetime.now(UTC)))
    b = Browser(agency)
    for person, page in (("alice.tran", "/people/maya.okafor"), ("maya.okafor", "/record/steps")):
        words = b.sign_in(person).get(page)
        assert b.status == 200
        for step, rule in zip(STEPS, RULES[pack], strict=True):
            after = words.partition(step)[2].partition("yet. ")[2]
            assert after.removeprefix("139-07.").startswith(rule or NONE), (page, step)
    assert pack == "dhs-139-07" or "139-07" not in b.text
    agency.store.close()
