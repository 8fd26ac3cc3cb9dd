"""Mail addresses (RFC 5322). Role mailboxes and agencies' addresses are public contact data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import FindingClass, Strength
from proviso.screening.examples import is_example
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_ROLE = frozenset(
    [
        "press",
        "media",
        "info",
        "foia",
        "no-reply",
        "noreply",
        "contact",
        "help",
        "support",
        "webmaster",
        "admin",
        "privacy",
        "records",
        "news",
        "public",
        "office",
        "hello",
        "team",
        "newsroom",
        "comments",
        "questions",
        "security",
        "feedback",
        "jobs",
        "hr",
        "inquiries",
        "service",
        "customerservice",
        "git",
        "root",
        "postmaster",
        "abuse",
        "sales",
        "subscribe",
        "mail",
        "email",
        "name",
        "user",
        "username",
        "first.last",
        "firstname.lastname",
        "you",
        "someone",
        "example",
        "test",
    ]
)
_PUBLIC = (".gov", ".mil", ".gov.uk", ".gc.ca", ".int")


def _is_person(local: str) -> bool:
    """`kb42`, `first.last`, `flast17`: a name-like box, not a role."""
    low = local.lower()
    return low not in _ROLE and not any(part in _ROLE for part in low.replace("_", ".").replace("-", ".").split("."))


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        local, domain = match.group(view).rsplit("@", 1)
        low = domain.lower()
        if is_example(view, match.start, match.end) or low.startswith("git."):
            continue
        if (
            view.text[max(0, match.start - 3) : match.start] == "://"
            or view.text[max(0, match.start - 1) : match.start] == ":"
        ) and "://" in view.text[max(0, match.start - 60) : match.start]:
            continue
        if low.endswith(_PUBLIC) or not _is_person(local):
            yield Hit("OFFICE_EMAIL", match.start, match.end, Strength.WEAK)
        else:
            yield Hit("EMAIL", match.start, match.end, Strength.LIKELY)


RECOGNIZER = Recognizer(
    name="email",
    kinds=(
        kind(
            "EMAIL", "e‑mail address", "RFC 5322", article="an e‑mail address", plural="e‑mail addresses", label="EMAIL"
        ),
        kind(
            "OFFICE_EMAIL",
            "office e‑mail address",
            "RFC 5322",
            cls=FindingClass.NAMED,
            plural="office e‑mail addresses",
            sentence="An office’s e‑mail address is fine when it was published.",
            label="EMAIL",
        ),
    ),
    patterns=(r"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,120}\.[A-Za-z]{2,24}\b",),
    gates={0: r"[A-Za-z0-9._%+'-]@[A-Za-z0-9]"},
    find=_find,
    finds=(("user rwhitlow17@example.net is locked", "EMAIL"),),
    leaves=(
        "write to press@agency.example.gov",
        "TTS-PeopleOps@example.gov",
        "@decorator def f",
        "test data: kb42@example.com",
    ),
)
