"""How a tool is reached: its provider, address, models and key; seen and set by the CIO's office and administrators.

INVARIANT: a key is typed once and never shown again, only its last four letters.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso import providers
from proviso.actions import connections as change
from proviso.db import connections, tools
from proviso.db.connections import Held
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, ProviderError, UsageError
from proviso.model import KINDS, Connection, Tool

from ..desk import Confirm, Desk, at_desk, typed
from ..stepping import ask, confirmed

WHOM = "the CIO’s office and administrators"
FIELDS = ("kind", "base_url", "models", "fallback", "input_price", "output_price", "seconds")
NUMBERS = {"input_price": 0, "output_price": 0, "seconds": 600}
LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionPage:
    """A tool's connection, and the form that sets it."""

    id: str
    name: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    is_connected: bool
    kinds: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    """Tools to fall back on."""
    key_hint: str
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    done: str = ""


def line_for(desk: Desk, tx: Tx, tool: Tool) -> str:
    """How the tool is reached, in a sentence of its page; empty for those who may not say so."""
    if not desk.has(*change.OFFICES):
        return ""
    return _answer(tool, connections.of_tool(tx, tool.id))


def show_connection(request: Request) -> Response:
    """How this tool is reached."""
    desk = _desk(request)
    with desk.read() as tx:
        page = _page(desk, tx, _tool(tx, request))
    return desk.page("connection.html", page, title=f"Connection of {page.name}")


def set_connection(request: Request) -> Response:
    """Set how this tool is reached; a form with errors comes back with what was typed, but never with a key."""
    desk = _desk(request)
    values, secret = typed(desk.form, *FIELDS), desk.form.line("secret")
    with desk.read() as tx:
        tool = _tool(tx, request)
        before = connections.held_of(tx, tool.id)
    connection, errors = _read(tool, values, before)
    if not errors and not confirmed(desk):
        return ask(desk, f"/tools/{tool.id}/connection", without=("secret",))
    if not errors:
        try:
            desk.write(
                lambda tx: change.connect(
                    tx,
                    connection,
                    sealing_key=desk.agency.sealing_key,
                    secret=secret,
                    actor=desk.me.id,
                    at=desk.now,
                )
            )
        except NotAllowedError:
            raise
        except UsageError as fault:
            named = "models" if isinstance(fault, ConflictError) else "secret"
            errors[named] = f"{fault.message} {fault.hint}".strip()
    if errors:
        with desk.read() as tx:
            page = _page(desk, tx, tool, values, errors)
        return desk.page("connection.html", page, title=f"Connection of {tool.name}", status=422)
    return desk.go(f"/tools/{tool.id}/connection", f"{tool.name} is reached this way from the next use on.")


def test_connection(request: Request) -> Response:
    """Ask the provider which models it has. No text goes out, so it needs no permit."""
    desk = _desk(request)
    with desk.read() as tx:
        tool = _tool(tx, request)
        connection = connections.of_tool(tx, tool.id)
    if connection is None:
        raise NotFoundError(f"{tool.name} has no connection.", hint="Set one first.")
    try:
        listed = providers.list_models(tool.name, connection, change.key_of(desk.agency, connection))
    except ProviderError as fault:
        return desk.go(f"/tools/{tool.id}/connection", f"{fault.message} {fault.hint}".strip())
    return desk.go(f"/tools/{tool.id}/connection", listed.sentence(tool.name, connection.models))


def check_removal(request: Request) -> Response:
    """Check and confirm: what taking the connection away would do."""
    desk = _desk(request)
    with desk.read() as tx:
        tool = _tool(tx, request)
        if connections.of_tool(tx, tool.id) is None:
            raise NotFoundError(f"{tool.name} has no connection.")
    page = Confirm(
        answer=f"{tool.name} answers nobody until it is connected again.",
        consequences=(
            "It counts from the next use on. An answer that is being written is finished.",
            "Its key is deleted here. The provider still knows it: end it there, too.",
            "The tool stays on the list.",
        ),
        action=f"/tools/{tool.id}/connection/remove",
        hidden={},
        button=f"Disconnect {tool.name}",
        back=f"/tools/{tool.id}/connection",
        recorded="We record who took it away, and when.",
    )
    return desk.page("confirm.html", page, title=f"Check and confirm: {tool.name}")


def remove_connection(request: Request) -> Response:
    """Take the connection and its key away."""
    desk = _desk(request)
    with desk.read() as tx:
        tool = _tool(tx, request)
    if not confirmed(desk):
        return ask(desk, f"/tools/{tool.id}/connection/remove")
    desk.write(lambda tx: change.disconnect(tx, tool.id, actor=desk.me.id, at=desk.now))
    return desk.go(f"/tools/{tool.id}/connection", f"{tool.name} has no connection any more.")


def _desk(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only(WHOM, *change.OFFICES)
    return desk


def _tool(tx: Tx, request: Request) -> Tool:
    tool = tools.get(tx, request.path_params["tool_id"])
    if tool is None:
        raise NotFoundError("There is no such tool.", hint="The list of tools shows all of them.")
    return tool


def _read(tool: Tool, values: dict[str, str], before: Held | None) -> tuple[Connection, dict[str, str]]:
    """The connection as it was typed; a key that is kept or named elsewhere stays as it is."""
    numbers, errors = {}, {}
    for name, usual in NUMBERS.items():
        raw = values[name] or str(usual)
        numbers[name] = int(raw) if raw.isdecimal() and len(raw) <= LONGEST_NUMBER else -1
        if numbers[name] < 0:
            errors[name] = "Give a whole number, 0 or more."
    if not errors and not 1 <= numbers["seconds"] <= change.LONGEST_WAIT:
        errors["seconds"] = f"The longest wait is from 1 to {change.LONGEST_WAIT:,} seconds."
    connection = Connection(
        tool_id=tool.id,
        kind=values["kind"],
        base_url=values["base_url"],
        models=tuple(values["models"].split()),
        key=before.connection.key if before is not None else "",
        fallback=values["fallback"],
        **numbers,
    )
    return connection, {**change.faults(connection), **errors}


def _page(
    desk: Desk, tx: Tx, tool: Tool, values: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> ConnectionPage:
    held = connections.held_of(tx, tool.id)
    others = [(other.id, other.name) for other in tools.all(tx) if other.id != tool.id]
    return ConnectionPage(
        id=tool.id,
        name=tool.name,
        answer=_answer(tool, held.connection if held else None),
        facts=_facts(desk, tx, held) if held else (),
        is_connected=held is not None,
        kinds=tuple((name, _title(name)) for name in KINDS),
        others=(("", "None"), *others),
        key_hint=_key_hint(held),
        typed=values or _typed(held),
        errors=errors or {},
        done=desk.done,
    )


def _answer(tool: Tool, connection: Connection | None) -> str:
    if connection is None:
        is_offline = tool.provider == change.OFFLINE
        return f"{tool.name} has no connection" + (": the offline demo answers in its place." if is_offline else ".")
    where = f" at {connection.base_url}" if connection.base_url else ""
    return f"{tool.name} is reached by {_title(connection.kind)}{where}."


def _facts(desk: Desk, tx: Tx, held: Held) -> tuple[tuple[str, str], ...]:
    connection = held.connection
    who = desk.name(tx, held.set_by)
    facts = [
        ("Models", ", ".join(connection.models) or "None"),
        ("Key", _place(held)),
        ("Set", f"{desk.when(held.set_at)}, by {who}"),
    ]
    if connection.fallback:
        facts.append(("Falls back on", desk.tool(tx, connection.fallback)))
    state = next((s for s in providers.upstreams().states() if s.tool_id == connection.tool_id), None)
    if state is not None and state.circuit is not providers.Circuit.CLOSED:
        facts.append(("Answers", f"Not now: {desk.count(state.failures, 'call', 'calls')} in a row went wrong."))
    return tuple(facts)


def _place(held: Held) -> str:
    key = held.connection.key
    if key == change.SEALED:
        return f"Kept here, locked. It ends in {held.hint}." if held.hint else "Kept here, locked."
    if key.startswith(change.ENV):
        return f"In the variable {key.removeprefix(change.ENV)} of the server."
    return "In a file of the server." if key else "None."


def _key_hint(held: Held | None) -> str:
    if held is None or not held.connection.key:
        return "It is kept locked and never shown again. A server inside the agency may need none."
    return "Leave it empty to keep the one that is set. A new address needs its key again."


def _typed(held: Held | None) -> dict[str, str]:
    if held is None:
        return {**dict.fromkeys(FIELDS, ""), "seconds": str(NUMBERS["seconds"])}
    connection = held.connection
    return {
        "kind": connection.kind,
        "base_url": connection.base_url,
        "models": "\n".join(connection.models),
        "fallback": connection.fallback,
        "input_price": str(connection.input_price or ""),
        "output_price": str(connection.output_price or ""),
        "seconds": str(connection.seconds),
    }


def _title(kind: str) -> str:
    found = providers.find(kind)
    return found.TITLE if found is not None else kind
