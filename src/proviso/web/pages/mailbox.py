"""What we wrote to you: each mail as it was or would be sent. In the demo it is the only place where mail goes."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.db import outbox
from proviso.model import Message, Way

from ..desk import Desk, Pages, at_desk
from ..mail import button_of
from ..message_words import state_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail."""

    id: str
    subject: str
    lines: tuple[str, ...]
    button: str
    path: str
    at: str
    stamp: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxPage:
    """A person's mail, newest first."""

    heading: str
    answer: str
    mails: tuple[Mail, ...]
    pages: Pages


def show_mailbox(request: Request) -> Response:
    """Your mail, newest first."""
    desk = at_desk(request)
    with desk.read() as tx:
        total = outbox.count(tx, Way.MAIL.value, recipient=desk.me.id)
        pages = desk.pages("/mail", total)
        found = outbox.page(tx, Way.MAIL.value, recipient=desk.me.id, offset=pages.offset, limit=pages.size)
    is_demo = desk.agency.settings.demo
    count = desk.count(total, "message", "messages")
    page = MailboxPage(
        heading="Mail (demo)" if is_demo else "Your mail",
        answer=_answer(desk, count, is_demo=is_demo) if total else "We have not written to you yet.",
        mails=tuple(_mail(desk, message, is_demo=is_demo) for message in found),
        pages=pages,
    )
    return desk.page("mailbox.html", page, title=page.heading)


def _answer(desk: Desk, count: str, *, is_demo: bool) -> str:
    if is_demo:
        return f"You have {count}. In the demo they come here and go nowhere else."
    return f"We wrote you {count} in the last half year, to {desk.me.email}."


def _mail(desk: Desk, message: Message, *, is_demo: bool) -> Mail:
    return Mail(
        id=message.id,
        subject=message.subject,
        lines=message.lines,
        button=button_of(message),
        path=message.path,
        at=desk.when(message.queued_at),
        stamp=desk.stamp(message.queued_at),
        state="" if is_demo else state_line(desk, message),
    )
