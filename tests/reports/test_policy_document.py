"""The printed policy: every clause, rule and condition of the pack that decides, and no placeholder in braces."""

from __future__ import annotations

import pytest

from proviso.cli import run
from proviso.policy import Pack
from proviso.reports.policy_document import WIDTH, document_of, text_of
from tests.decision.given import city, dhs, lbb


@pytest.mark.parametrize("pack", [dhs(), lbb(), city()], ids=["dhs", "lbb", "city"])
def test_nothing_of_the_pack_is_missing(pack: Pack) -> None:
    text = text_of(document_of(pack))
    for clause in pack.clauses:
        assert f"\n{clause.id}  {clause.title}" in text.replace("\n    ", " ")
    for rule in pack.rules:
        assert f"\n{rule.id}  " in text
    for purpose in pack.purposes:
        assert purpose.title in text.replace("\n    ", " ")
    assert pack.sha256 in text
    assert "{" not in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_it_is_printed_from_a_shell_as_text_and_as_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "print", "lbb"]) == 0
    assert "With the local rules of: LBB" in capsys.readouterr().out
    assert run(["pack", "print", "dhs-139-07", "--html"]) == 0
    html = capsys.readouterr().out
    assert html.startswith("<!doctype html>")
    assert html.count("<h1>") == 1
    assert "<script" not in html
