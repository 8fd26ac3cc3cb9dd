"""The structure that an answer of an AI tool has: headings, lists, tables, bold words. Everything else stays text.

This is not all of Markdown, on purpose: no HTML, no pictures, no references. INVARIANT: what is shown of a text has the
same words as the text itself (`words_of`), whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from proviso.model.approved_words import words_of

_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]+(.*\S)[ \t]*")
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:=[ \t]*){3,})")
_FENCE = re.compile(r"[ \t]*```\w*[ \t]*")
_QUOTE = re.compile(r"(?:[ \t]*>)+[ \t]?")
_BULLET = re.compile(r"([ \t]*)[-*+•‣▪◦–][ \t]+(?=\S)")
_NUMBER = re.compile(r"([ \t]*)(\d{1,4})([.)])[ \t]+(?=\S)")
_FRAME = re.compile(r"(?=[ \t|:]*---|[ \t|]*:-|[ \t|]*-+:)[-|: \t]+")
_INLINE = re.compile(
    r"(?<!\w)(?P<strong>\*\*|__)(?=\S)(?P<bold>[^\n]{1,2000}?)(?<=\S)(?P=strong)(?!\w)"
    r"|(?<!\w)(?P<soft>[*_])(?![*_\s])(?P<italic>[^*_\n]{1,2000}?)(?<=\S)(?P=soft)(?!\w)"
    r"|`(?P<code>[^`\n]{1,2000})`"
    r"|\[(?P<label>[^\[\]\n]+)\]\((?P<address>[^()\s]+)\)"
)
LONGEST = 40_000
"""Letters of one paragraph in which signs are looked for; a longer one stands as it is."""
DEEPEST = 3


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBER = "number"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look the same."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, item or table."""

    kind: BlockKind
    runs: tuple[Run, ...] = ()
    level: int = 1
    """Of a heading, 1 to 6; of an item, 1 for the outermost."""
    number: int = 0
    """Of an item."""
    sign: str = ""
    """What stands behind the number: a dot or a bracket."""
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()
    """Of a table, its head first; all have the same number of cells."""


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in order; its lines as they stand, where shaping would lose or add a sign."""
    lines = text.splitlines()
    shaped = tuple(_blocks(lines))
    if words_of(shown(shaped)) == words_of(text):
        return shaped
    return tuple(Block(kind=BlockKind.PARAGRAPH, runs=(Run(line),)) for line in lines if line.strip())


def shown(parts: Iterable[Block]) -> str:
    """What a reader sees of the blocks, a line each."""
    return "\n".join(line for block in parts for line in _shown(block))


def _shown(block: Block) -> Iterator[str]:
    if block.kind is BlockKind.TABLE:
        yield from (" ".join(plain(cell) for cell in row) for row in block.rows)
    else:
        yield (f"{block.number}{block.sign} " if block.number else "") + plain(block.runs)


def _blocks(lines: list[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        line = lines[at]
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if not line.strip() or _RULE.fullmatch(line) or _FRAME.fullmatch(line):
            at += 1
        elif _FENCE.fullmatch(line):
            at = yield from _code(lines, at)
        elif heading := _HEADING.fullmatch(line):
            yield Block(kind=BlockKind.HEADING, level=len(heading[1]), runs=runs(heading[2]))
            at += 1
        elif "|" in line and "|" in following and _FRAME.fullmatch(following):
            at = yield from _table(lines, at)
        else:
            at = yield from _paragraph(lines, at)


def _code(lines: list[str], at: int) -> Generator[Block, None, int]:
    end = next((n for n in range(at + 1, len(lines)) if _FENCE.fullmatch(lines[n])), len(lines))
    if any(line.strip() for line in lines[at + 1 : end]):
        yield Block(kind=BlockKind.CODE, runs=(Run("\n".join(lines[at + 1 : end]), is_code=True),))
    return end + 1


def _table(lines: list[str], at: int) -> Generator[Block, None, int]:
    end = next((n for n in range(at + 2, len(lines)) if "|" not in lines[n]), len(lines))
    rows = [_cells(line) for n, line in enumerate(lines[at:end]) if n != 1 and not _FRAME.fullmatch(line)]
    width = max(len(row) for row in rows)
    yield Block(kind=BlockKind.TABLE, rows=tuple((*row, *[()] * (width - len(row))) for row in rows))
    return end


def _cells(line: str) -> list[tuple[Run, ...]]:
    return [runs(cell.strip()) for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _paragraph(lines: list[str], at: int) -> Generator[Block, None, int]:
    """A paragraph or an item, with the lines that go on from it."""
    first = lines[at]
    bullet, number, quote = _BULLET.match(first), _NUMBER.match(first), _QUOTE.match(first)
    mark = quote or bullet or number
    said = [first[mark.end() :] if mark else first]
    at += 1
    while at < len(lines) and lines[at].strip() and not _begins(lines, at):
        said.append(lines[at])
        at += 1
    words = runs(" ".join(line.strip() for line in said))
    if quote:
        yield Block(kind=BlockKind.QUOTE, runs=words)
    elif bullet:
        yield Block(kind=BlockKind.BULLET, runs=words, level=_depth(bullet[1]))
    elif number:
        held = int(number[2])
        is_plain = str(held) == number[2]
        if is_plain:
            yield Block(kind=BlockKind.NUMBER, runs=words, level=_depth(number[1]), number=held, sign=number[3])
        else:
            yield Block(kind=BlockKind.PARAGRAPH, runs=runs(" ".join(line.strip() for line in (first, *said[1:]))))
    else:
        yield Block(kind=BlockKind.PARAGRAPH, runs=words)
    return at


def _begins(lines: list[str], at: int) -> bool:
    line = lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else ""
    return bool(
        _HEADING.fullmatch(line)
        or _RULE.fullmatch(line)
        or _FENCE.fullmatch(line)
        or _FRAME.fullmatch(line)
        or _QUOTE.match(line)
        or _BULLET.match(line)
        or _NUMBER.match(line)
        or ("|" in line and "|" in following and _FRAME.fullmatch(following))
    )


def _depth(indent: str) -> int:
    return min(DEEPEST, 1 + len(indent.expandtabs(4)) // 2)


def runs(text: str) -> tuple[Run, ...]:
    """The words of one paragraph, by how they look."""
    if len(text) > LONGEST:
        return (Run(text),)
    return tuple(_runs(text, is_bold=False, is_italic=False))


def _runs(text: str, *, is_bold: bool, is_italic: bool) -> Iterator[Run]:
    at = 0
    for found in _INLINE.finditer(text):
        if found.start() > at:
            yield Run(text[at : found.start()], is_bold, is_italic)
        if found["bold"]:
            yield from _runs(found["bold"], is_bold=True, is_italic=is_italic)
        elif found["italic"]:
            yield from _runs(found["italic"], is_bold=is_bold, is_italic=True)
        elif found["code"]:
            yield Run(found["code"], is_bold, is_italic, is_code=True)
        else:
            yield from _runs(found["label"], is_bold=is_bold, is_italic=is_italic)
            yield Run(f" ({found['address']})", is_bold, is_italic)
        at = found.end()
    if at < len(text):
        yield Run(text[at:], is_bold, is_italic)


def plain(parts: tuple[Run, ...]) -> str:
    """The words of some runs."""
    return "".join(run.text for run in parts)


def under_a_title(parts: Iterable[Block]) -> Iterator[Block]:
    """The blocks with headings below the title's (level 2 at least), none more than one step deeper than the last."""
    last = 1
    for block in parts:
        if block.kind is BlockKind.HEADING:
            last = min(block.level + 1, last + 1, 6)
            block = replace(block, level=last)
        yield block
