"""The tree stands alone, its files are small, and one noun has one file name in each layer."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SOURCE, TEMPLATES, files, named, texts

LONGEST = 400
MAP = SOURCE / "app.py"
"""One line for each URL: it is as long as there are pages."""
NOUNS = ("people", "tools", "uses", "objections", "incidents", "packs")
MACHINE_PATH = re.compile(r"(?<![\w.:/\-}])/(?:home|root|work|Users)/[a-z]")
UPWARD = re.compile(r"(?<![\w.])(?:\.\./)+[\w./-]*")


def test_no_file_of_the_source_is_longer_than_400_lines() -> None:
    long = {
        named(p): n
        for p in SOURCE.rglob("*.py")
        if p != MAP and (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_has_the_same_file_name_where_it_is_read_and_written(noun: str) -> None:
    assert (SOURCE / "db" / f"{noun}.py").is_file()
    assert (SOURCE / "actions" / f"{noun}.py").is_file()


def test_every_template_that_is_named_is_there_and_each_is_named() -> None:
    templates = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    readers = [*(SOURCE / "web").rglob("*.py"), *TEMPLATES.rglob("*.html")]
    known = {
        name for path in readers for name in re.findall(r"[\"']([\w./]+\.html)[\"']", path.read_text(encoding="utf-8"))
    }
    assert sorted(known ^ templates) == []


def test_tests_mirror_the_source() -> None:
    own = {"house", "journeys", "browser", "bench", "fuzz", "training", "verify"}
    folders = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and p.name != "__pycache__"} - own
    assert sorted(f for f in folders if not (SOURCE / f).is_dir()) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{named(path)}:{number}: {line.strip()}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_no_file_reaches_outside_of_the_project() -> None:
    kinds = {".md", ".sh", ".toml", ".json", ".html"}
    prose = [path for path in files() if path.suffix in kinds or path.name in {"Makefile", "run"}]
    found = [
        f"{named(path)}: {upward}"
        for path in prose
        for upward in UPWARD.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / upward).resolve().is_relative_to(ROOT)
    ]
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [p for p in SOURCE.rglob("*.py") if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert [named(p) for p in silent if "versions" not in p.parts] == []


def test_no_large_file_is_committed() -> None:
    allowed = {"uv.lock": 1_000_000, "gazetteer.zz": 600_000}
    large = {named(p): p.stat().st_size for p in files() if p.stat().st_size > allowed.get(p.name, 400_000)}
    assert large == {}


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_the_project_has_its_papers(name: str) -> None:
    assert Path(ROOT / name).stat().st_size > 30
