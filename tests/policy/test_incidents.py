"""What a pack says about incidents: all kinds or none, clocks that can be, offices that there are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from proviso.errors import PackError
from proviso.model import Role, SpillKind
from proviso.policy import builtin, load
from proviso.policy.incident_terms import ACTS, DEFAULTS, terms_of
from tests.house.tree import PACKS

CUI = 'kind = "cui"\ntitle = "CUI"'
BAD = (
    (CUI, 'kind = "cuii"\ntitle = "CUI"', "kind is 'cuii'; it must be one of"),
    (CUI, 'kind = "person"\ntitle = "CUI"', "the kind person is there twice"),
    ("told = { incident = 5, security = 60, privacy = 60 }\nphone", "told = {}\nphone", "told must name one office"),
    ("told = { incident = 5, security = 60, privacy = 60 }\nphone", "told = { police = 5 }\nphone", "is no office"),
    ("told = { incident = 5, security = 60, privacy = 60 }\nphone", "told = { incident = 0 }\nphone", "told.incident"),
    ('role = "incident"\nminutes = 240', 'role = "auditor"\nminutes = 240', "is no office"),
    ('role = "incident"\nminutes = 240', 'role = "incident"\nminutes = -1', "minutes must be"),
    ('role = "incident"\nminutes = 240', 'role = "incident"\nminutes = 1e9', "must be a number"),
    ('id = "owner"', 'id = "vendor-delete"', "a step's id is there twice"),
    ('done = "the owner knows"', 'done = " "', "must say something"),
    ('act = "vendor"', 'act = "shred"', "act is 'shred'"),
    ('cleared = ["security"]', "cleared = []", "name in `cleared` who may see details"),
    ('cleared = ["security"]', 'cleared = ["privacy"]', "belongs to an office that is not in `cleared`"),
    ("two_open = true", "two_opens = true", "two_opens: there is no such key"),
    ('[[incidents]]\nkind = "not_sure"', '[[incident]]\nkind = "not_sure"', "kind not_sure is missing"),
)


@pytest.mark.parametrize(("old", "new", "problem"), BAD, ids=[row[2] for row in BAD])
def test_a_slip_is_named_with_its_place(tmp_path: Path, old: str, new: str, problem: str) -> None:
    folder = Path(shutil.copytree(PACKS / "dhs-139-07", tmp_path / "own"))
    text = (folder / "pack.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "pack.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError, match=problem):
        load(folder)


@pytest.mark.parametrize("name", ["dhs-139-07", "example-city"])
def test_a_builtin_pack_names_every_kind(name: str) -> None:
    found = builtin(name).incidents
    assert {terms.kind for terms in found} == set(SpillKind)
    for terms in found:
        assert {step.act for step in terms.steps} <= {"", *ACTS}
        assert {step.role for step in terms.steps} <= set(Role)


def test_a_pack_without_any_leaves_no_report_without_steps() -> None:
    for kind in SpillKind:
        found = terms_of((), kind)
        assert found.kind is kind
        assert found.steps
    assert {terms.kind for terms in DEFAULTS} == set(SpillKind)


def test_a_component_sets_no_clocks(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PACKS / "lbb", tmp_path / "lbb"))
    own = (PACKS / "dhs-139-07" / "pack.toml").read_text(encoding="utf-8")
    with (folder / "pack.toml").open("a", encoding="utf-8") as held:
        held.write("\n" + own[own.index("[[incidents]]") :])
    with pytest.raises(PackError, match="belong to the agency"):
        load(folder)
