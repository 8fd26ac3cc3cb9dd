"""Each setting, event, clause, recognizer, address and command is in the docs, and the tables are those of the code."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from proviso.model import event_types
from scripts import tables
from tests.house.tree import PACKS, ROOT, SOURCE, named

REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted(path.stem for path in REFERENCE.glob("*.md"))


@pytest.mark.parametrize("name", ["index", *(f"reference/{page}" for page in PAGES)])
def test_generated_tables_are_those_of_the_code(name: str) -> None:
    command = [sys.executable, "-m", "cogapp", "--check", "--diff", f"docs/{name}.md"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run `make docs`\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", PAGES)
def test_every_table_has_rows(name: str) -> None:
    assert len(re.findall(r"(?m)^\| ", (REFERENCE / f"{name}.md").read_text(encoding="utf-8"))) > 3


def test_every_event_says_what_happened() -> None:
    assert [e.__name__ for e in event_types() if not (e.__doc__ or "").rstrip().endswith(".")] == []


def test_every_setting_has_its_sentence() -> None:
    rows = [line for line in tables.settings().splitlines() if line.startswith("| `")]
    assert [row for row in rows if not row.endswith(". |")] == []


def test_every_recognizer_is_in_the_docs() -> None:
    page = (REFERENCE / "recognizers.md").read_text(encoding="utf-8")
    stems = [path.stem for path in (SOURCE / "screening" / "recognizers").glob("*.py") if not path.stem.startswith("_")]
    assert stems
    assert [stem for stem in stems if f"`{stem}`" not in page] == []


@pytest.mark.parametrize("pack", sorted(path.parent.name for path in PACKS.glob("*/clauses.toml")))
def test_every_clause_is_in_the_docs(pack: str) -> None:
    page = (REFERENCE / "clauses.md").read_text(encoding="utf-8")
    clauses = tomllib.loads((PACKS / pack / "clauses.toml").read_text(encoding="utf-8"))["clause"]
    assert clauses
    assert [clause["id"] for clause in clauses if f"`{clause['id']}`" not in page] == []


def _links(page: Path) -> list[str]:
    """Targets inside the project, without their anchors."""
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    return [target for target in targets if "://" not in target and not target.startswith("mailto:")]


def test_links_between_pages_lead_somewhere() -> None:
    pages = (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    links = [(page, link) for page in pages for link in _links(page)]
    dead = [f"{named(page)}: {link}" for page, link in links if not (page.parent / link).exists()]
    assert dead == []


def test_every_page_of_the_docs_is_reached_from_the_index() -> None:
    docs = ROOT / "docs"
    seen: set[Path] = set()
    waiting = [docs / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.is_file():
            continue
        seen.add(page)
        waiting += [(page.parent / link).resolve() for link in _links(page)]
    assert sorted(named(page) for page in docs.rglob("*.md") if page not in seen) == []
