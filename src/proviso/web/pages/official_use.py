""" "I want to use this officially": where, what it is, until when; then an expert has it (139-07.4.f).

From an answer of this session, or with a text that somebody pastes: content that a tool generated or modified. The
text is screened first, and what was found is shown. INVARIANT: a text that may be classified is neither kept nor shown
again; it is denied on the record, and its incident opens, as everywhere (139-07.2.a.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import expert_reviews as change
from proviso.actions.expert_reviews import LONGEST_CITATION, LONGEST_SUBJECT, Wish
from proviso.actions.expert_texts import Seen, look, plain
from proviso.actions.uses import digest as digest_of
from proviso.actions.wording import says_something
from proviso.db import expert_reviews as db
from proviso.db import uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.identity.ids import read_id
from proviso.model import Audience, Decision, Part, Strength

from .. import expert_words as ew
from ..desk import Desk, at_desk
from ..expert_screen import stopped
from ..files import KINDS as FILE_KINDS
from ..files import accepted, begin_files, finish_files
from ..intake import Typed, readable, unreadable
from ..kinds import kind_title, kind_words
from ..marked import MarkedText, Place, mark_text
from ..session import session
from ..talk import answer_text, find_turn
from ..words import nobreak

TITLE = "Use a text officially"
FIELDS = (
    "text",
    "from",
    "kind",
    "where",
    "subject",
    "topic",
    "due",
    "source",
    "source_text",
    "source_2",
    "source_text_2",
    "source_3",
    "source_text_3",
    "prompt",
    "answer",
    "seen",
)
PLACES = ("", "_2", "_3")
"""What the names of the fields of each source end with."""
KINDS = (
    ("ai", "A tool wrote the first draft"),
    ("own", "I wrote it, and a tool changed it"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialPage:
    """The form, and what was found in the text."""

    typed: Mapping[str, str] = field(repr=False)
    tool_name: str = ""
    """Set when the text comes from an answer of this session."""
    code: str = ""
    topics: tuple[tuple[str, str], ...] = ()
    first_day: str = ""
    marked: MarkedText | None = field(default=None, repr=False)
    found: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[tuple[str, str], ...] = KINDS
    audiences: tuple[tuple[str, str], ...] = ew.AUDIENCES
    file_kinds: str = FILE_KINDS
    accepts: str = field(default_factory=accepted)
    max_file_mib: int = 0


def show_official(request: Request) -> Response:
    """The form: with the answer of a turn of this session (`?from=`), or empty for a text that is pasted."""
    desk = at_desk(request)
    code = read_id(desk.asked("from"))
    typed = dict.fromkeys(FIELDS, "")
    turn = find_turn(session(request), code) if code else None
    if turn is not None:
        typed |= {"from": code, "kind": "ai", "text": answer_text(turn, kind_words)}
    with desk.read() as tx:
        if turn is None and code and _own(desk, tx, code) is not None:
            typed |= {"from": code, "kind": "ai"}
        typed["source"] = _citation(desk, tx, typed["from"])
        page = _page(desk, tx, typed)
    return desk.page("official_use.html", page, title=TITLE)


def _own(desk: Desk, tx: Tx, code: str) -> Decision | None:
    found = uses.get(tx, code)
    return found if found is not None and found.person_id == desk.me.id and found.allowed else None


def _citation(desk: Desk, tx: Tx, code: str) -> str:
    found = _own(desk, tx, code) if code else None
    return found.source.citation if found is not None and found.source is not None else ""


def post_official(request: Request) -> Response:
    """Look at the text, show what is in it, and ask for the review."""
    desk = at_desk(request)
    typed = {name: desk.form.text(name).strip() for name in FIELDS}
    typed["from"] = read_id(typed["from"])
    typed = _with_turn(request, typed)
    typed, errors = _with_files(desk, typed)
    with desk.read() as tx:
        errors |= _problems(desk, tx, typed)
    if errors:
        return _again(desk, typed, errors)
    texts = (typed["text"], typed["prompt"], typed["answer"], *_source_texts(typed))
    emergency = stopped(desk, *texts, typed["subject"], *(citation for citation, _ in _sources(typed)))
    if emergency is not None:
        return emergency
    seen = look(desk.agency, *texts)
    named = look(desk.agency, typed["subject"])
    if any(f.strength is Strength.SURE for f in named.findings):
        kinds = desk.names(dict.fromkeys(kind_words(f.kind) for f in named.findings))
        return _again(desk, typed, {"subject": f"This line goes into mail, so it cannot have: {kinds}."})
    mark = digest_of(desk.agency, [Part(name="text", text=seen.text)])
    if _counts(seen) and typed["seen"] != mark:
        return _again(desk, {**typed, "seen": mark}, {}, seen)
    return _ask(desk, typed, seen)


def _with_files(desk: Desk, typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The form with the words of each source's file behind those that were typed, and what could not be read."""
    found, errors = {**typed}, dict[str, str]()
    for place in PLACES:
        files = begin_files(desk, f"file{place}")
        read, _, wrong = finish_files(files, Typed(text=found[f"source_text{place}"]))
        found[f"source_text{place}"] = read.text
        errors |= {f"file{place}": words for words in wrong.values()}
    return found, errors


def _with_turn(request: Request, typed: dict[str, str]) -> dict[str, str]:
    """What was sent and what came back, from the session's memory: the author changes neither."""
    turn = find_turn(session(request), typed["from"]) if typed["from"] else None
    if turn is None:
        return {**typed, "prompt": typed["prompt"], "answer": ""}
    return {**typed, "prompt": turn.asked, "answer": answer_text(turn, kind_words)}


def _sources(typed: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Where each source was published, and its words."""
    every = ((typed[f"source{place}"], typed[f"source_text{place}"]) for place in PLACES)
    return tuple(one for one in every if any(one))


def _source_texts(typed: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(words for _, words in _sources(typed))


def _counts(seen: Seen) -> bool:
    return any(f.strength is not Strength.WEAK for f in seen.findings)


def _problems(desk: Desk, tx: Tx, typed: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    most = desk.agency.settings.max_text_chars
    sources = tuple((f"source_text{place}", "The source") for place in PLACES)
    for name, label in (("text", "Your text"), ("prompt", "What you asked"), *sources):
        words = typed[name]
        if name == "text" and not says_something(words):
            found["text"] = "Paste the text that you want to use."
        elif len(words) > most:
            found[name] = f"{label} has {len(words):,} characters; {most:,} fit. Send it in parts."
        elif wrong := unreadable(words):
            found[name] = wrong
    if typed["where"] not in dict(ew.AUDIENCES):
        found["where"] = "Say where it is going to be used."
    if not says_something(typed["subject"]) or len(typed["subject"]) > LONGEST_SUBJECT:
        found["subject"] = f"Say in up to {LONGEST_SUBJECT} letters what the text is."
    topics = db.all_topics(tx)
    if topics and typed["topic"] not in {topic.id for topic in topics}:
        found["topic"] = "Choose what it is about, so that the right expert gets it."
    if wrong := _wrong_day(desk, typed["due"]):
        found["due"] = wrong
    if typed["kind"] not in dict(KINDS):
        found["kind"] = "Say who wrote the first draft."
    for name, words in ((f"source{place}", f"source_text{place}") for place in PLACES):
        if len(typed[name]) > LONGEST_CITATION:
            found[name] = f"The source is longer than {LONGEST_CITATION} letters. Shorten it."
        elif typed[words] and not typed[name]:
            found[name] = "Say where the source was published."
    if typed["from"] and _own(desk, tx, typed["from"]) is None:
        found["from"] = "There is no decision of yours with this code that was allowed. Leave it empty if unknown."
    return found


def _wrong_day(desk: Desk, typed: str) -> str:
    try:
        due = date.fromisoformat(typed)
    except ValueError:
        return "Say until when you need it."
    today = change.today_of(desk.agency, desk.now)
    return "" if today <= due <= today + change.FURTHEST else "Choose a day from today on, within a year."


def _again(desk: Desk, typed: Mapping[str, str], errors: Mapping[str, str], seen: Seen | None = None) -> Response:
    """The form with what was typed; above it what is wrong, or what was found."""
    shown = {name: readable(value) for name, value in typed.items()}
    with desk.read() as tx:
        page = replace(_page(desk, tx, shown), errors=errors)
    if seen is None:
        return desk.page("official_use.html", page, title=TITLE, status=422)
    places = [
        Place(start=f.start, end=f.end, title=nobreak(kind_title(f.kind)))
        for f in seen.findings
        if f.strength is not Strength.WEAK
    ]
    marked = mark_text(seen.text, places)
    what = desk.count(len(places), "thing")
    page = replace(page, marked=marked, found=f"We found {what} in your text. Nothing was sent yet.")
    return desk.page("official_use.html", page, title=f"We found {what} – {TITLE}")


def _ask(desk: Desk, typed: Mapping[str, str], seen: Seen) -> Response:
    wish = Wish(
        audience=Audience(typed["where"]),
        subject=typed["subject"],
        topic=typed["topic"],
        due_on=date.fromisoformat(typed["due"]),
        decisions=(typed["from"],) if typed["from"] else (),
        has_prompt=bool(plain(typed["prompt"])),
        has_answer=bool(plain(typed["answer"])),
        sources=tuple(citation for citation, _ in _sources(typed)),
        is_ai=typed["kind"] == "ai",
    )
    try:
        review = desk.write(lambda tx: change.ask(tx, desk.agency, wish, seen, actor=desk.me.id, at=desk.now))
    except NotFoundError as fault:
        return _again(desk, typed, {"from": fault.message})
    except UsageError as fault:
        return _again(desk, typed, {"text": f"{fault.message} {fault.hint}".strip()})
    return desk.go(f"/expert-reviews/{review.id}", "Sent for review.")


def _page(desk: Desk, tx: Tx, typed: Mapping[str, str]) -> OfficialPage:
    code = typed["from"]
    turn = find_turn(session(desk.request), code) if code else None
    return OfficialPage(
        typed=typed,
        tool_name=turn.tool_name if turn else "",
        code=code,
        topics=tuple((topic.id, topic.name) for topic in db.all_topics(tx)),
        max_file_mib=desk.agency.settings.max_file_mib,
        first_day=change.today_of(desk.agency, desk.now).isoformat(),
    )
