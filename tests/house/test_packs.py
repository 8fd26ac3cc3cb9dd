"""Each rule of each pack has its clause and a case of its own."""

import re
import tomllib
from typing import Any

import pytest

from tests.house.tree import PACKS

NAMES = sorted(path.parent.name for path in PACKS.glob("*/pack.toml"))


def _toml(pack: str, name: str) -> dict[str, Any]:
    return tomllib.loads((PACKS / pack / name).read_text(encoding="utf-8"))


def _forbids(pack: str) -> dict[str, str]:
    """`@id` and `@clause` of each forbid, read from the text of the policy."""
    found = {}
    for annotations in re.findall(r"((?:@\w+\(\"[^\"]*\"\)\s*)+)forbid\b", _cedar(pack)):
        row = dict(re.findall(r"@(\w+)\(\"([^\"]*)\"\)", annotations))
        found[row["id"]] = row["clause"]
    return found


def _cedar(pack: str) -> str:
    text = (PACKS / pack / "policy.cedar").read_text(encoding="utf-8")
    return re.sub(r"//[^\n]*", "", text)


def test_there_are_three_packs_to_start_with() -> None:
    assert {"dhs-139-07", "example-city"} <= set(NAMES)
    assert len(NAMES) >= 3


@pytest.mark.parametrize("pack", NAMES)
def test_every_forbid_has_an_id_and_a_clause(pack: str) -> None:
    assert len(_forbids(pack)) == len(re.findall(r"\bforbid\s*\(", _cedar(pack))) > 0


@pytest.mark.parametrize("pack", NAMES)
def test_every_rule_cites_a_clause_that_the_pack_explains(pack: str) -> None:
    explained = {clause["id"] for clause in _toml(pack, "clauses.toml")["clause"]}
    assert sorted(set(_forbids(pack).values()) - explained) == []


@pytest.mark.parametrize("pack", NAMES)
def test_every_rule_has_a_case_of_its_own(pack: str) -> None:
    text = (PACKS / pack / "cases.toml").read_text(encoding="utf-8")
    assert _toml(pack, "cases.toml")["case"]
    assert sorted(rule for rule in _forbids(pack) if f'"{rule}"' not in text) == []


@pytest.mark.parametrize("pack", NAMES)
def test_no_clause_is_explained_twice(pack: str) -> None:
    ids = [clause["id"] for clause in _toml(pack, "clauses.toml")["clause"]]
    assert sorted({i for i in ids if ids.count(i) > 1}) == []
