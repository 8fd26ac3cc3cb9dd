"""What a label of the Traffic Light Protocol does is the pack's to say; that it was found is always on record."""

from dataclasses import replace
from pathlib import Path

import pytest

from proviso.decision import check
from proviso.errors import PackError
from proviso.model import Part
from proviso.policy import Pack, load
from proviso.policy.diff import diff
from tests.decision.given import AT, dhs
from tests.policy.test_packs import edit, folder

__all__ = ["folder"]
LINE = 'tlp = ["RED", "AMBER+STRICT", "AMBER"]'
BODY = "The three hosts answer on port 8443 and were not patched."


def verdict(label: str, pack: Pack) -> str:
    return check((Part(name="text", text=f"{label}\n{BODY}\n{label}"),), pack, "", AT).verdict


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("TLP:RED", "block"),
        ("TLP:AMBER+STRICT", "block"),
        ("TLP:AMBER", "block"),
        ("TLP:GREEN", "pass"),
        ("TLP:CLEAR", "pass"),
        ("TLP:WHITE", "pass"),
    ],
)
def test_the_policy_that_comes_with_the_product_counts_red_and_amber(label: str, says: str) -> None:
    assert verdict(label, dhs()) == says


def test_an_agency_may_count_more_labels_or_none() -> None:
    everything = replace(dhs(), tlp=frozenset({"TLP_GREEN", "TLP_CLEAR"}))
    assert [verdict(f"TLP:{x}", everything) for x in ("GREEN", "CLEAR", "WHITE", "RED")] == ["block"] * 3 + ["pass"]
    assert verdict("TLP:RED", replace(dhs(), tlp=frozenset())) == "pass"


def test_the_setting_reaches_no_other_marking() -> None:
    assert verdict("FOR OFFICIAL USE ONLY", replace(dhs(), tlp=frozenset())) == "block"


def test_a_label_that_does_not_count_is_still_on_record() -> None:
    found = check((Part(name="text", text=f"TLP:GREEN\n{BODY}"),), dhs(), "", AT).findings
    assert [f.kind for f in found if f.recognizer == "marking_legacy"] == ["TLP_GREEN"]


def test_a_pack_reads_its_labels_and_refuses_one_that_is_none(folder: Path) -> None:
    edit("pack.toml", LINE, 'tlp = ["RED", "GREEN"]')(folder)
    assert load(folder).tlp == {"TLP_RED", "TLP_GREEN"}
    edit("pack.toml", '"GREEN"', '"WHITE"')(folder)
    with pytest.raises(PackError, match="tlp has 'WHITE'"):
        load(folder)


def test_without_the_setting_red_and_amber_count(folder: Path) -> None:
    edit("pack.toml", LINE, "")(folder)
    assert load(folder).tlp == dhs().tlp


def test_a_comparison_says_which_labels_changed() -> None:
    found = diff(dhs(), replace(dhs(), tlp=dhs().tlp | {"TLP_GREEN"}))
    assert found.tighter == ("TLP:GREEN counts as controlled",)
    assert diff(dhs(), replace(dhs(), tlp=frozenset())).looser == (
        "TLP:AMBER no longer counts as controlled",
        "TLP:AMBER+STRICT no longer counts as controlled",
        "TLP:RED no longer counts as controlled",
    )
