"""The words of a use that the rules kept, for who asked; masked until they ask for more (139-07.2.b, R-078)."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import kept_uses, transcripts
from proviso.actions import uses as change_uses
from proviso.db import uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.identity.ids import read_id
from proviso.model import AnswerRule, Decision, Finding, Part, Strength, TextKind, Transcript
from proviso.policy.answers import DEFAULTS

from .. import record_words as said
from .. import words as w
from ..desk import Desk, at_desk
from ..kinds import kind_words

WHY = "Their own text, in My record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text, opened."""

    title: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTextsPage:
    """What was kept of one use, until when, and the words once they were opened."""

    id: str
    code: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    words: tuple[Words, ...] = ()
    hidden: tuple[str, ...] = ()
    """What is masked in them, each kind once."""


def show_own(request: Request) -> Response:
    """That it was kept, and until when; the words wait for a click, which is recorded."""
    desk = at_desk(request, ended=True)
    with desk.read() as tx:
        decision, held = _own(desk, tx, request)
        page = _page(desk, decision, held)
    return desk.page("own_texts.html", page, title=f"Your text that was kept: decision {page.code}")


def open_own(request: Request) -> Response:
    """The words, masked; with everything, if the person asks for that. Each look is on record first."""
    desk = at_desk(request, ended=True)
    shows_all = desk.form.text("all") == "yes"
    with desk.read() as tx:
        decision, held = _own(desk, tx, request)
    texts = [transcripts.read(desk.agency, text.id, actor=desk.me.id, why=WHY, at=desk.now) for text in held]
    found = [_hidden(desk, text) for text in texts]
    kinds = tuple(dict.fromkeys(kind.kind for each in found for kind in each))
    if shows_all and kinds:
        desk.write(lambda tx: _note(tx, decision, kinds, desk))
    words = tuple(
        Words(title=said.KINDS[one.kind], text=text if shows_all else _masked(text, places))
        for one, text, places in zip(held, texts, found, strict=True)
    )
    hidden = () if shows_all else tuple(kind_words(kind) for kind in kinds)
    page = _page(desk, decision, held, words, hidden)
    return desk.page("own_texts.html", page, title=f"Your text is open: decision {page.code}")


def _own(desk: Desk, tx: Tx, request: Request) -> tuple[Decision, list[Transcript]]:
    """INVARIANT: nobody else's words are here, whoever asks."""
    decision = uses.get(tx, read_id(str(request.path_params["decision_id"])))
    held = kept_uses.of_use(tx, decision.id) if decision is not None and decision.person_id == desk.me.id else []
    if decision is None or not held:
        raise NotFoundError("No text of yours is kept for this decision.", hint="My record says what we keep.")
    return decision, held


def _page(
    desk: Desk,
    decision: Decision,
    held: list[Transcript],
    words: tuple[Words, ...] = (),
    hidden: tuple[str, ...] = (),
) -> OwnTextsPage:
    found = desk.pack.record_class(held[0].record_class)
    title = found.title if found else held[0].record_class
    kinds = desk.names(said.KINDS[text.kind].lower() for text in held)
    return OwnTextsPage(
        id=decision.id,
        code=w.code(decision.id),
        answer=f"The rules keep this {kinds} as “{title}”. {said.due_line(desk, held[0])}.",
        facts=(
            ("Sent", desk.when(decision.at)),
            ("Purpose", desk.purpose(decision.purpose)),
            ("Schedule", found.schedule if found else ""),
            ("Who can open it", "You; the records officer, with a reason that you can read under What we keep."),
        ),
        words=words,
        hidden=hidden,
    )


def _hidden(desk: Desk, text: str) -> list[Finding]:
    """The places that the rules do not show in an answer: in a history they are masked, in a question as well."""
    rules = {**DEFAULTS, **desk.pack.answers}
    found = change_uses.examine(desk.agency, (Part(name=TextKind.PROMPT.value, text=text),))
    return [
        f for f in found if f.strength is not Strength.WEAK and rules.get(f.cls, AnswerRule.SHOW) is not AnswerRule.SHOW
    ]


def _masked(text: str, places: list[Finding]) -> str:
    pieces, at = [], 0
    for place in sorted(places, key=lambda f: (f.start, -f.end)):
        if place.start < at:
            at = max(at, place.end)
            continue
        pieces += [text[at : place.start], f"[hidden: {kind_words(place.kind)}]"]
        at = place.end
    return "".join([*pieces, text[at:]])


def _note(tx: Tx, decision: Decision, kinds: tuple[str, ...], desk: Desk) -> None:
    for kind in kinds:
        change_uses.show_hidden(tx, decision.id, kind, actor=desk.me.id, at=desk.now)
