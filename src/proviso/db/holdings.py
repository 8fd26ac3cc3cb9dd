"""Every table that has something about a person, in plain words: what it is, and how long it stays (5 U.S.C. 552a(d)).

A table that is not named here and has a column for a person is found by itself, so that nothing is left out of what a
person sees; a test asks for its words.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Table, Text, func, select

from . import mentions as naming
from .bodies import body
from .dialects import holds, json_text, walk
from .schema import entries, metadata
from .store import Tx

ABOUT = ("person_id", "subject_id", "author_id", "owner_id", "reviewer_id", "expert_id", "recipient")
"""Columns that say whom a row is about."""
SECRET = frozenset({"hash", "fingerprint", "lease", "once", "words", "sort_name", "locked"})
"""Columns that are left out of an export: they open something, or only help to search."""
LEDGER = "as long as the ledger"
OPEN_END = "no end is set; the agency’s schedule says when"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One table."""

    table: str
    title: str
    how_long: str
    column: str = "person_id"
    """The column that says whom a row is about, or `body.NAME`."""
    is_bare: bool = False
    """Only its columns are given: what stands in it is for those who work on it."""


def _held(table: str, title: str, how_long: str, column: str = "person_id", *, is_bare: bool = False) -> Holding:
    return Holding(table=table, title=title, how_long=how_long, column=column, is_bare=is_bare)


HOLDINGS = (
    _held("people", "Your entry in the directory", OPEN_END, "id"),
    _held("scim_resources", "What the agency’s directory says about you", "as long as the directory names you"),
    _held("uses", "Your uses: what was decided and why, without the text", LEDGER),
    _held("transcripts", "Texts of yours that were kept", "until the day that the class of the record names"),
    _held("approval_requests", "Your requests for approval", OPEN_END),
    _held("approvals", "Your approvals", OPEN_END),
    _held("second_approvals", "Second approvals for you", OPEN_END),
    _held("trainings", "Your trainings", OPEN_END),
    _held("course_tries", "Your tries of the course", OPEN_END),
    _held("course_openings", "When the course was opened for you again", OPEN_END),
    _held("live_seats", "Your seats in live sessions", OPEN_END),
    _held("acknowledgements", "What you signed", OPEN_END),
    _held("accounts", "Your accounts with tools", OPEN_END),
    _held("tool_places", "Your places with tools that have few", "until the place is free again"),
    _held("trials", "Your permissions to test a tool", OPEN_END),
    _held("wishes", "Tools that you wait for", "until you were told, and after"),
    _held("suggestions", "Tools that you suggested", OPEN_END),
    _held("objections", "Your objections and their answers", "no end is set; a text with it goes after the answer"),
    _held("expert_reviews", "Texts of yours for expert review", OPEN_END, "author_id"),
    _held("expert_readings", "Reviews of texts that you gave", OPEN_END, "reviewer_id"),
    _held("expert_delegates", "Who reviews texts in your place", "until you name somebody else", "expert_id"),
    _held("good_uses", "Uses that you shared", "until you take them back", "author_id"),
    _held("good_use_votes", "Your votes for shared uses", "until you take them back"),
    _held("incidents", "Spills that you reported", OPEN_END, "body.opened_by", is_bare=True),
    _held("waiver_requests", "Waivers that you asked for", OPEN_END, "asked_by"),
    _held("waiver_drafts", "A request for a waiver that you are writing", "until you send it or throw it away"),
    _held("systems", "Systems that you answer for", OPEN_END, "owner_id"),
    _held("person_tokens", "Your tokens for the gateway", "until they end, and a day after"),
    _held("access_tokens", "Your tokens for programs", "until they end, and a while after"),
    _held("audit_visits", "Your visits as an auditor, and when they end", OPEN_END),
    _held("evidence", "Evidence files that you asked for", OPEN_END, "by", is_bare=True),
    _held("passwords", "That you have a password, and since when", "until you change or remove it"),
    _held("passkeys", "Your passkeys", "until you remove them"),
    _held("identities", "Your account with the agency’s own sign-in", "until it is untied"),
    _held("sign_in_links", "Links with which you can sign in", "until they are used, or end"),
    _held("sessions", "Where you are signed in", "until you sign out, or half an hour after you were last there"),
    _held("sign_outs", "When all your sessions were ended", "until the next time"),
    _held("list_visits", "When you last looked at the list of tools", "until your next visit"),
    _held("readiness", "How far you are, counted from the rest", "counted anew each day"),
    _held("uncounted", "A note that your steps are to be counted anew", "some seconds"),
    _held("reminders", "Which reminders you had", OPEN_END),
    _held("outbox", "Mail to you", "180 days after it was sent", "recipient"),
    _held("record_exports", "Files of all that we keep about you", "a day; that you asked for one stays", is_bare=True),
    _held("foia_requests", "Your requests for what is kept about you", OPEN_END, "subject_id"),
)

APART = frozenset(
    {
        *("agency", "components", "offices", "office_delegates"),
        *("entries", "entry_mentions", "nodes", "checkpoints", "changes", "tool_changes"),
        *("tools", "tool_terms", "connections", "connection_models", "guides", "guide_pictures"),
        *("reviews", "review_parts", "review_papers", "local_rules", "local_answers", "local_drafts"),
        *("pack_periods", "pack_proposals", "pack_texts", "signed_texts", "signature_keys", "statements"),
        *("course_answers", "course_counts", "live_sessions", "corrections"),
        *("feed_codes", "feed_readings", "feed_tokens", "imports"),
        *("system_holds", "system_keys", "system_spendings", "used_words", "waived_uses", "waivers", "webhooks"),
        *("affected_sets", "later_finds", "rescreenings", "incident_boxes", "incident_keys", "incident_reports"),
        *("expert_review_uses", "expert_topics", "streams", "tool_ways", "use_counts", "use_profiles", "complaints"),
        *("foia_items", "foia_searches", "releases", "legal_holds", "dispositions"),
    }
)
"""About the agency, its tools and its rules; names of people stand in them as those who acted."""


@cache
def holdings() -> tuple[Holding, ...]:
    """What is named above, as far as it is there, and every other table that has a column for a person."""
    _load()
    named = {one.table for one in HOLDINGS} | APART
    found = tuple(one for one in HOLDINGS if one.table in metadata.tables)
    return (*found, *_unnamed(named))


def _unnamed(named: frozenset[str] | set[str]) -> Iterator[Holding]:
    for table in metadata.sorted_tables:
        column = next((name for name in ABOUT if name in table.c), "")
        if column and table.name not in named:
            title = table.name.replace("_", " ").capitalize()
            yield Holding(table=table.name, title=title, how_long=OPEN_END, column=column)


def nameless() -> list[str]:
    """Tables that nobody has said yet whether they are about people."""
    _load()
    named = {one.table for one in HOLDINGS} | APART
    return sorted(set(metadata.tables) - named)


@cache
def _load() -> None:
    """Every table is known only when its file was read."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if not module.ispkg and not module.name.startswith("postgresql"):  # no tables, and a driver that is optional
            importlib.import_module(f"{__package__}.{module.name}")


def count(tx: Tx, one: Holding, person_id: str) -> int:
    """How many rows are about a person."""
    table = metadata.tables[one.table]
    query = select(func.count()).select_from(table).where(_is_about(table, one, person_id))
    return int(tx.conn.execute(query).scalar_one())


def rows(tx: Tx, one: Holding, person_id: str) -> list[dict[str, Any]]:
    """The rows about a person, without what is sealed and what opens something."""
    table = metadata.tables[one.table]
    hidden = SECRET | {"body"} if one.is_bare else SECRET
    shown = [c for c in table.columns if not isinstance(c.type, LargeBinary) and c.name not in hidden]
    order = list(table.primary_key.columns)
    query = select(*shown).where(_is_about(table, one, person_id)).order_by(*order)
    return [_plain(dict(row._mapping)) for row in tx.conn.execute(query)]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """The noun itself where the row has it."""
    whole = row.get("body")
    if isinstance(whole, str):
        try:
            return {**{k: v for k, v in row.items() if k != "body"}, **_noun(whole)}
        except ValueError:
            return row
    return row


def _noun(whole: str) -> dict[str, Any]:
    read = json.loads(whole)
    return read if isinstance(read, dict) else {"body": read}


def _is_about(table: Table, one: Holding, person_id: str) -> ColumnElement[bool]:
    name, _, inside = one.column.partition(".")
    if inside:
        held: ColumnElement[bool] = json_text(table.c[name], inside) == person_id
        return held
    return table.c[name] == person_id


def mentions(tx: Tx, person_id: str) -> dict[str, int]:
    """How often a person stands in records that are about something else, by table: as who acted, approved, decided."""
    quoted = body(person_id)
    found: dict[str, int] = {}
    about = {one.table: one for one in holdings()}
    for table in metadata.sorted_tables:
        texts = [c for c in table.columns if isinstance(c.type, Text)]
        if not texts or table.name in {"uses", "pack_texts", "signed_texts"}:
            continue
        query = select(func.count()).select_from(table)
        hit = holds(table.c.body, quoted) if "body" in table.c else None
        if hit is None:
            continue
        if table.name in about:
            query = query.where(~_is_about(table, about[table.name], person_id))
        many = int(tx.conn.execute(query.where(hit)).scalar_one())
        if many:
            found[table.name] = many
    return found


def count_entries(tx: Tx, person_id: str) -> int:
    """How many entries of the ledger name a person, those of their uses apart."""
    return naming.count(tx, person_id)


def entries_about(tx: Tx, person_id: str) -> Iterator[tuple[int, bytes]]:
    """The entries that name a person: number and record."""
    named = holds(entries.c.record, body(person_id).encode())
    query = select(entries.c.idx, entries.c.record).where(named).order_by(entries.c.idx)
    for row in walk(tx.conn, query):
        yield int(row.idx), bytes(row.record)
