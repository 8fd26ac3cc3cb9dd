"""Mail and webhooks: what waits, what is stuck and why, for administrators. Nobody's words are shown here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import outbox as change
from proviso.db import outbox
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.identity.ids import read_id
from proviso.model import Message, MessageState, Role, Way

from .. import words as w
from ..desk import Confirm, Desk, Pages, at_desk
from ..listing import address, table_file
from ..message_words import DEMO, NO_SERVER, STATES, WAYS, about, recipient, sends_mail, state_line

WHOM = "administrators"
LATE = timedelta(minutes=15)
"""Mail that waits longer than this is somebody's business."""
HOW_TO = "Who runs the server names one with PROVISO_MAIL_HOST. Then all of it goes out."
MOST_AGAIN, MOST_LINES = 500, 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One message."""

    id: str
    about: str
    recipient: str
    queued: str
    stamp: str
    state: str
    line: str
    error: str
    can_retry: bool
    can_drop: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxPage:
    """The list, 25 a page."""

    answer: str
    note: str
    ways: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    way: str
    state: str
    rows: tuple[Row, ...]
    pages: Pages
    empty: str
    stuck: int
    csv: str
    done: str


def show_outbox(request: Request) -> Response:
    """What waits, what is stuck, and what was sent."""
    desk = _desk(request)
    way, state = _asked(desk)
    with desk.read() as tx:
        total = outbox.count(tx, way, state)
        pages = desk.pages("/outbox", total, way=way, state=state)
        found = outbox.page(tx, way, state, offset=pages.offset, limit=pages.size)
        page = OutboxPage(
            answer=answer(desk, tx),
            note="" if sends_mail(desk) else DEMO if desk.agency.settings.demo else HOW_TO,
            ways=(("", "Mail and webhooks"), *WAYS),
            states=(("", "All"), *((key.value, label) for key, label in STATES.items())),
            way=way,
            state=state,
            rows=tuple(_row(desk, tx, message) for message in found),
            pages=pages,
            empty="No message is like that." if way or state else "Nothing was sent yet. What people do fills this.",
            stuck=outbox.count(tx, state=MessageState.STUCK.value),
            csv=address("/outbox/csv", way=way, state=state),
            done=desk.done,
        )
    return desk.page("outbox.html", page, title=f"{page.answer.rstrip('.')}: Mail and webhooks")


def download_outbox(request: Request) -> Response:
    """The same list as CSV."""
    desk = _desk(request)
    way, state = _asked(desk)
    with desk.read() as tx:
        lines = [
            (
                w.code(message.id),
                message.way.value,
                message.kind,
                message.recipient,
                w.stamp(message.queued_at),
                message.state.value,
                message.tries,
                message.error,
            )
            for message in outbox.page(tx, way, state, limit=MOST_LINES)
        ]
    heads = ("Code", "Way", "About", "For", "Queued", "State", "Tries", "Why")
    return table_file("outbox.csv", heads, lines)


def send_again(request: Request) -> Response:
    """One message, now."""
    desk = _desk(request)
    message = desk.write(lambda tx: change.retry(tx, request.path_params["message_id"], actor=desk.me.id, at=desk.now))
    waits = message.way is Way.MAIL and not sends_mail(desk)
    said = "It waits: no mail server is set." if waits else "It goes out now. Load this page again in a minute."
    return desk.go("/outbox", f"{about(message)}, {w.code(message.id)}: {said}")


def send_all_again(request: Request) -> Response:
    """Whatever is stuck."""
    desk = _desk(request)

    def again(tx: Tx) -> int:
        stuck = outbox.page(tx, state=MessageState.STUCK.value, limit=MOST_AGAIN)
        for message in stuck:
            change.retry(tx, message.id, actor=desk.me.id, at=desk.now)
        return len(stuck)

    count = desk.write(again)
    return desk.go("/outbox", f"{w.count(count, 'message is', 'messages are')} tried again now.")


def check_drop(request: Request) -> Response:
    """Check and confirm: who will not hear of it."""
    desk = _desk(request)
    with desk.read() as tx:
        message = _message(tx, request)
        who = recipient(tx, message)
    page = Confirm(
        answer=f"{who} will not get this message.",
        consequences=(
            f"It is about: {about(message)}. It was queued {desk.when(message.queued_at)}.",
            "What it is about stays as it is: only the message is given up.",
            "This cannot be undone.",
        ),
        action=f"/outbox/{message.id}/drop",
        hidden={},
        button="Give this message up",
        back="/outbox",
        recorded="We record who gave it up, and when.",
    )
    return desk.page("confirm.html", page, title="Check and confirm: give a message up")


def drop(request: Request) -> Response:
    """Give it up."""
    desk = _desk(request)
    message = desk.write(lambda tx: change.drop(tx, request.path_params["message_id"], actor=desk.me.id, at=desk.now))
    return desk.go("/outbox", f"{about(message)}, {w.code(message.id)}, was given up. Nobody will get it.")


def answer(desk: Desk, tx: Tx) -> str:
    """The first sentence: what needs somebody, else that nothing does."""
    stuck = outbox.count(tx, state=MessageState.STUCK.value)
    waiting = outbox.count(tx, state=MessageState.WAITING.value)
    if stuck:
        return f"{w.count(stuck, 'message is', 'messages are')} stuck, {w.number(waiting)} wait."
    if not waiting:
        return "Nothing waits. Everything was sent."
    if desk.agency.settings.demo:
        return f"Mail goes nowhere in the demo. {w.count(waiting, 'message waits', 'messages wait')}."
    if not sends_mail(desk):
        return f"{NO_SERVER} {w.count(waiting, 'message waits', 'messages wait')}."
    return f"Nothing is stuck. {w.count(waiting, 'message waits', 'messages wait')} to go out."


def task_for(desk: Desk, tx: Tx) -> tuple[str, str] | None:
    """For an administrator's Home: what does not leave, and why; None when all is well."""
    stuck = outbox.count(tx, state=MessageState.STUCK.value)
    if stuck:
        newest = outbox.page(tx, state=MessageState.STUCK.value, limit=1)
        return f"{w.count(stuck, 'message is', 'messages are')} stuck", newest[0].error if newest else ""
    if desk.agency.settings.demo:
        return None
    late = outbox.count(tx, state=MessageState.WAITING.value, before=desk.now - LATE)
    if not late:
        return None
    oldest = outbox.oldest_waiting(tx)
    said = oldest.error if oldest is not None else ""
    why = NO_SERVER if not sends_mail(desk) else said or "It was not tried yet."
    return f"{w.count(late, 'message waits', 'messages wait')} for more than 15 minutes", why


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only(WHOM, Role.ADMIN)
    return desk


def _asked(desk: Desk) -> tuple[str, str]:
    way, state = desk.asked("way"), desk.asked("state")
    if (way and way not in dict(WAYS)) or (state and state not in {key.value for key in STATES}):
        raise UsageError("There is no such list.", hint="Choose on the page what to show.")
    return way, state


def _message(tx: Tx, request: Request) -> Message:
    message = outbox.get(tx, read_id(request.path_params["message_id"]))
    if message is None:
        raise NotFoundError("There is no such message.", hint="The list shows all of them.")
    return message


def _row(desk: Desk, tx: Tx, message: Message) -> Row:
    is_open = message.state in {MessageState.WAITING, MessageState.STUCK}
    return Row(
        id=message.id,
        about=about(message),
        recipient=recipient(tx, message),
        queued=desk.when(message.queued_at),
        stamp=desk.stamp(message.queued_at),
        state=STATES[message.state],
        line=state_line(desk, message),
        error=message.error if is_open else "",
        can_retry=message.state is MessageState.STUCK or (is_open and bool(message.error)),
        can_drop=is_open,
    )
