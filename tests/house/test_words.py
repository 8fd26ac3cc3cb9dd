"""The words on the screen: plain, American, blaming nobody; dates that cannot be read two ways."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.tree import PACKS, SOURCE, TEMPLATES, named

BANNED = ("please", "sorry", "oops", "invalid", "failed", "violation", "unauthorized", "successfully")
BRITISH = (
    "colour",
    "centre",
    "licence",
    "organis",
    "recognis",
    "authoris",
    "anonymis",
    "summaris",
    "behaviour",
    "programme",
)
NUMERIC_DATE = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}/\d{2,4}(?![\d/])")
JINJA = re.compile(r"(?s){#.*?#}|{%.*?%}|{{.*?}}")
MARKUP = re.compile(r"(?s){#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<[^>]+>")
SHOWN = ("sentence", "headline", "remedy", "state", "title", "label", "summary", "story", "recorded", "text", "button")


def _template_texts() -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield named(path), MARKUP.sub(" ", path.read_text(encoding="utf-8"))


def _pack_texts() -> Iterator[tuple[str, str]]:
    """The sentences for people in the packs; `source` and `paraphrase` may quote the policy in its own words."""
    for path in sorted([*PACKS.glob("*/clauses.toml"), *PACKS.glob("*/statements.toml")]):
        for key, sentence in _strings(tomllib.loads(path.read_text(encoding="utf-8"))):
            if key in SHOWN:
                yield named(path), sentence


def _strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)


def _shown() -> list[tuple[str, str]]:
    return [*_template_texts(), *_pack_texts()]


def test_there_is_something_to_read() -> None:
    assert len(_shown()) > 20


@pytest.mark.parametrize("word", BANNED)
def test_banned_words_are_on_no_screen(word: str) -> None:
    assert [where for where, text in _shown() if re.search(rf"\b{word}\b", text, re.IGNORECASE)] == []


@pytest.mark.parametrize("stem", BRITISH)
def test_spelling_on_the_screen_is_american(stem: str) -> None:
    assert [where for where, text in _shown() if re.search(rf"\b{stem}", text, re.IGNORECASE)] == []


def test_no_screen_shouts() -> None:
    assert [(where, s) for where, text in _shown() for s in re.findall(r"\w+[^.?\n]{0,40}!(?!=)", text)] == []


def test_no_date_is_written_in_numbers() -> None:
    assert [(where, NUMERIC_DATE.findall(text)) for where, text in _shown() if NUMERIC_DATE.search(text)] == []


def _is_only_macros(text: str) -> bool:
    outside = re.sub(r"(?s){%-?\s*macro\b.*?endmacro\s*-?%}", "", text)
    return not JINJA.sub("", outside).strip() and "{% macro" in text


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
def test_every_template_is_a_page_in_the_frame_or_a_part_of_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name == "base.html" or path.name.startswith("_") or _is_only_macros(text):
        return
    parents = re.findall(r"{%-?\s*extends\s+[\"']([\w./]+)[\"']", text)
    assert len(parents) == 1, f"{path.name} extends nothing: name it _{path.name} if it is a part"
    assert (TEMPLATES / parents[0]).is_file()


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
def test_no_template_holds_script_or_style(path: Path) -> None:
    text = JINJA.sub("", path.read_text(encoding="utf-8"))
    assert re.findall(r"(?i)<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=\"|javascript:", text) == []


def test_no_template_marks_text_as_safe() -> None:
    assert [
        named(p) for p in TEMPLATES.rglob("*.html") if re.search(r"\|\s*safe\b", p.read_text(encoding="utf-8"))
    ] == []


def test_prompt_text_is_not_logged() -> None:
    logs = re.compile(r"\b(?:log|logger|logging)\.\w+\([^)\n]*\b(?:text|prompt|parts|answer)\b")
    assert [named(p) for p in SOURCE.rglob("*.py") if logs.search(p.read_text(encoding="utf-8"))] == []
