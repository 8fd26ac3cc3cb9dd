"""Streams of the ledger's events to the agency's monitoring: added, tried, paused and removed by administrators."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import exports as change
from proviso.db import entries, exports
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, NotFoundError, UsageError
from proviso.model import Role, Stream, StreamWay

from .. import words as w
from ..desk import Confirm, Desk, at_desk, typed
from .webhooks import SecretPage

WHOM = "administrators"
HERE = "/exports"
WAYS = (
    (StreamWay.FILE.value, "A file in the home, one event a line, which another program follows"),
    (StreamWay.TLS.value, "Syslog over TLS"),
    (StreamWay.TCP.value, "Syslog over TCP, inside the agency"),
    (StreamWay.UDP.value, "Syslog over UDP, inside the agency: nobody says whether it arrived"),
    (StreamWay.WEBHOOK.value, "A webhook: batches, signed"),
)
SHORT = {
    StreamWay.FILE: "File",
    StreamWay.TLS: "Syslog, TLS",
    StreamWay.TCP: "Syslog, TCP",
    StreamWay.UDP: "Syslog, UDP",
    StreamWay.WEBHOOK: "Webhook",
}
STARTS = (("now", "With what happens from now on"), ("first", "With the first entry of the ledger"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One stream."""

    id: str
    address: str
    way: str
    state: str
    behind: str
    """How far it is behind the ledger."""
    tested: str
    since: str
    is_paused: bool
    needs_you: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportsPage:
    """The list."""

    answer: str
    rows: tuple[Row, ...]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPage:
    """The form."""

    ways: tuple[tuple[str, str], ...]
    starts: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    hint: str
    entries: int
    errors: dict[str, str] = field(default_factory=dict)


def list_exports(request: Request) -> Response:
    """Where the events go, how far each receiver has come, and what is in the way."""
    desk = _desk(request)
    with desk.read() as tx:
        size, places = entries.size(tx), exports.places(tx)
        rows = tuple(_row(desk, tx, stream, size, places[stream.id]) for stream in exports.all(tx))
    page = ExportsPage(answer=_answer(rows), rows=rows, done=desk.done)
    return desk.page("exports.html", page, title="Streams of events")


def show_add(request: Request) -> Response:
    """The form."""
    desk = _desk(request)
    return desk.page("export_add.html", _form(desk, {"way": "", "address": "", "start": "now"}), title="Add a stream")


def add(request: Request) -> Response:
    """Add it, and show the secret of a webhook; a form with errors comes back with what was typed."""
    desk = _desk(request)
    said = typed(desk.form, "way", "address", "start")
    settings = desk.agency.settings
    if said["way"] not in {way for way, _ in WAYS}:
        return _again(desk, said, {"way": "Choose how the events travel."})
    try:
        made = desk.write(
            lambda tx: change.add(
                tx,
                StreamWay(said["way"]),
                said["address"],
                from_start=said["start"] == "first",
                sealing_key=desk.agency.sealing_key,
                may_be_private=settings.may_be_inside(said["address"]),
                actor=desk.me.id,
                at=desk.now,
            )
        )
    except NotAllowedError:
        raise
    except UsageError as fault:
        return _again(desk, said, {"address": f"{fault.message} {fault.hint}".strip()})
    if made.secret:
        page = SecretPage(url=said["address"], answer=f"{said['address']} gets events from now on.", secret=made.secret)
        return desk.page("export_secret.html", page, title="Copy the secret of the stream")
    return desk.go(HERE, "The stream was added. Send a test, then load this page again: it says whether it was taken.")


def send_test(request: Request) -> Response:
    """Have an event sent that says nothing."""
    desk = _desk(request)
    desk.write(lambda tx: change.send_test(tx, request.path_params["stream_id"], actor=desk.me.id, at=desk.now))
    return desk.go(HERE, "A test is on its way. Load this page again in a minute: it says whether it was taken.")


def check_pause(request: Request) -> Response:
    """Check and confirm: what waits meanwhile."""
    desk = _desk(request)
    with desk.read() as tx:
        stream = _stream(tx, request)
    page = Confirm(
        answer=f"{stream.address} gets nothing for now.",
        consequences=(
            "Events wait in the ledger. None is lost.",
            "When you let it go on, it begins where it stopped.",
            "Whoever watches there sees nothing of what happens here meanwhile.",
        ),
        action=f"{HERE}/{stream.id}/pause",
        hidden={},
        button="Pause this stream",
        back=HERE,
        recorded="We record who paused it, and when.",
    )
    return desk.page("confirm.html", page, title="Check and confirm: pause a stream")


def pause(request: Request) -> Response:
    """Send nothing for now."""
    desk = _desk(request)
    desk.write(lambda tx: change.pause(tx, request.path_params["stream_id"], actor=desk.me.id, at=desk.now))
    return desk.go(HERE, "The stream is paused. It keeps its place.")


def resume(request: Request) -> Response:
    """Go on where it stopped; one that waits after a fault is tried now."""
    desk = _desk(request)
    desk.write(lambda tx: change.resume(tx, request.path_params["stream_id"], actor=desk.me.id, at=desk.now))
    return desk.go(HERE, "The stream goes on where it stopped. Load this page again in a minute.")


def check_removal(request: Request) -> Response:
    """Check and confirm: what it will not get."""
    desk = _desk(request)
    with desk.read() as tx:
        stream = _stream(tx, request)
        behind = entries.size(tx) - exports.places(tx)[stream.id]
    page = Confirm(
        answer=f"{stream.address} gets no events any more.",
        consequences=(
            f"{w.count(behind, 'event')} will not be sent to it." if behind else "It has everything until now.",
            "What it has stays there. A file is not deleted.",
            "The ledger here keeps every event.",
        ),
        action=f"{HERE}/{stream.id}/remove",
        hidden={},
        button="Remove this stream",
        back=HERE,
        recorded="We record who removed it, when, and which entry it got last.",
    )
    return desk.page("confirm.html", page, title="Check and confirm: remove a stream")


def remove(request: Request) -> Response:
    """Send nothing any more."""
    desk = _desk(request)
    desk.write(lambda tx: change.remove(tx, request.path_params["stream_id"], actor=desk.me.id, at=desk.now))
    return desk.go(HERE, "The stream was removed.")


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only(WHOM, Role.ADMIN)
    return desk


def _stream(tx: Tx, request: Request) -> Stream:
    stream = exports.get(tx, request.path_params["stream_id"])
    if stream is None:
        raise NotFoundError("There is no such stream.", hint="The list shows all of them.")
    return stream


def _again(desk: Desk, said: dict[str, str], errors: dict[str, str]) -> Response:
    return desk.page("export_add.html", _form(desk, said, errors), title="Add a stream", status=422)


def _form(desk: Desk, said: dict[str, str], errors: dict[str, str] | None = None) -> AddPage:
    hint = "A file: siem.jsonl. Syslog: siem.dcs.example:6514. A webhook: https://siem.dcs.example/proviso."
    if desk.agency.settings.demo:
        hint += " In the demo only this computer: a file, 127.0.0.1:6514, http://127.0.0.1:9000."
    with desk.read() as tx:
        size = entries.size(tx)
    return AddPage(ways=WAYS, starts=STARTS, typed=said, hint=hint, entries=size, errors=errors or {})


def _answer(rows: tuple[Row, ...]) -> str:
    if not rows:
        return "No other system gets the ledger’s events."
    late = sum(row.needs_you for row in rows)
    if late:
        return f"{w.count(late, 'stream is', 'streams are')} late. Nothing is lost: it waits in the ledger."
    paused = sum(row.is_paused for row in rows)
    said = f"{w.count(paused, 'of them is', 'of them are')} paused." if paused else "None is late."
    return f"{w.count(len(rows), 'system gets', 'systems get')} the ledger’s events. {said}"


def _row(desk: Desk, tx: Tx, stream: Stream, size: int, place: int) -> Row:
    is_late = change.is_late(tx, stream, place, at=desk.now)
    return Row(
        id=stream.id,
        address=f"exports/{stream.address}" if stream.way is StreamWay.FILE else stream.address,
        way=SHORT[stream.way],
        state=_state(desk, stream),
        behind=_behind(desk, tx, size, place, is_late=is_late),
        tested="The test is on its way." if stream.wants_test else stream.tested,
        since=f"{desk.when(stream.added_at)}, by {desk.name(tx, stream.added_by)}",
        is_paused=stream.is_paused,
        needs_you=is_late,
    )


def _state(desk: Desk, stream: Stream) -> str:
    """ "Last taken today at 2:14 p.m. ET." or what is in the way."""
    if stream.is_paused:
        return "Paused."
    if stream.error and stream.error_at is not None:
        tried = f"Tried {w.count(stream.tries, 'time')}, last {desk.when(stream.error_at)}."
        return f"Not taken: {stream.error} {tried}"
    return f"Last taken {desk.when(stream.taken_at)}." if stream.taken_at else "Nothing was sent yet."


def _behind(desk: Desk, tx: Tx, size: int, place: int, *, is_late: bool) -> str:
    waiting = size - place
    if waiting <= 0:
        return "Has everything"
    entry = entries.get(tx, place)
    since = f", the first from {desk.when(change.moment_of(entry))}" if entry is not None else ""
    return f"{'Late: ' if is_late else ''}{w.count(waiting, 'event waits', 'events wait')}{since}"
