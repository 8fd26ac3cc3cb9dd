"""Without PROVISO_HOME the shell speaks to the real agency when there is one, else to the demo that was made."""

from pathlib import Path

import pytest

from proviso.cli.homes import for_demo, require_agency, with_agency
from proviso.errors import UsageError
from proviso.settings import Settings


def _made(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    (home / "proviso.db").touch()
    return home


@pytest.mark.parametrize("demo", ["demo", "demo-small"])
def test_after_make_run_the_shell_speaks_to_the_demo(tmp_path: Path, demo: str) -> None:
    made = _made(tmp_path / demo)
    assert with_agency(Settings(home=tmp_path), {}).home == made
    assert for_demo(Settings(home=tmp_path), {}).home == made


def test_a_real_agency_comes_before_any_demo(tmp_path: Path) -> None:
    _made(tmp_path / "demo")
    assert with_agency(Settings(home=_made(tmp_path)), {}).home == tmp_path


def test_a_demo_never_mixes_with_a_real_agency(tmp_path: Path) -> None:
    assert for_demo(Settings(home=_made(tmp_path)), {}).home == tmp_path / "demo"


def test_a_folder_that_was_named_stays(tmp_path: Path) -> None:
    _made(tmp_path / "demo")
    named = {"PROVISO_HOME": str(tmp_path)}
    assert with_agency(Settings(home=tmp_path), named).home == tmp_path
    assert for_demo(Settings(home=tmp_path), named).home == tmp_path


def test_with_nothing_made_the_folder_stays(tmp_path: Path) -> None:
    assert with_agency(Settings(home=tmp_path), {}).home == tmp_path
    assert for_demo(Settings(home=tmp_path), {}).home == tmp_path / "demo"


def test_each_edition_of_the_demo_has_its_folder(tmp_path: Path) -> None:
    _made(tmp_path / "demo")
    assert for_demo(Settings(home=tmp_path), {}, folder="demo-small").home == tmp_path / "demo-small"


def test_a_named_agency_begins_in_the_home_itself(tmp_path: Path) -> None:
    _made(tmp_path / "demo")
    assert with_agency(Settings(home=tmp_path, agency="Harbor Agency"), {}).home == tmp_path


def test_demo_mode_never_opens_a_real_agency(tmp_path: Path) -> None:
    demo = _made(tmp_path / "demo")
    assert with_agency(Settings(home=_made(tmp_path), demo=True), {}).home == demo


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no agency") as told:
        require_agency(Settings(home=tmp_path / "none"))
    assert "proviso demo" in told.value.hint
    assert not (tmp_path / "none").exists()
