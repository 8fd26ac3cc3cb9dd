"""Feeds: which systems tell us of people and trainings, when each last spoke, and what its words mean here.

A late feed is named, not silently trusted (139-07.2.c.2–4).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import feeds as change
from proviso.actions.directory import remap
from proviso.actions.feeds import COURSE, DEPARTMENT, DIRECTORY, GROUP, LEARNING
from proviso.db import agency as agency_db
from proviso.db import feeds, scim
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.model import Role

from .. import words as w
from ..desk import Desk, at_desk
from ..desk import typed as typed_of
from ..feed_words import CHANGERS, NAMES, age_line, age_words, is_late
from ..kinds import first_upper
from ..session import ROLE_NAMES
from .people import TRAININGS

READERS = {
    LEARNING: (Role.TRAINING, Role.ADMIN, Role.AUDITOR),
    DIRECTORY: (Role.ADMIN, Role.AUDITOR),
}
KINDS = {LEARNING: (COURSE,), DIRECTORY: (GROUP, DEPARTMENT)}
KIND_TITLES = {
    GROUP: ("Groups", "A group of the directory gives its people a role here.", "Group"),
    DEPARTMENT: ("Departments", "Whose department is no component here cannot be approved.", "Department"),
    COURSE: ("Courses", "A course or activity counts as a training here.", "Course code or activity address"),
}
WHOM = "the training office, the administrator and auditors"
MINUTE = timedelta(minutes=1)
"""While a directory sends everybody, the page says how fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """One feed on the list."""

    id: str
    name: str
    line: str
    status: str
    is_late: bool
    is_connected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsPage:
    """All feeds, with their age."""

    answer: str
    lines: tuple[FeedLine, ...]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """One token of a feed."""

    id: str
    name: str
    hint: str
    made: str
    used: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one kind, and what each means here."""

    kind: str
    title: str
    says: str
    field: str
    rows: tuple[tuple[str, str, str], ...]
    """Word, what it means, when it last came in."""
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """One feed: its age, where it sends to, its tokens, its words, and what came lately."""

    id: str
    name: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    address: str
    tokens: tuple[TokenLine, ...]
    words: tuple[Words, ...]
    readings: tuple[str, ...]
    may_change: bool
    may_import: bool
    key: str
    """The words of a new token, shown once."""
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""


def list_feeds(request: Request) -> Response:
    """Which feeds there are, and when each last spoke."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS[LEARNING])
    with desk.read() as tx:
        lines = tuple(_line(desk, tx, feed) for feed in NAMES if desk.has(*READERS[feed]))
    page = FeedsPage(answer=_answer(desk, lines), lines=lines, done=desk.done)
    return desk.page("feeds.html", page, title=f"Feeds: {w.first_sentence(page.answer)}")


def _answer(desk: Desk, lines: tuple[FeedLine, ...]) -> str:
    """Which are late; else which are fresh, and which nobody has connected."""
    late = [line.name for line in lines if line.is_late]
    if late:
        return f"{desk.names(late)} {'is' if len(late) == 1 else 'are'} late."
    there = [line.name for line in lines if line.is_connected]
    if not there:
        return "No feed is connected yet. Open one to connect it."
    if len(there) == len(lines) > 1:
        return f"All {len(lines)} feeds are fresh."
    absent = "".join(f" {line.name} is not connected." for line in lines if not line.is_connected)
    return f"{there[0]} is fresh.{absent}"


def _line(desk: Desk, tx: Tx, feed: str) -> FeedLine:
    is_there = change.is_connected(tx, feed)
    heard = change.heard_at(tx, feed)
    late = is_late(desk, tx, feed)
    status = "Late" if late else "Fresh" if is_there else "Not connected"
    age = first_upper(age_words(desk, feed, heard)) + "."
    return FeedLine(id=feed, name=NAMES[feed], line=age, status=status, is_late=late, is_connected=is_there)


def show_feed(request: Request) -> Response:
    """One feed."""
    desk, feed = _desk(request, READERS)
    with desk.read() as tx:
        page = _page(desk, tx, feed)
    return desk.page("feed.html", page, title=w.first_sentence(page.answer))


def _desk(request: Request, roles: dict[str, tuple[Role, ...]]) -> tuple[Desk, str]:
    desk = at_desk(request)
    feed = request.path_params["feed"]
    if feed not in NAMES:
        raise NotFoundError("There is no such feed.", hint="The page Feeds lists all of them.")
    desk.only("the administrator" if feed == DIRECTORY else WHOM, *roles[feed])
    return desk, feed


def _page(
    desk: Desk,
    tx: Tx,
    feed: str,
    *,
    key: str = "",
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> FeedPage:
    heard = change.heard_at(tx, feed)
    may_change = desk.has(*CHANGERS[feed])
    line = _line(desk, tx, feed)
    late = f" It is late: it should speak at least every {desk.count(desk.agency.settings.feed_late_days, 'day')}."
    return FeedPage(
        id=feed,
        name=NAMES[feed],
        answer=age_line(desk, feed, heard) + (late if line.is_late else ""),
        facts=_facts(desk, tx, feed),
        address=str(desk.request.base_url).rstrip("/") + ("/scim/v2" if feed == DIRECTORY else "/xapi/statements"),
        tokens=tuple(_token(desk, tx, held) for held in feeds.tokens_of(tx, feed) if held.ended_at is None),
        words=tuple(_words(desk, tx, kind) for kind in KINDS[feed]),
        readings=tuple(_reading(desk, tx, at, one) for at, one in feeds.readings_of(tx, feed, 10)),
        may_change=may_change,
        may_import=may_change,
        key=key,
        typed={"name": "", "word": "", "value": "", "kind": "", **(values or {})},
        errors=errors or {},
        done=desk.done,
    )


def _facts(desk: Desk, tx: Tx, feed: str) -> tuple[tuple[str, str], ...]:
    if feed == DIRECTORY:
        unknown = sum(not code.value for code in feeds.codes_of(tx, DEPARTMENT))
        return (
            ("People from it", f"{scim.count(tx, 'User'):,}"),
            ("Entries in the last minute", f"{scim.count_changed(tx, 'User', desk.now - MINUTE):,}"),
            ("Groups from it", f"{scim.count(tx, 'Group'):,}"),
            ("Departments that mean nothing yet", f"{unknown:,}"),
        )
    unknown = sum(not code.value and not code.set_by for code in feeds.codes_of(tx, COURSE))
    return (("Statements taken", f"{feeds.count_statements(tx):,}"), ("Courses that nobody named yet", f"{unknown:,}"))


def _token(desk: Desk, tx: Tx, held: feeds.HeldToken) -> TokenLine:
    token = held.token
    return TokenLine(
        id=token.id,
        name=token.name,
        hint=token.hint,
        made=f"{desk.when(token.made_at)}, by {desk.name(tx, token.made_by)}",
        used=desk.when(held.used_at) if held.used_at else "Not used yet",
    )


def _words(desk: Desk, tx: Tx, kind: str) -> Words:
    title, says, label = KIND_TITLES[kind]
    options = _options(desk, tx, kind)
    meaning = dict(options)
    rows = tuple(
        (code.code, meaning.get(code.value, code.value), desk.when(code.seen_at) if code.seen_at else "Not yet")
        for code in feeds.codes_of(tx, kind)
    )
    return Words(kind=kind, title=title, says=says, field=label, rows=rows, options=options)


def _options(desk: Desk, tx: Tx, kind: str) -> tuple[tuple[str, str], ...]:
    if kind == GROUP:
        mine = [role for role in Role if role not in {Role.PERSONNEL, Role.AUDITOR}]
        return (("", "Nothing"), *((role.value, _capital(ROLE_NAMES[role])) for role in mine))
    if kind == DEPARTMENT:
        return (("", "Nothing"), *agency_db.components(tx).items())
    return (("", "Nothing: leave it aside"), *TRAININGS)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _reading(desk: Desk, tx: Tx, at: datetime, one: feeds.FeedReading) -> str:
    ways = {"file": "from a file", "shell": "in a shell", "messages": "by messages"}
    who = desk.name(tx, one.by)
    parts = [f"{desk.count(one.rows, 'line')}", f"{one.recorded:,} new"]
    parts += [f"{one.unknown:,} about nobody here"] if one.unknown else []
    parts += [f"{one.ignored:,} left aside"] if one.ignored else []
    return f"{_capital(desk.when(at))}, {ways.get(one.way, one.way)}, by {who}: {', '.join(parts)}."


def make_token(request: Request) -> Response:
    """Make a token, and show it once."""
    desk, feed = _desk(request, CHANGERS)
    values = typed_of(desk.form, "name")
    try:
        made = desk.write(lambda tx: change.make_token(tx, feed, values["name"], actor=desk.me.id, at=desk.now))
    except UsageError as fault:
        with desk.read() as tx:
            errors = {"name": f"{fault.message} {fault.hint}".strip()}
            page = _page(desk, tx, feed, values=values, errors=errors)
        return desk.page("feed.html", page, title=page.name, status=422)
    with desk.read() as tx:
        page = _page(desk, tx, feed, key=made.words)
    return desk.page("feed.html", page, title=f"Your new token: {page.name}")


def end_token(request: Request) -> Response:
    """End a token at once."""
    desk, feed = _desk(request, CHANGERS)
    token_id = request.path_params["token_id"]
    desk.write(lambda tx: change.end_token(tx, feed, token_id, actor=desk.me.id, at=desk.now))
    return desk.go(f"/feeds/{feed}", "Ended. The next message with this token is refused.")


def _set(tx: Tx, desk: Desk, values: dict[str, str]) -> feeds.Code:
    one = change.set_code(tx, values["kind"], values["word"], values["value"], actor=desk.me.id, at=desk.now)
    remap(tx, one.kind, one.code, one.value, at=desk.now)
    return one


def set_word(request: Request) -> Response:
    """Say what a word of another system means here."""
    desk, feed = _desk(request, CHANGERS)
    values = typed_of(desk.form, "kind", "word", "value")
    try:
        if values["kind"] not in KINDS[feed]:
            raise NotFoundError("There is no such kind of word.")  # said on its own page
        one = desk.write(lambda tx: _set(tx, desk, values))
    except ConflictError:
        raise
    except UsageError as fault:
        with desk.read() as tx:
            errors = {f"{values['kind']}-word": f"{fault.message} {fault.hint}".strip()}
            page = _page(desk, tx, feed, values=values, errors=errors)
        return desk.page("feed.html", page, title=page.name, status=422)
    with desk.read() as tx:
        meaning = dict(_options(desk, tx, one.kind)).get(one.value, one.value)
    return desk.go(f"/feeds/{feed}", f"“{one.code}” means: {meaning}. It counts from now on.")
