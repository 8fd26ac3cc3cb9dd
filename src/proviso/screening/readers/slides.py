"""PowerPoint files (ECMA-376): slides with their notes and comments, hidden ones too, masters, charts, diagrams."""

from __future__ import annotations

import re

from .document import count
from .gathered import File, Gathered, damaged
from .markup import get, local, tree
from .office import drawn, read_rest
from .package import Package, opened

_PARTS = {
    "slides": "slide {0}",
    "notesSlides": "slide notes {0}",
    "slideMasters": "slide master",
    "slideLayouts": "slide layout",
    "notesMasters": "notes master",
    "handoutMasters": "handout master",
    "comments": "comments",
}
_PART = re.compile(r"^ppt/(\w+)/[A-Za-z]+_?([0-9A-Fa-f]*)[^/]*\.xml$")
_PROMPTS = re.compile(
    r"^(?:Click (?:to edit|to add|icon to add)\b.*|Edit Master text styles|(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth"
    r"|Ninth) level|‹#›|<#>|[\d/.]+)$"
)
"""What a master says by itself."""


def read_slides(file: File, out: Gathered) -> None:
    """Slide by slide, each a part, then what stands beside them."""
    with opened(file, out, "PowerPoint file") as package:
        if "ppt/presentation.xml" not in package.names:
            raise damaged(file, "PowerPoint file")
        order = {name: place for place, name in enumerate(_order(file, package), 1)}
        members = [(name, m) for name in package.names if (m := _PART.match(name)) and m[1] in _PARTS]
        for name, match in sorted(members, key=lambda one: _key(order, *one)):
            _part(file, out, package, name, match, order)
        done = {name for name, _ in members}
        read_rest(file, out, package, done | {"ppt/presentation.xml"})
        out.add(file, "sections", _sections(file, package))
    out.note(file, f"{file.name}: {count(len(order), 'slide')} read, notes and hidden slides too.")


def _key(order: dict[str, int], name: str, match: re.Match[str]) -> tuple[int, int, str]:
    return list(_PARTS).index(match[1]), order.get(name, 10_000), name.zfill(80)


def _part(file: File, out: Gathered, package: Package, name: str, match: re.Match[str], order: dict[str, int]) -> None:
    root = tree(file, package.bytes(name))
    number = str(order.get(name, match[2]))
    hidden = " (hidden)" if match[1] == "slides" and (root.get("show") == "0" or name not in order) else ""
    text = drawn(root)
    if match[1] not in {"slides", "notesSlides", "comments"}:
        text = "\n".join(line for line in text.split("\n") if not _PROMPTS.match(line.strip()))
    out.add(file, _PARTS[match[1]].format(number) + hidden, text)


def _order(file: File, package: Package) -> list[str]:
    """The slides in the order of the show; one that is not listed comes last."""
    rels = "ppt/_rels/presentation.xml.rels"
    if rels not in package.names:
        return []
    targets = {e.get("Id"): e.get("Target", "") for e in tree(file, package.bytes(rels))}
    root = tree(file, package.bytes("ppt/presentation.xml"))
    ids = [v for e in root.iter() if local(e) == "sldId" for k, v in e.attrib.items() if "}id" in str(k)]
    return ["ppt/" + targets[i].removeprefix("/ppt/") for i in map(str, ids) if i in targets]


def _sections(file: File, package: Package) -> str:
    root = tree(file, package.bytes("ppt/presentation.xml"))
    return "\n".join(get(e, "name") for e in root.iter() if local(e) in {"section", "custShow"} and get(e, "name"))
