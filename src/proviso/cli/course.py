"""`proviso course`: check a course that an agency wrote, and read it aloud (139-07.2.c.2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from proviso.errors import NotFoundError, UsageError
from proviso.policy import Pack, find
from proviso.policy.course import Course, Question, read_course
from proviso.policy.course_check import check_course
from proviso.policy.terms import Place

FOUND = 3
"""Exit code: problems were found."""


@click.group("course", epilog="Example: proviso course check dhs-139-07")
def command() -> None:
    """Check and read the course that a pack brings.

    COURSE is the name of a pack that comes with Proviso (dhs-139-07, example-city), the folder of a pack, or the folder
    of a course.
    """


@command.command("check", epilog="Example: proviso course check ./our-course --pack dhs-139-07")
@click.argument("course")
@click.option("--pack", "pack_name", default="", help="The pack whose clauses it cites; a pack's own by itself.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_(course: str, pack_name: str, as_json: bool) -> int:
    """Say whether a course is whole: each clause is there, each question has its answer, and it is plain to read.

    Exit code: 0 whole, 3 problems.
    """
    folder, pack = _found(course)
    pack = find(pack_name) if pack_name else pack
    terms = pack.course if pack is not None and pack.course is not None and pack.course.folder == folder else None
    found = check_course(folder, pack, terms)
    if as_json:
        click.echo(json.dumps({**asdict(found), "grade": round(found.grade, 1)}, ensure_ascii=False))
    else:
        click.echo("\n".join([found.sentence, *(f"  {problem}" for problem in found.problems)]))
    return FOUND if found.problems else 0


@command.command("show", epilog="Example: proviso course show dhs-139-07 > course.txt")
@click.argument("course")
def show(course: str) -> int:
    """Print a course as text, with its questions and which answer is right: for who reviews it."""
    folder, _ = _found(course)
    click.echo("\n".join(_lines(read_course(folder))))
    return 0


def _found(name: str) -> tuple[Place, Pack | None]:
    """The folder of the course, and the pack that brings it, where there is one."""
    if (Path(name) / "course.toml").is_file():
        return Path(name), None
    try:
        pack = find(name)
    except NotFoundError as fault:
        raise UsageError(
            f"There is no course {name}.", hint="Name a pack, or the folder that has course.toml."
        ) from fault
    if pack.course is None:
        raise UsageError(f"{pack.ref} names no course.", hint="A pack names one in [course] of its pack.toml.")
    return pack.course.folder, pack


def _lines(course: Course) -> Iterator[str]:
    yield f"{course.title}, version {course.version}"
    for number, module in enumerate(course.modules, 1):
        yield f"\n{number}. {module.title} ({', '.join(module.clauses)})"
        for card in module.cards:
            yield f"\n   {card.title}"
            yield from (f"   {text}" for text in card.text)
            yield from (f"   - {point}" for point in card.points)
            for pair in card.pairs:
                yield f"   Goes in:   {_plain(pair.goes_in)}"
                yield f"   Stays out: {_plain(pair.stays_out)}"
                yield f"   {pair.why}"
        for question in module.questions:
            yield from _question(question)


def _plain(pieces: tuple[tuple[str, bool], ...]) -> str:
    return "".join(f"*{text}*" if is_marked else text for text, is_marked in pieces)


def _question(question: Question) -> Iterator[str]:
    yield f"\n   ? {question.asks}"
    for choice in question.choices:
        yield f"     {'(x)' if choice.is_right else '( )'} {choice.text}"
    yield f"     Rule {question.clause}: {question.because}"
