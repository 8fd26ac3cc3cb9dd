"""Search for the records of a request: by person, tool, purpose, component, dates, code, and words of kept texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import release_searches
from proviso.actions import releases as change
from proviso.actions.release_searches import STILL
from proviso.db import agency as agency_db
from proviso.db import people, record_search, tools, transcripts, uses
from proviso.db import releases as db
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.identity.ids import read_id
from proviso.model import Decision, FoiaSearch, ItemKind, RecordQuery, Transcript

from ..desk import Desk, Pages
from ..jobs import search_texts
from ..listing import address
from ..release_words import read_day
from .foia import found, officer

FILTERS = ("person", "component", "tool", "purpose", "since", "until", "code")
TEXT_KINDS = {
    "prompt": "Prompt",
    "source": "Source",
    "answer": "Answer",
    "draft": "Draft",
    "incident": "Text of an incident",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One record that matches."""

    ref: str
    kind: str
    label: str
    line: str
    is_listed: bool
    """On the list of this request already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The filters, and what matches."""

    id: str
    answer: str
    chosen: dict[str, str] = field(repr=False)
    components: tuple[tuple[str, str], ...]
    tools: tuple[tuple[str, str], ...]
    purposes: tuple[tuple[str, str], ...]
    hits: tuple[Hit, ...]
    total: int
    texts: tuple[Hit, ...]
    texts_total: int
    pages: Pages
    words: str = field(repr=False)
    past: tuple[tuple[str, str], ...]
    """Searches of kept texts before this one: address and line."""
    errors: dict[str, str]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """A search through kept texts: how far it is, or what it found."""

    id: str
    search_id: str
    title: str
    answer: str
    words: str = field(repr=False)
    is_over: bool
    is_still: bool
    hits: tuple[Hit, ...]
    unread: int
    errors: dict[str, str]
    done: str


def show_search(request: Request) -> Response:
    """The filters of the address, and the records that match."""
    desk = officer(request)
    return _search(desk, {})


def _search(desk: Desk, errors: dict[str, str], words: str = "", chosen: dict[str, str] | None = None) -> Response:
    asked = chosen or {name: desk.asked(name) for name in FILTERS}
    with desk.read() as tx:
        one = found(tx, desk.request)
        query, wrong = query_of(desk, tx, asked)
        page = _page(desk, tx, one.id, asked, query, {**wrong, **errors}, words)
    title = f"{page.answer} Request {one.id}"
    return desk.page("foia_search.html", page, title=title, status=422 if page.errors else 200)


def query_of(desk: Desk, tx: Tx, asked: dict[str, str]) -> tuple[RecordQuery | None, dict[str, str]]:
    """What the filters mean, and which of them mean nothing."""
    errors: dict[str, str] = {}
    person = ""
    if asked["person"]:
        held = people.get(tx, asked["person"].lower()) or people.by_email(tx, asked["person"])
        person = held.id if held else ""
        if held is None:
            errors["person"] = "Nobody has this id or address. People lists everybody, also who left."
    since, until = read_day(asked["since"]), read_day(asked["until"])
    for name, day in (("since", since), ("until", until)):
        if asked[name] and day is None:
            errors[name] = "Type a day."
    if since and until and until < since:
        errors["until"] = "The last day comes before the first one."
    if errors:
        return None, errors
    zone = desk.words.zone
    query = RecordQuery(
        person_id=person,
        component=asked["component"],
        tool_id=asked["tool"],
        purpose=asked["purpose"],
        since=datetime(since.year, since.month, since.day, tzinfo=zone).astimezone(UTC) if since else None,
        until=datetime(until.year, until.month, until.day, tzinfo=zone).astimezone(UTC) + timedelta(days=1)
        if until
        else None,
    )
    return query, {}


def _page(
    desk: Desk,
    tx: Tx,
    request_id: str,
    asked: dict[str, str],
    query: RecordQuery | None,
    errors: dict[str, str],
    words: str,
) -> SearchPage:
    is_asked = any(asked.values())
    listed = {(item.kind, item.ref) for item in db.items_of(tx, request_id)}
    total, texts_total, decisions, kept = 0, 0, list[Decision](), list[Transcript]()
    pages = desk.pages(f"/foia/{request_id}/search", 0, **asked)
    if asked["code"] and query is not None:
        one = uses.get(tx, read_id(asked["code"]))
        decisions = [one] if one else []
        kept = transcripts.of_decision(tx, one.id) if one else []
        total, texts_total = len(decisions), len(kept)
    elif is_asked and query is not None:
        total, texts_total = record_search.count_decisions(tx, query), record_search.count_texts(tx, query)
        pages = desk.pages(f"/foia/{request_id}/search", total, **asked)
        decisions = record_search.decisions(tx, query, pages.offset, pages.size)
        kept = record_search.texts(tx, query)[: pages.size]
    if errors or not is_asked:
        answer = "Say what to look for."
    elif total or texts_total:
        answer = f"{desk.count(total, 'decision')} and {desk.count(texts_total, 'kept text')} match."
    else:
        answer = "No record matches."
    return SearchPage(
        id=request_id,
        answer=answer,
        chosen=asked,
        components=(("", "Any"), *sorted(agency_db.components(tx).items(), key=lambda pair: pair[1])),
        tools=(("", "Any"), *((t.id, t.name) for t in tools.all(tx))),
        purposes=(("", "Any"), *((p.id, p.title) for p in desk.pack.purposes)),
        hits=tuple(_decision(desk, tx, d, (ItemKind.DECISION, d.id) in listed) for d in decisions),
        total=total,
        texts=tuple(text_hit(desk, tx, t, (ItemKind.TEXT, t.id) in listed) for t in kept),
        texts_total=texts_total,
        pages=pages,
        words=words,
        past=tuple((f"/foia/{request_id}/texts/{s.id}", _past(desk, tx, s)) for s in db.searches_of(tx, request_id)),
        errors=errors,
        done=desk.done,
    )


def _decision(desk: Desk, tx: Tx, one: Decision, is_listed: bool) -> Hit:
    outcome = "Allowed" if one.allowed else "Not sent"
    who = desk.name(tx, one.person_id)
    return Hit(
        ref=one.id,
        kind=ItemKind.DECISION.value,
        label=f"Decision {desk.code(one.id)}",
        line=f"{who}, {desk.tool(tx, one.tool_id)}, {desk.purpose(one.purpose)}, {desk.when(one.at)}. {outcome}.",
        is_listed=is_listed,
    )


def text_hit(desk: Desk, tx: Tx, one: Transcript, is_listed: bool) -> Hit:
    """A kept text, without its words."""
    return Hit(
        ref=one.id,
        kind=ItemKind.TEXT.value,
        label=f"{TEXT_KINDS.get(one.kind.value, 'Text')} {desk.code(one.id)}",
        line=f"{desk.name(tx, one.person_id)}, {desk.count(one.chars, 'character')}, kept {desk.when(one.kept_at)}.",
        is_listed=is_listed,
    )


def _past(desk: Desk, tx: Tx, search: FoiaSearch) -> str:
    words = release_searches.words_of(tx, desk.agency, search.id)
    state = f"{len(search.found):,} found" if search.is_over else "goes on"
    return f"“{words}”: {desk.count(search.opened, 'text')} opened, {state}"


def choose(request: Request) -> Response:
    """Put what is ticked, or all that matches, on the list."""
    desk = officer(request)
    request_id = request.path_params["request_id"]
    decisions, texts = list(desk.form.all("decision")), list(desk.form.all("text"))
    asked = {name: desk.form.line(name) for name in FILTERS}
    if desk.form.is_ticked("every") and desk.form.line("search"):
        with desk.read() as tx:
            held = db.get_search(tx, desk.form.line("search"))
        texts = list(held[0].found) if held and held[0].request_id == request_id else []
    elif desk.form.is_ticked("every"):
        with desk.read() as tx:
            query, wrong = query_of(desk, tx, asked)
            if query is None or not any(asked.values()) or wrong:
                return _search(desk, wrong or {"person": "Say what to look for first."}, chosen=asked)
            decisions = record_search.decision_ids(tx, query, change.MOST_RECORDS + 1)
            texts = [held.id for held in record_search.texts(tx, query)]
    if not decisions and not texts:
        return _search(desk, {"hits": "Tick the records that belong to the request."}, chosen=asked)

    def work(tx: Tx) -> int:
        known_decisions = [ref for ref in decisions if uses.get(tx, ref) is not None]
        known_texts = [ref for ref in texts if transcripts.get(tx, ref) is not None]
        added = change.choose(tx, request_id, ItemKind.DECISION, known_decisions, actor=desk.me.id, at=desk.now)
        return added + change.choose(tx, request_id, ItemKind.TEXT, known_texts, actor=desk.me.id, at=desk.now)

    try:
        added = desk.write(work)
    except UsageError as fault:
        return _search(desk, {"hits": f"{fault.message} {fault.hint}"}, chosen=asked)
    back = desk.form.line("back")
    where = f"/foia/{request_id}" if not back.startswith("/foia/") else back
    return desk.go(where, f"{desk.count(added, 'record is', 'records are')} new on the list of {request_id}.")


def begin_texts(request: Request) -> Response:
    """Open the kept texts that match, and look for words in them: work that goes on when the reader leaves."""
    desk = officer(request)
    request_id = request.path_params["request_id"]
    asked = {name: desk.form.line(name) for name in FILTERS}
    words = desk.form.line("words")
    with desk.read() as tx:
        query, wrong = query_of(desk, tx, asked)
    if query is None:
        return _search(desk, wrong, words, chosen=asked)
    try:
        search = desk.write(
            lambda tx: release_searches.begin(tx, desk.agency, request_id, words, query, actor=desk.me.id, at=desk.now)
        )
    except UsageError as fault:
        return _search(desk, {"words": fault.message}, words, chosen=asked)
    search_texts(desk.agency, search.id)
    return RedirectResponse(f"/foia/{request_id}/texts/{search.id}", status_code=303)


def show_texts(request: Request) -> Response:
    """How far the search is, then what it found."""
    desk = officer(request)
    with desk.read() as tx:
        page = _found(desk, tx, *_searched(tx, request))
    return desk.page("foia_texts.html", page, title=page.title)


def _searched(tx: Tx, request: Request) -> tuple[FoiaSearch, datetime]:
    held = db.get_search(tx, request.path_params["search_id"])
    if held is None or held[0].request_id != request.path_params["request_id"]:
        raise NotFoundError("There is no such search.", hint="The search page of the request lists all of them.")
    return held[0], held[2]


def _found(desk: Desk, tx: Tx, search: FoiaSearch, beat_at: datetime) -> FoundPage:
    many = len(search.found)
    if search.is_over:
        of = desk.count(search.opened, "text")
        answer = f"{many:,} of {of} {'has' if many == 1 else 'have'} these words."
    else:
        answer = (
            f"{search.opened:,} of {desk.count(search.total, 'text')} are read. It goes on when you leave this page."
        )
    listed = {item.ref for item in db.items_of(tx, search.request_id) if item.kind is ItemKind.TEXT}
    kept = [held for ref in search.found if (held := transcripts.get(tx, ref)) is not None]
    return FoundPage(
        id=search.request_id,
        search_id=search.id,
        title=f"{answer} Request {search.request_id}",
        answer=answer,
        words=release_searches.words_of(tx, desk.agency, search.id),
        is_over=search.is_over,
        is_still=not search.is_over and desk.now - beat_at >= STILL,
        hits=tuple(text_hit(desk, tx, one, one.id in listed) for one in kept[:100]),
        unread=len(search.unread),
        errors={},
        done=desk.done,
    )


def go_on(request: Request) -> Response:
    """Take up a search whose process ended."""
    desk = officer(request)
    with desk.read() as tx:
        search, _ = _searched(tx, request)
    desk.write(lambda tx: release_searches.go_on(tx, search.id, actor=desk.me.id, at=desk.now))
    search_texts(desk.agency, search.id)
    return RedirectResponse(address(f"/foia/{search.request_id}/texts/{search.id}"), status_code=303)
