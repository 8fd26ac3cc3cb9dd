"""Findings in words: "an A‑number", "2 people", "an age and 3 dated events". Never a word of the text itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso import screening
from proviso.errors import NotFoundError
from proviso.model import Channel, Finding, FindingClass, Part

_PEOPLE = frozenset({"PERSON", "NAME", "PERSON_NAME", "PERSON_TITLED"})
_ROLE = "SIGN_ROLE"
_TELLING = (
    "SIGN_ROWS",
    "SIGN_CELLS",
    "SIGN_AGE",
    "SIGN_PLACE",
    "SIGN_DATED_EVENT",
    "SIGN_PSEUDONYM",
    "SIGN_FAMILY",
    "SIGN_SENSITIVE",
)
_MOST = 3
_ROLE_WORDS = (
    "applicant", "beneficiary", "claimant", "petitioner", "respondent", "appellant", "complainant", "patient", "client",
    "student", "inmate", "detainee", "tenant", "employee", "witness", "victim", "subject", "resident", "passenger",
)  # fmt: skip
"""A closed list: no other word of the text is ever said."""

_UNSCREENED = {
    "image": "images",
    "audio": "audio",
    "video": "video",
    "file": "files",
    "url": "links to fetch",
    "stored": "what the tool has stored",
    "hosted_tool": "tools of the provider",
}
"""What we cannot read, by its kind (`Use.unscreened`)."""


def finding_words(findings: Sequence[Finding], parts: Sequence[Part]) -> dict[str, str]:
    """Values for the placeholders about findings."""
    counts = _counts(findings)
    if not counts:
        return {}
    return {
        "count": str(len(findings)),
        "it": "it" if len(findings) == 1 else "them",
        "kind": f"the {_title(next(iter(counts)))}" if len(counts) == 1 else "each of them",
        "kind_article": _listed([_counted(kind, n) for kind, n in counts.items()], most=2),
        "kind_sentence": _sentence(next(iter(counts))),
        "marking": next(iter(counts)).replace("_", " "),
        "named": _named(counts),
        "place": _place(findings[0], parts),
        "signs": _signs(findings, parts),
    }


def unscreened_words(kinds: Sequence[str]) -> str:
    """ "images and audio": parts of a request that nobody here can read, in words."""
    return _listed([_UNSCREENED.get(kind, kind.replace("_", " ")) for kind in sorted(kinds)])


_WAYS = {
    Channel.WEB: "on the web",
    Channel.EXTENSION: "through the browser extension",
    Channel.GATEWAY: "through the gateway",
    Channel.APP: "through an app",
}


def ways_words(channels: Iterable[Channel] | None) -> str:
    """ "on the web and through the gateway": the ways that a tool's approval holds for."""
    return _listed([_WAYS[channel] for channel in sorted(channels or ())])


def places_words(most: int | None) -> str:
    """ "10 people": how many may use a tool."""
    return "so many people" if most is None else f"{most:,} {'person' if most == 1 else 'people'}"


def title_of(kind: str) -> str:
    """A kind's name for people; the kind itself when nobody describes it."""
    return _title(kind)


def article_of(kind: str) -> str:
    """A kind's name with its article: "a Social Security number"."""
    return _counted(kind, 1)


def _counts(findings: Sequence[Finding]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.kind] = counts.get(finding.kind, 0) + 1
    return counts


def _title(kind: str) -> str:
    try:
        return screening.describe(kind).title
    except NotFoundError:
        return kind.replace("_", " ").lower()


def _counted(kind: str, count: int) -> str:
    """ "an A‑number", "2 A‑numbers" """
    try:
        words = screening.describe(kind)
    except NotFoundError:
        plain = kind.replace("_", " ").lower()
        return f"a {plain}" if count == 1 else f"{count} {plain}s"
    return words.article if count == 1 else f"{count} {words.plural}"


def _sentence(kind: str) -> str:
    try:
        return screening.describe(kind).sentence
    except NotFoundError:
        return ""


def _listed(items: Sequence[str], most: int | None = None) -> str:
    """ "an age, a town and 3 dated events"; past `most`, the rest is "and more"."""
    if most is not None and len(items) > most:
        return f"{', '.join(items[:most])} and more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _named(counts: dict[str, int]) -> str:
    """ "names 2 people", "has a phone number" """
    people = sum(n for kind, n in counts.items() if kind in _PEOPLE)
    rest = [_counted(kind, n) for kind, n in counts.items() if kind not in _PEOPLE]
    said = f"names {'a person' if people == 1 else f'{people} people'}" if people else ""
    has = f"has {_listed(rest, most=2)}" if rest else ""
    return " and ".join(part for part in (said, has) if part)


def _place(finding: Finding, parts: Sequence[Part]) -> str:
    """ "page 1": pages are parted by form feeds, as the readers of files leave them."""
    text = parts[finding.part].text if finding.part < len(parts) else ""
    return f"page {text.count(chr(12), 0, finding.start) + 1}"


def _signs(findings: Sequence[Finding], parts: Sequence[Part]) -> str:
    """ "an age, a town, 3 dated events and the word “applicant”": the most telling ones first."""
    signs = [f for f in findings if f.cls is FindingClass.RECORD]
    words = dict.fromkeys(filter(None, (_role(f, parts) for f in signs if f.kind == _ROLE)))
    counts = _counts([f for f in signs if not (f.kind == _ROLE and words)])
    telling = sorted(counts, key=lambda kind: _TELLING.index(kind) if kind in _TELLING else len(_TELLING))
    said = [_counted(kind, counts[kind]) for kind in telling[:_MOST]]
    return _listed([*said, *(f"the word “{word}”" for word in list(words)[:1])])


def _role(finding: Finding, parts: Sequence[Part]) -> str:
    """The word for a person in a case, if it is one of the closed list."""
    text = parts[finding.part].text[finding.start : finding.end].lower() if finding.part < len(parts) else ""
    return next((word for word in _ROLE_WORDS if word in text), "")
