"""Systems of the agency that hear of events: added, tried and removed by administrators. A secret is shown once."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import webhooks as change
from proviso.db import outbox, webhooks
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, NotFoundError, UsageError
from proviso.model import MessageState, Role, Way, Webhook, event_types

from .. import words as w
from ..desk import Confirm, Desk, at_desk, typed
from ..message_words import kind_words

WHOM = "administrators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One webhook."""

    id: str
    url: str
    kinds: str
    since: str
    state: str
    """Whether it hears what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksPage:
    """The list."""

    answer: str
    rows: tuple[Row, ...]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPage:
    """The form."""

    kinds: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    url: str
    hint: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretPage:
    """The secret, once."""

    url: str
    answer: str
    secret: str = field(repr=False)


def list_webhooks(request: Request) -> Response:
    """Which systems hear of what, and whether it reaches them."""
    desk = _desk(request)
    with desk.read() as tx:
        rows = tuple(_row(desk, tx, webhook) for webhook in webhooks.all(tx))
    said = f"{w.count(len(rows), 'system hears', 'systems hear')} of what happens here."
    page = WebhooksPage(answer=said if rows else "No system hears of what happens here.", rows=rows, done=desk.done)
    return desk.page("webhooks.html", page, title="Webhooks")


def show_add(request: Request) -> Response:
    """The form."""
    desk = _desk(request)
    return desk.page("webhook_add.html", _form(desk), title="Add a webhook")


def add(request: Request) -> Response:
    """Add it and show its secret; a form with errors comes back with what was typed."""
    desk = _desk(request)
    url = typed(desk.form, "url")["url"]
    chosen = desk.form.all("kinds")
    settings = desk.agency.settings
    try:
        made = desk.write(
            lambda tx: change.add(
                tx,
                url,
                chosen,
                sealing_key=desk.agency.sealing_key,
                may_be_private=settings.may_be_inside(url),
                actor=desk.me.id,
                at=desk.now,
            )
        )
    except NotAllowedError:
        raise
    except UsageError as fault:
        errors = {"url": f"{fault.message} {fault.hint}".strip()}
        return desk.page("webhook_add.html", _form(desk, url, chosen, errors), title="Add a webhook", status=422)
    page = SecretPage(url=url, answer=f"{url} hears of what happens from now on.", secret=made.secret)
    return desk.page("webhook_secret.html", page, title="Copy the secret of the webhook")


def send_test(request: Request) -> Response:
    """Queue a message that says nothing."""
    desk = _desk(request)
    desk.write(lambda tx: change.send_test(tx, request.path_params["webhook_id"], actor=desk.me.id, at=desk.now))
    return desk.go("/webhooks", "A test is on its way. Load this page again in a minute: it says whether it was taken.")


def check_removal(request: Request) -> Response:
    """Check and confirm: what it will not hear."""
    desk = _desk(request)
    with desk.read() as tx:
        webhook = _webhook(tx, request)
        waiting = sum(outbox.count(tx, Way.WEBHOOK.value, state, webhook.id) for state in ("waiting", "stuck"))
    page = Confirm(
        answer=f"{webhook.url} hears of nothing any more.",
        consequences=(
            f"{w.count(waiting, 'message that waits is', 'messages that wait are')} given up."
            if waiting
            else "No message waits for it.",
            "Its secret is deleted here. To add it again makes a new one.",
        ),
        action=f"/webhooks/{webhook.id}/remove",
        hidden={},
        button="Remove this webhook",
        back="/webhooks",
        recorded="We record who removed it, and when.",
    )
    return desk.page("confirm.html", page, title="Check and confirm: remove a webhook")


def remove(request: Request) -> Response:
    """Take it and its secret away."""
    desk = _desk(request)
    desk.write(lambda tx: change.remove(tx, request.path_params["webhook_id"], actor=desk.me.id, at=desk.now))
    return desk.go("/webhooks", "The webhook was removed.")


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only(WHOM, Role.ADMIN)
    return desk


def _webhook(tx: Tx, request: Request) -> Webhook:
    webhook = webhooks.get(tx, request.path_params["webhook_id"])
    if webhook is None:
        raise NotFoundError("There is no such webhook.", hint="The list shows all of them.")
    return webhook


def _row(desk: Desk, tx: Tx, webhook: Webhook) -> Row:
    kinds = [kind_words(kind) for kind in webhook.kinds]
    said = ", ".join(kinds[:3]) + (f" and {len(kinds) - 3} more" if len(kinds) > 3 else "")
    return Row(
        id=webhook.id,
        url=webhook.url,
        kinds=said or "Everything",
        since=f"{desk.when(webhook.added_at)}, by {desk.name(tx, webhook.added_by)}",
        state=_state(desk, tx, webhook),
    )


def _state(desk: Desk, tx: Tx, webhook: Webhook) -> str:
    """ "Last taken today at 2:14 p.m. ET." or what is in the way."""
    stuck = outbox.count(tx, Way.WEBHOOK.value, MessageState.STUCK.value, webhook.id)
    waiting = outbox.page(tx, Way.WEBHOOK.value, MessageState.WAITING.value, webhook.id, limit=1)
    sent = outbox.page(tx, Way.WEBHOOK.value, MessageState.SENT.value, webhook.id, limit=1)
    if stuck:
        return f"{w.count(stuck, 'message is', 'messages are')} stuck."
    if waiting and waiting[0].error:
        return waiting[0].error
    if sent and sent[0].settled_at:
        return f"Last taken {desk.when(sent[0].settled_at)}."
    return "One is on its way." if waiting else "Nothing was sent yet."


def _form(desk: Desk, url: str = "", chosen: tuple[str, ...] = (), errors: dict[str, str] | None = None) -> AddPage:
    settings = desk.agency.settings
    places = "It begins with https:// and is outside the agency’s own network."
    if settings.private_webhooks or settings.demo:
        places = "It may be inside the agency’s own network."
    return AddPage(
        kinds=tuple((kind.__name__, kind_words(kind.__name__)) for kind in event_types()),
        chosen=chosen,
        url=url,
        hint="In the demo only this computer: http://127.0.0.1 and a port." if settings.demo else places,
        errors=errors or {},
    )
