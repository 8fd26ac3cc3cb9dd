"""The invented texts that the demo agency asked with: templates of `texts.toml`, filled in."""

from __future__ import annotations

from random import Random

from proviso.model import Source

from .files import table

A_NUMBERS = ("A012 345 678", "A012-345-678", "A012345678")
"""One documented test number, in the three ways in which it is written."""


def make(kind: str, purpose: str, rng: Random) -> tuple[str, Source | None]:
    """A text of this kind, and where it was published when the person said so."""
    texts = table("texts")
    if kind in {"allowed", "step", "paused"}:
        body = " ".join(_fill(line, rng) for line in rng.sample(texts["allowed"]["sentences"], 3))
        return _asked(purpose, body, rng), _source(rng) if rng.random() < 0.6 else None
    if kind == "code":
        return _fill(rng.choice(texts["code"]["snippets"]), rng), None
    if kind == "source":
        return _asked(purpose, _lines("source", 1, rng), rng), None
    if kind == "person":
        return _person(rng), None
    if kind == "part_number":
        return _lines("part_number", 1, rng), None
    if kind == "cui":
        banner = rng.choice(texts["cui"]["banners"])
        return f"{banner}\n\n{_lines('cui', 2, rng)}\n\n{banner}\n", None
    if kind == "social":
        return _fill(rng.choice(texts["social"]["posts"]), rng), None
    return _lines("purpose", 1, rng), None


def _asked(purpose: str, body: str, rng: Random) -> str:
    tasks = table("texts")["tasks"]
    return f"{body}\n\n{rng.choice(tasks.get(purpose, tasks['research']))}"


def _person(rng: Random) -> str:
    kind = "person_record" if rng.random() < 0.2 else "person"
    return _lines(kind, 1, rng)


def _lines(kind: str, count: int, rng: Random) -> str:
    return " ".join(_fill(line, rng) for line in rng.sample(table("texts")[kind]["sentences"], count))


def _source(rng: Random) -> Source:
    slug = f"{rng.choice(table('texts')['slots']['place']).lower().replace(' ', '-')}-{rng.randint(100, 999)}"
    return Source(citation=rng.choice(table("texts")["sources"]["list"]).format(slug=slug))


def _fill(template: str, rng: Random) -> str:
    slots = table("texts")["slots"]
    names = table("names")
    return template.format(
        place=rng.choice(slots["place"]),
        thing=rng.choice(slots["thing"]),
        month=rng.choice(slots["month"]),
        title=rng.choice(slots["title"]),
        name=f"{rng.choice(names['first'])} {rng.choice(names['last'])}",
        anumber=rng.choice(A_NUMBERS),
        n=rng.randint(2, 29),
        m=rng.randint(2, 9),
        age=rng.randint(24, 71),
        year=rng.randint(2001, 2024),
    )
