"""Claims against their sources: time for a source of 20 pages, and with `--data DIR` what is found and what is not.

`python -m bench.run claims` prints the median. `python bench/claims.py --data DIR` reads `DIR/*.jsonl.gz` (one object a
line: `text`), makes answers out of each document, and prints, per kind of sentence, how many were said to be supported.
Sentences are split, reworded and falsified here by rules of their own, which know nothing of those under test.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import Figure
from proviso.reports.claims import CitedText, Claim, supports

PAGES, PAGE_CHARS, ANSWER, ROUNDS, BOUND = 20, 3_000, 40, 15, 300
A_DOCUMENT = 6
"""Sentences that are taken from each document."""
SENTENCE = re.compile(r"(?<=[a-z0-9)][.!?])\s+(?=[A-Z])")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?: [A-Z][a-z]{2,})*")
NUMBER = re.compile(r"(?<![\w.,/(\[^-])\d[\d,]*(?:\.\d+)?(?![\w/-])")
LIST = re.compile(r"\||[:.;] - |\b(?:\d{1,3}|[a-z]|v|Nos?|[A-Z])\.$|` |\?")
"""Items that were run together by this file's own way to split: no sentences."""
VERB = re.compile(r"\b(is|are|was|were|will|can|should|must|has|have|may)\b(?! not)")
NOT = re.compile(r"\b(is|are|was|were|will|can|should|must|does|do|did|has|have|may) not\b|\bcannot\b")
REWORDED = {
    "in order to": "to", "prior to": "before", "however, ": "", "also ": "", "approximately": "about",
    "utilize": "use", "additionally, ": "", "in addition, ": "", "as well as": "and", " which ": " that ",
    "percent": "%", "assist": "help", "require": "need", "demonstrate": "show", "obtain": "get", "commence": "begin",
    "individuals": "people", "regarding": "about", "provide": "give", "ensure": "make sure", "purchase": "buy",
}  # fmt: skip
TURNED = {
    "increase": "decrease", "increased": "decreased", "higher": "lower", "more": "less", "before": "after",
    "all": "some", "must": "may", "open": "closed", "first": "last", "above": "below", "largest": "smallest",
    "north": "south", "minimum": "maximum", "include": "exclude", "safe": "unsafe", "legal": "illegal",
}  # fmt: skip


def measure() -> Iterator[Figure]:
    """The time for an answer of 40 sentences with one source of 20 pages."""
    source, random = _pages(), Random(1)
    said = [s for s in SENTENCE.split(source.replace("\f", " ")) if len(s.split()) > 5]
    text = " ".join(random.sample(said, ANSWER))
    cited, times = [CitedText(title="Report", text=source)], []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        supports(text, cited)
        times.append((time.perf_counter() - began) * 1_000)
    yield Figure(
        name=f"claims, {ANSWER} sentences, source of {PAGES} pages",
        value=statistics.median(times),
        unit="ms",
        at_most=BOUND,
        runs=ROUNDS,
    )


def _pages() -> str:
    random, pages = Random(2), []
    nouns = "levee pump county harbor survey permit river board culvert engineer shelter budget road bridge".split()
    verbs = "measured repaired approved closed inspected replaced funded moved opened delayed".split()
    for number in range(PAGES):
        page = f"Chapter {number + 1}\n\n"
        while len(page) < PAGE_CHARS:
            one, other = random.sample(nouns, 2)
            page += (
                f"In {random.randrange(1990, 2026)} the {one} office {random.choice(verbs)} {random.randrange(2, 900)} "
                f"{other} sites of the {random.choice(nouns)} plan within {random.randrange(2, 90)} days. "
            )
        pages.append(page)
    return "\f".join(pages)


def _reflowed(sentence: str) -> str:
    words = sentence.split()
    return "- " + " ".join(words[:6]) + "\n  " + " ".join(words[6:])


def _reworded(sentence: str) -> str:
    """Light: parentheses and adverbs go, a phrase moves to the end, a few words are others."""
    text = re.sub(r"\s*\([^()]*\)", "", sentence)
    text = re.sub(r"\b(?!only|early|July|family|supply|apply|reply)[a-z]{4,}ly ", "", text, count=2)
    for word, instead in REWORDED.items():
        text = re.sub(rf"(?<!\w){word}(?!\w)", instead, text, flags=re.IGNORECASE)
    if found := re.fullmatch(r"((?:In|On|During|After|For|At) [^,]{3,60}), (.+)([.!?])", text):
        first = found[2][0].lower() + found[2][1:] if found[2].split()[0] in {"The", "A", "An", "It"} else found[2]
        text = f"{first[0].upper()}{first[1:]} {found[1][0].lower()}{found[1][1:]}{found[3]}"
    return text


def _other_number(sentence: str, random: Random) -> str:
    found = list(NUMBER.finditer(sentence))
    if not found:
        return ""
    one = random.choice(found)
    digits = [i for i in range(*one.span()) if sentence[i].isdigit()]
    place = random.choice(digits)
    digit = random.choice([d for d in "123456789" if d != sentence[place]])
    return sentence[:place] + digit + sentence[place + 1 :]


def _negated(sentence: str) -> str:
    if NOT.search(sentence):
        return NOT.sub(lambda found: found[1] or "can", sentence, count=1)
    return VERB.sub(r"\1 not", sentence, count=1) if VERB.search(sentence) else ""


def _other_name(sentence: str, names: list[str], random: Random) -> str:
    found = NAME.search(sentence)
    instead = [name for name in names if found and name not in sentence]
    return sentence[: found.start()] + random.choice(instead) + sentence[found.end() :] if found and instead else ""


def _turned(sentence: str) -> str:
    for word, instead in TURNED.items():
        if re.search(rf"\b{word}\b", sentence):
            return re.sub(rf"\b{word}\b", instead, sentence, count=1)
    return ""


def answers(text: str, other: str, names: list[str], random: Random) -> Iterator[tuple[str, str, bool]]:
    """(kind, sentence, whether the source says it)."""
    ours, theirs = _sentences(text), _sentences(other)
    for sentence in random.sample(ours, min(A_DOCUMENT, len(ours))):
        yield "copied", sentence, True
        yield "broken into lines of a list", _reflowed(sentence), True
        reworded = _reworded(sentence)
        if reworded != sentence:
            yield "reworded lightly", reworded, True
        for kind, made in (
            ("another number", _other_number(sentence, random)),
            ("negated, or no longer", _negated(sentence)),
            ("another name", _other_name(sentence, names, random)),
            ("a word of the opposite", _turned(sentence)),
        ):
            if made and made not in text:
                yield kind, made, False
    for first, second in zip(ours[::7][:2], ours[1::7][:2], strict=False):
        yield "two sentences made one", f"{first.rstrip('.!?')}, and {second[0].lower()}{second[1:]}", True
    for sentence in random.sample(theirs, min(3, len(theirs))):
        if sentence not in text:
            yield "of another document", sentence, False


def _sentences(text: str) -> list[str]:
    plain = (" ".join(s.split()) for s in SENTENCE.split(text))
    return [s for s in plain if 8 <= len(s.split()) <= 45 and s[-1] in ".!" and s[0].isupper() and not LIST.search(s)]


def _support(sentence: str, source: CitedText) -> tuple[bool, Claim | None]:
    found = supports(sentence, [source])
    return bool(found) and all(claim.is_supported for claim in found), found[0] if found else None


def report(folder: Path, most: int) -> None:
    """Print what was found, kind by kind."""
    documents = [
        json.loads(line)["text"]
        for path in sorted(folder.glob("**/*.jsonl.gz"))
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    random = Random(139)
    documents = [text for text in documents if len(_sentences(text)) >= A_DOCUMENT]
    random.shuffle(documents)
    names = sorted({name for text in documents[:200] for name in NAME.findall(text)})
    said, asked, truths = Counter[str](), Counter[str](), dict[str, bool]()
    for number, text in enumerate(documents[:most]):
        for kind, sentence, is_true in answers(text, documents[number - 1], names, random):
            is_supported, _ = _support(sentence, CitedText(title="", text=text))
            truths[kind] = is_true
            asked[kind] += 1
            said[kind] += is_supported
    _print(len(documents[:most]), said, asked, truths)


def _print(documents: int, said: Counter[str], asked: Counter[str], truths: dict[str, bool]) -> None:
    print(f"{documents} documents, {sum(asked.values()):,} sentences\n")
    for kind in sorted(asked, key=lambda one: (not truths[one], one)):
        wanted = "in the source" if truths[kind] else "not in the source"
        share = said[kind] / asked[kind]
        print(f"{kind:32} {wanted:18} {said[kind]:6,} of {asked[kind]:6,} said to be supported ({share:.1%})")
    right = sum(said[k] for k in asked if truths[k])
    wrong = sum(said[k] for k in asked if not truths[k])
    of = sum(asked[k] for k in asked if truths[k])
    print(f"\nprecision {right / (right + wrong):.3f}, recall {right / of:.3f}")


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--data", type=Path, required=True)
    reader.add_argument("--most", type=int, default=400, help="documents")
    chosen = reader.parse_args()
    report(chosen.data, chosen.most)
