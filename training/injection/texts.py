"""Labelled stretches for the check: public attacks, our own, and harmless texts with the same words."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from proviso.screening.injection.cues import CUES
from proviso.screening.injection.model import features, stretches
from proviso.screening.patterns import Pattern, PatternSet
from proviso.screening.view import view_of

from .harmless import ABOUT, LETTERS, REQUESTS
from .orders import ACCIONES, ACTIONS, BENT, DROPS, OLD, OPENERS, ORDERS, PAGES, RULES, SPANISH, THEN

FOLDS = 5
SHARE_ALIKE = re.compile(r"BY-SA|share.?alike", re.IGNORECASE)
SHINGLE = 10
"""Attacks that share so many words in a row are copies of one template."""
_SET = PatternSet([pattern for _, _, pattern in CUES])
_SINGLE = [Pattern(pattern) for _, _, pattern in CUES]


@dataclass(frozen=True, slots=True)
class Text:
    """One labelled text. Texts of one group never stand on both sides of a fold."""

    text: str
    is_attack: bool
    group: str
    source: str
    weight: float = 1.0
    order: tuple[int, int] | None = None
    """Where the order stands, when only a part of the text is one: the rest is harmless."""

    @property
    def fold(self) -> int:
        """Which of the folds it belongs to."""
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % FOLDS


@dataclass(frozen=True, slots=True)
class Row:
    """One stretch: what is known of it and whether it is an order."""

    names: frozenset[str]
    is_order: bool
    start: int


def rows(text: Text) -> list[Row]:
    """The stretches of a text as screening reads them."""
    view = view_of(text.text)
    cues = [(*spans[0], n) for n in _SET.hits(view.data) for spans in _SINGLE[n].spans(view.data)]
    out = []
    for stretch in stretches(view.low, cues):
        start, end = view.original(stretch.at, stretch.until)
        is_order = text.is_attack and (text.order is None or (start < text.order[1] and text.order[0] < end))
        out.append(Row(frozenset(features(view.low, stretch)), is_order, stretch.at))
    return out


def texts(data: Path) -> Iterator[Text]:
    """`screening/{bipia,jailbreak-wild,gov-names,work-names}.jsonl.gz`, `public/`, `prompts/`, and our own."""
    yield from _bipia(_lines(data / "screening" / "bipia.jsonl.gz"))
    yield from _jailbreaks(_lines(data / "screening" / "jailbreak-wild.jsonl.gz"))
    published = [Text(r["text"], False, r["id"], "public documents") for r in _published(data)]
    yield from published
    for path in sorted((data / "prompts").glob("*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            group = row.get("template") or row["id"]
            if "evasion" not in row["tags"]:
                yield Text(row["text"], False, group, f"prompts, {path.stem}", 2.0)
    for name in ("gov-names", "work-names"):
        for row in _lines(data / "screening" / f"{name}.jsonl.gz"):
            yield Text(row["text"], False, str(row.get("doc", row["id"])), name)
    yield from own([*PAGES, *(_page(text.text) for text in published[::2])])


def own(pages: Sequence[str]) -> Iterator[Text]:
    """Our own texts: orders in pages, most of them alone, too; and the harmless ones, which count more."""
    for number, order in enumerate(ORDERS):
        yield Text(order, True, f"order {number}", "own orders, alone", 2.0)
    for number, order in enumerate((*ORDERS, *BENT)):
        for turn in range(4):
            page = pages[(number * 4 + turn) % len(pages)]
            yield _in_page(order, f"order {number}", page, "own orders, in a page")
    for number, opener in enumerate(OPENERS):
        actions = ACTIONS if number < SPANISH else ACCIONES
        for turn in range(6):
            order = f"{opener} {actions[(7 * number + 11 * turn) % len(actions)]}."
            page = pages[(number * 6 + turn) % len(pages)]
            yield _in_page(order, f"opener {number}", page, "composed orders, in a page")
    for number, (drop, old, rules) in enumerate(product(DROPS, OLD, RULES)):
        action = ACTIONS[number % len(ACTIONS)]
        order = f"{drop} {old} {rules}{THEN[number % len(THEN)].format(action=action)}"
        if number % 2:
            yield Text(order, True, f"drop {drop}", "known words, alone", 1.0)
        else:
            yield _in_page(order, f"drop {drop}", pages[number % len(pages)], "known words, in a page")
    for source, held in (("own requests", REQUESTS), ("own texts about attacks", ABOUT), ("own letters", LETTERS)):
        for number, text in enumerate(held):
            yield Text(text, False, f"{source} {number}", source, 4.0)
    for number, text in enumerate((*LETTERS, *ABOUT)):
        page = pages[number % len(pages)].replace("{}", text)
        yield Text(page, False, f"page {number}", "own letters and texts about attacks, in a page", 2.0)


def _page(text: str) -> str:
    """Some lines of a published text, with a place for an order between two of them."""
    lines = [line for line in text.split("\n") if line.strip()][:12]
    middle = len(lines) // 2
    return "\n".join(lines[:middle])[-600:] + "\n{}\n" + "\n".join(lines[middle:])[:600]


def _published(data: Path) -> Iterator[dict[str, str]]:
    """The public documents whose license permits to learn from them."""
    for path in sorted((data / "public").glob("*.jsonl.gz")):
        yield from (row for row in _lines(path) if not SHARE_ALIKE.search(row["licence"]))


def _in_page(order: str, group: str, page: str, source: str) -> Text:
    before, _, after = page.partition("{}")
    return Text(before + order + after, True, group, source, 2.0, (len(before), len(before) + len(order)))


def _lines(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _bipia(held: Sequence[dict[str, str]]) -> Iterator[Text]:
    """What was put into a page is the order: the lines that no clean page has. Grouped by the kind of attack."""
    clean = {line for row in held if not row["label"] for line in row["text"].split("\n")}
    for row in held:
        if not row["label"]:
            yield Text(row["text"], False, row["text"][:60], "bipia", 0.5)
            continue
        yield Text(row["text"], True, row["category"], "bipia", 1.0, _put_in(row["text"], clean))


def _put_in(text: str, clean: set[str]) -> tuple[int, int]:
    at, first, last = 0, len(text), 0
    for line in text.split("\n"):
        if line not in clean and line.strip():
            first, last = min(first, at), max(last, at + len(line))
        at += len(line) + 1
    return first, last


def _jailbreaks(held: Sequence[dict[str, str]]) -> Iterator[Text]:
    """Grouped by shared runs of words: most are copies of a few templates with other names."""
    groups: dict[str, int] = {}
    parent = list(range(len(held)))

    def top(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    for number, row in enumerate(held):
        words = re.findall(r"[a-z]+", row["text"].lower())
        for at in range(max(1, len(words) - SHINGLE)):
            other = groups.setdefault(" ".join(words[at : at + SHINGLE]), number)
            parent[top(number)] = top(other)
    sizes: dict[int, int] = {}
    for number in range(len(held)):
        sizes[top(number)] = sizes.get(top(number), 0) + 1
    for number, row in enumerate(held):
        weight = 1 / max(1.0, sizes[top(number)] ** 0.5)
        yield Text(row["text"], True, f"jailbreak {top(number)}", "jailbreak-wild", weight)
