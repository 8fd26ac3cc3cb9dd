"""The packs of one process: by reference, combined once, from whatever folder the settings name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from proviso.errors import NotFoundError, PackError
from proviso.policy import Packs
from tests.house.tree import PACKS


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A pack of the agency's own, in a folder with a name of its own."""
    folder = Path(shutil.copytree(PACKS / "dhs-139-07", tmp_path / "our rules"))
    text = (folder / "pack.toml").read_text(encoding="utf-8").replace('revision = "4"', 'revision = "9"')
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    return folder


def test_each_component_has_the_rules_of_the_agency_and_its_own() -> None:
    packs = Packs(folder=PACKS, pack="dhs-139-07", overlays={"LBB": "lbb"})
    assert packs.for_component("HQ").ref == "dhs-139-07@4"
    both = packs.for_component("LBB")
    assert both.ref == "dhs-139-07@4+lbb@1"
    assert packs.by_ref(both.ref) is both
    assert packs.overlay("HQ") is None


def test_a_pack_of_the_agencys_own_folder_is_found_by_its_reference(mine: Path) -> None:
    packs = Packs(folder=PACKS, pack=str(mine))
    assert packs.by_ref("dhs-139-07@9") is packs.base()
    assert packs.by_ref("dhs-139-07@4").revision == "4"  # what was decided under the one that comes with the product


@pytest.mark.parametrize("ref", ["dhs-139-07@2", "dhs-139-07@4+lbb@7"])
def test_a_revision_that_is_not_here_is_named(ref: str) -> None:
    with pytest.raises(NotFoundError, match=ref.rpartition("+")[2]):
        Packs(folder=PACKS, pack="dhs-139-07").by_ref(ref)


def test_reading_again_shows_what_became_of_the_files(mine: Path) -> None:
    packs = Packs(folder=PACKS, pack=str(mine))
    first = packs.base()
    assert packs.read_again(first).sha256 == first.sha256
    with (mine / "policy.cedar").open("a", encoding="utf-8") as policy:
        policy.write("// one more line\n")
    assert packs.read_again(first).sha256 != first.sha256
    assert packs.base() is first
    (mine / "policy.cedar").unlink()
    with pytest.raises(PackError, match=r"policy\.cedar"):
        packs.read_again(first)
