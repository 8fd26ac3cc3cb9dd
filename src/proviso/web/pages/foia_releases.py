"""The second look, the release, and the log of what left (5 U.S.C. 552)."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import record_texts, redactions
from proviso.actions import releases as change
from proviso.actions.releases import Package, fingerprint_of, hands_of
from proviso.db import agency as agency_db
from proviso.db import releases as db
from proviso.db import transcripts
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, TypesettingError, UsageError
from proviso.model import EXEMPTIONS, FoiaItem, FoiaRequest, FoiaState, ItemKind, Release
from proviso.reports import releases as report
from proviso.reports.releases import OutPiece, RecordOut
from proviso.reports.typesetting import pdf

from ..desk import Confirm, Desk, Pages, typed
from ..listing import table_file
from ..redacting import page_out
from ..release_words import item_line
from ..session import NotYoursError, session
from ..stepping import ask, confirmed
from .foia import found, officer, reader
from .foia_records import OPEN_FOR
from .foia_search import TEXT_KINDS

LOOKED = "foia.looked"
MOST_PAPER = 500
"""Records that go into one PDF; each has its page in the file all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """One record as it leaves."""

    number: int
    kind: str
    line: str
    pieces: tuple[OutPiece, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPage:
    """Everything as it would leave, for the second person."""

    id: str
    answer: str
    records: tuple[Leaving, ...] = field(repr=False)
    codes: tuple[tuple[str, str, int], ...]
    left_over: tuple[tuple[str, str], ...] = field(repr=False)
    pages: Pages
    said: str = field(repr=False)
    may_confirm: bool
    seen: str
    """Tells this state of the list from any other; a confirmation is of this one."""
    done: str
    errors: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One release."""

    id: str
    request_id: str
    when: str
    stamp: str
    to: str
    by: str
    line: str
    manifest: str
    codes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """What left the agency, newest first."""

    answer: str
    rows: tuple[LogRow, ...]
    pages: Pages
    done: str


def ask_second(request: Request) -> Response:
    """Ask somebody else to look at it."""
    desk = officer(request)
    request_id = request.path_params["request_id"]
    try:
        desk.write(lambda tx: change.ask_second(tx, request_id, actor=desk.me.id, at=desk.now, today=desk.today))
    except (UsageError, NotAllowedError) as fault:
        return desk.go(f"/foia/{request_id}", f"Nothing changed. {fault.message} {fault.hint}".strip())
    return desk.go(f"/foia/{request_id}", "The others have a mail. The first of them who looks can confirm it.")


def show_second(request: Request) -> Response:
    """Everything as it would leave."""
    return _second(reader(request), "", {})


def _second(desk: Desk, said: str, errors: dict[str, str]) -> Response:
    with desk.read() as tx:
        one = found(tx, desk.request)
        listed = db.items_of(tx, one.id)
    records = looked_at(desk, one, listed)
    pages = desk.pages(f"/foia/{one.id}/second", len(records))
    lines = {item.number: item_line(desk, item) for item in listed}
    shown = records[pages.offset : pages.offset + pages.size]
    worked = hands_of(one, listed)
    codes = report.codes_of(records)
    partly = sum(bool(codes_one) for codes_one in (report.codes_of((r,)) for r in records))
    page = SecondPage(
        id=one.id,
        answer=f"{desk.count(len(records), 'record')} would leave, {partly:,} with something taken out.",
        records=tuple(
            Leaving(number=r.number, kind=r.kind, line=lines[r.number], pieces=report.pieces_of(r)) for r in shown
        ),
        codes=tuple((code, EXEMPTIONS[code], many) for code, many in codes.items()),
        left_over=_left(records),
        pages=pages,
        said=said,
        may_confirm=one.state is FoiaState.ASKED and desk.me.id not in worked and desk.me.id != one.subject_id,
        seen=fingerprint_of(listed),
        done=desk.done,
        errors=errors,
    )
    return desk.page("foia_second.html", page, title=f"Second look: Request {one.id}", status=422 if errors else 200)


def _left(records: tuple[RecordOut, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one.words, ", ".join(map(str, one.numbers))) for one in report.left_over(records))


def looked_at(desk: Desk, one: FoiaRequest, listed: list[FoiaItem]) -> tuple[RecordOut, ...]:
    """`outgoing`, for a page: one look is one entry of the access log, so it stays in this session's memory."""
    key, held = (one.id, fingerprint_of(listed)), session(desk.request).data.get(LOOKED)
    if isinstance(held, tuple) and held[0] == key and desk.now - held[2] < OPEN_FOR:
        seen: tuple[RecordOut, ...] = held[1]
        return seen
    records = outgoing(desk, one, listed)
    session(desk.request).data[LOOKED] = (key, records, desk.now)
    return records


def outgoing(desk: Desk, one: FoiaRequest, listed: list[FoiaItem]) -> tuple[RecordOut, ...]:
    """The records with their words and marks; each kept text is opened on record, and what changed stops it."""
    if one.subject_id == desk.me.id:
        raise NotYoursError("This request is about you.", hint="Somebody else answers it.")

    def work(tx: Tx) -> tuple[RecordOut, ...]:
        return tuple(_out(desk, tx, item) for item in listed)

    return desk.write(work)


def _out(desk: Desk, tx: Tx, item: FoiaItem) -> RecordOut:
    kind = "Decision"
    if item.kind is ItemKind.TEXT:
        held = transcripts.get(tx, item.ref)
        kind = f"Kept text: {TEXT_KINDS.get(held.kind.value, 'text').lower()}" if held else "Kept text"
    if item.withheld:  # nothing of it leaves, so nobody opens it
        return RecordOut(number=item.number, kind=kind, text="", withheld=item.withheld)
    text = record_texts.text_of(tx, desk.agency, item, actor=desk.me.id, at=desk.now)
    if item.is_done:
        redactions.require_same(desk.agency, item, text)
    return RecordOut(number=item.number, kind=kind, text=text, marks=item.marks)


def confirm(request: Request) -> Response:
    """The second person confirms it."""
    desk = reader(request)
    request_id = request.path_params["request_id"]
    if not confirmed(desk):
        return ask(desk, f"/foia/{request_id}/second", keep=False)
    seen = desk.form.line("seen") or "nothing"
    try:
        desk.write(lambda tx: change.confirm(tx, request_id, seen=seen, actor=desk.me.id, at=desk.now))
    except ConflictError as fault:
        return desk.go(f"/foia/{request_id}/second", f"{fault.message} {fault.hint}")
    return desk.go(f"/foia/{request_id}", "Confirmed. The records officer can release it now.")


def send_back(request: Request) -> Response:
    """The second person wants something changed."""
    desk = reader(request)
    request_id, said = request.path_params["request_id"], typed(desk.form, "why")["why"]
    try:
        desk.write(lambda tx: change.send_back(tx, request_id, said, actor=desk.me.id, at=desk.now))
    except ConflictError as fault:
        return desk.go(f"/foia/{request_id}", f"{fault.message} {fault.hint}")
    except NotAllowedError:
        raise
    except UsageError as fault:
        return _second(desk, said, {"why": fault.message})
    return desk.go(f"/foia/{request_id}", "It went back with your words.")


def check_release(request: Request) -> Response:
    """Check and confirm: what leaves, in numbers."""
    desk = officer(request)
    with desk.read() as tx:
        one = found(tx, request)
        listed = db.items_of(tx, one.id)
        who = change.requester(tx, desk.agency, one.id)
        second = desk.name(tx, one.confirmed_by) if one.confirmed_by else ""
    if one.state is not FoiaState.CONFIRMED:
        return desk.go(f"/foia/{one.id}", "Nothing was released. A second person confirms it first.")
    records = looked_at(desk, one, listed)
    full = sum(bool(r.withheld) for r in records)
    part = sum(bool(r.marks) and not r.withheld for r in records)
    left = _left(records)
    words = desk.names(f"“{word}” (record {numbers})" for word, numbers in left[:8])
    page = Confirm(
        answer=f"{desk.count(len(records), 'record leaves', 'records leave')} the agency now, for {who}.",
        consequences=(
            f"{len(records) - full - part:,} whole, {part:,} in part, {full:,} withheld.",
            f"{second} looked at all of it and confirmed it.",
            *((f"These words were taken out in one place and still stand in another: {words}.",) if left else ()),
            "You download one file: a page for each record, an index, and a manifest with the hash of each page.",
            "What has left cannot be called back. The release is an entry of the ledger, with a receipt.",
        ),
        action=f"/foia/{one.id}/release",
        hidden={},
        button=f"Release {desk.count(len(records), 'record')}",
        back=f"/foia/{one.id}",
        recorded="We record who released it, who confirmed it, when, and the hash of the manifest.",
    )
    return desk.page("confirm.html", page, title=f"Check and confirm: release for request {one.id}")


def release(request: Request) -> Response:
    """Release what was confirmed."""
    desk = officer(request)
    request_id = request.path_params["request_id"]
    if not confirmed(desk):
        return ask(desk, f"/foia/{request_id}/release")
    with desk.read() as tx:
        one = found(tx, request)
        listed = db.items_of(tx, one.id)
        name = agency_db.name(tx)
    if one.state is not FoiaState.CONFIRMED:
        return desk.go(f"/foia/{one.id}", "Nothing was released. It was released already, or changed since.")
    records = outgoing(desk, one, listed)
    packed = report.pack(one.id, name, desk.now, records, _files(desk, one, name, records))
    package = Package(file=packed.file, manifest_sha256=packed.manifest_sha256, fingerprint=fingerprint_of(listed))
    desk.write(lambda tx: change.release(tx, desk.agency, request_id, package, actor=desk.me.id, at=desk.now))
    return desk.go(
        f"/foia/{one.id}#releases", "Released. Download the file and send it. Its manifest proves every page."
    )


def _files(desk: Desk, one: FoiaRequest, agency: str, records: tuple[RecordOut, ...]) -> dict[str, bytes]:
    files = {report.name_of(record): page_out(record, one.id, agency) for record in records}
    if len(records) <= MOST_PAPER:
        try:
            files["records.pdf"] = _paper(desk, one, agency, records)
        except TypesettingError:  # the pages are there all the same, and the index says which files left
            files.pop("records.pdf", None)
    return files


def _paper(desk: Desk, one: FoiaRequest, agency: str, records: tuple[RecordOut, ...]) -> bytes:
    codes = report.codes_of(records)
    return pdf(
        "release",
        {
            "agency": agency,
            "facts": [
                ("Request", one.id),
                ("Received", desk.words.date(one.received_on)),
                ("Records", f"{len(records):,}"),
                *(
                    (f"Taken out under {code}", f"{desk.count(n, 'place')}: {EXEMPTIONS[code]}")
                    for code, n in codes.items()
                ),
            ],
            "records": [{"title": f"Record {r.number}. {r.kind}", "text": report.text_out(r)} for r in records],
        },
        title=f"Records released for request {one.id}",
        at=desk.now,
    )


def show_log(request: Request) -> Response:
    """The log of releases."""
    desk = reader(request)
    with desk.read() as tx:
        total = db.count_log(tx)
        pages = desk.pages("/foia/releases", total)
        rows = tuple(_log_row(desk, tx, one) for one in db.log(tx, "", pages.offset, pages.size))
    page = LogPage(
        answer=f"{desk.count(total, 'release')} so far." if total else "Nothing was released yet.",
        rows=rows,
        pages=pages,
        done=desk.done,
    )
    return desk.page("foia_log.html", page, title="Log of releases")


def _log_row(desk: Desk, tx: Tx, one: Release) -> LogRow:
    whole = one.records - one.in_part - one.in_full
    return LogRow(
        id=one.id,
        request_id=one.request_id,
        when=desk.when(one.at),
        stamp=desk.stamp(one.at),
        to=change.requester(tx, desk.agency, one.request_id),
        by=f"{desk.name(tx, one.by)}; confirmed by {desk.name(tx, one.confirmed_by)}",
        line=f"{desk.count(one.records, 'record')}: {whole:,} whole, {one.in_part:,} in part, {one.in_full:,} withheld",
        manifest=one.manifest_sha256,
        codes=", ".join(f"{code} {many:,}" for code, many in one.codes) or "none",
    )


def download_log(request: Request) -> Response:
    """The log as a table."""
    desk = reader(request)
    with desk.read() as tx:
        rows = [_log_row(desk, tx, one) for one in db.log(tx, "", 0, 100_000)]
    heads = ("Request", "When", "To", "By", "Records", "Exemptions", "SHA-256 of the manifest")
    lines = [(r.request_id, r.stamp, r.to, r.by, r.line, r.codes, r.manifest) for r in rows]
    return table_file("releases.csv", heads, lines)


def _held(tx: Tx, request: Request) -> tuple[Release, int]:
    held = db.get_release(tx, request.path_params["release_id"])
    if held is None or held[0].request_id != request.path_params["request_id"]:
        raise NotFoundError("There is no such release.", hint="The log of releases lists all of them.")
    return held


def download(request: Request) -> Response:
    """The very file that left; taking it is recorded."""
    desk = reader(request)
    with desk.read() as tx:
        one, _ = _held(tx, request)
    content = desk.write(lambda tx: change.open_release(tx, desk.agency, one.id, actor=desk.me.id, at=desk.now))
    headers = {
        "content-disposition": f'attachment; filename="release-{one.request_id}-{one.id}.zip"',
        "cache-control": "no-store",
    }
    return Response(content, media_type="application/zip", headers=headers)


def download_receipt(request: Request) -> Response:
    """The receipt of a release: its entry, the proof, and the signed state of the ledger."""
    desk = reader(request)
    with desk.read() as tx:
        one, index = _held(tx, request)
        receipt = desk.agency.journal.receipt(tx, index)
    headers = {"content-disposition": f'attachment; filename="receipt-{one.request_id}-{one.id}.json"'}
    return Response(receipt.to_json(), media_type="application/json", headers=headers)
