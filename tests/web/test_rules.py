"""The rules: each clause with an anchor, its source, its remedy; what is not enforced yet is said plainly."""

from pathlib import Path

from .console import open_house


def test_each_rule_has_its_id_as_anchor_and_as_address(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.get("/rules")
        assert 'id="139-07.2.a.3"' in b.text
        words = b.get("/rules/139-07.2.a.3")
    assert "139-07.2.a.3 No controlled information" in words
    assert "Source 139-07, paragraph 2" in words
    assert "Waiver No." in words


def test_what_is_not_enforced_yet_is_said_plainly(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.get("/rules")
    assert "7 rules are in force for you; 5 of them are checked at each use or kept as a record." in words
    assert "Not enforced yet. It needs: expert review." in words


def test_a_search_keeps_the_rules_that_have_the_words(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.get("/rules?q=controlled information")
    assert "1 rule has these words." in words
    assert "No controlled information" in words
    assert "People decide about benefits" not in words


def test_a_search_that_finds_nothing_says_whom_to_ask(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.get("/rules?q=zebra")
    assert "No rule has these words. Ask: ai-help@dcs.example" in words


def test_the_rule_that_a_waiver_can_open_is_named(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.get("/rules")
    assert "Rules that a waiver can open: 139-07.5.a" in words


def test_markup_in_a_search_stays_text(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.get("/rules?q=<script>alert(1)</script>")
        assert "<script>alert" not in b.text


def test_a_number_without_a_rule_is_a_404(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.get("/rules/139-07.99")
        assert b.status == 404
    assert "No rule in force has this number." in words


def test_what_people_decide_is_no_good_use(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.get("/rules")
    assert "Good uses What these tools are for: Sum up published information" in words
    assert "Decide about a benefit" not in words
