"""`proviso connect`: how a tool of the list is reached, set from the machine that holds the keys."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from proviso import providers
from proviso.actions import connections
from proviso.actions.agency import Agency
from proviso.actions.connections import ENV, FILE, SEALED
from proviso.actions.roles import SYSTEM
from proviso.db import connections as db
from proviso.db import tools
from proviso.errors import NotFoundError, UsageError
from proviso.model import KINDS, Connection, Tool
from proviso.settings import Settings

from .agencies import opened

FAULT = 1


@click.command(
    "connect",
    epilog="Example: proviso connect northlight-chat --kind openai --model gpt-4.1 --key-env OPENAI_API_KEY --test",
)
@click.argument("tool")
@click.option("--kind", type=click.Choice(KINDS), help="Which provider. Without it, the connection is shown as it is.")
@click.option("--url", default="", help="Its address, without the path of an endpoint: https://host/v1.")
@click.option(
    "--model", "models", multiple=True, help="A model that callers may name; the first one is the workspace's."
)
@click.option("--key-env", default="", metavar="NAME", help="The key is in this variable where Proviso is started.")
@click.option("--key-file", default="", metavar="PATH", help="The key is in this file, which only its owner can read.")
@click.option("--key-stdin", is_flag=True, help="Read the key from standard input, and keep it here, locked.")
@click.option("--fallback", default="", metavar="TOOL", help="Another tool to try when this one does not answer.")
@click.option("--input-price", type=int, default=0, help="Cents for a million tokens in.")
@click.option("--output-price", type=int, default=0, help="Cents for a million tokens out.")
@click.option("--seconds", type=int, default=600, show_default=True, help="Longest wait for a whole answer.")
@click.option("--test", "is_test", is_flag=True, help="Ask the provider which models it has. No text goes out.")
@click.option("--remove", is_flag=True, help="Take the connection away: the tool answers nobody.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(
    settings: Settings, /, tool: str, kind: str | None, models: tuple[str, ...], as_json: bool, **given: Any
) -> int:
    """Set how TOOL, an id of the list, is reached: its provider, address, models and key.

    Whether anybody may use it is the list's business and stays as it is. Exit code 0: done; 1: the test went wrong;
    2: wrong usage.
    """
    with opened(settings) as agency:
        found = _tool(agency, tool)
        if given["remove"]:
            agency.store.write(lambda tx: connections.disconnect(tx, tool, actor=SYSTEM, at=datetime.now(UTC)))
        elif kind is not None:
            _connect(agency, found, kind, models, given)
        elif models or any(given[name] for name in ("url", "key_env", "key_file", "key_stdin", "fallback")):
            raise UsageError("Say which provider it is.", hint=f"Add --kind: {', '.join(KINDS)}.")
        listed = _test(agency, found) if given["is_test"] else None
        with agency.store.read() as tx:
            held = db.held_of(tx, tool)
    sentence = listed.sentence(found.name, held.connection.models) if listed and held else ""
    click.echo(_json(tool, held, listed) if as_json else _words(found, held, sentence))
    return FAULT if listed is not None and not listed.is_well else 0


def _tool(agency: Agency, tool_id: str) -> Tool:
    with agency.store.read() as tx:
        found = tools.get(tx, tool_id)
        known = [tool.id for tool in tools.all(tx)]
    if found is None:
        hint = (
            f"There are: {', '.join(known)}."
            if known
            else "The list is empty: the CIO's office adds tools on its page."
        )
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.", hint=hint)
    return found


def _connect(agency: Agency, tool: Tool, kind: str, models: tuple[str, ...], given: dict[str, Any]) -> None:
    places: list[str] = []
    if given["key_env"]:
        places.append(f"{ENV}{given['key_env']}")
    if given["key_file"]:
        places.append(f"{FILE}{given['key_file']}")
    if given["key_stdin"]:
        places.append(SEALED)
    if len(places) > 1:
        raise UsageError("A key is in one place.", hint="Choose --key-env, --key-file or --key-stdin.")
    secret = sys.stdin.readline().strip() if given["key_stdin"] else ""
    if given["key_stdin"] and not secret:
        raise UsageError("Standard input has no key.", hint="For example: proviso connect … --key-stdin < key.txt")
    connection = Connection(
        tool_id=tool.id,
        kind=kind,
        base_url=given["url"],
        models=models,
        key=places[0] if places else "",
        fallback=given["fallback"],
        input_price=given["input_price"],
        output_price=given["output_price"],
        seconds=given["seconds"],
    )
    agency.store.write(
        lambda tx: connections.connect(
            tx, connection, sealing_key=agency.sealing_key, secret=secret, actor=SYSTEM, at=datetime.now(UTC)
        )
    )


def _test(agency: Agency, tool: Tool) -> providers.Listed:
    with agency.store.read() as tx:
        connection = db.of_tool(tx, tool.id)
    if connection is None:
        raise NotFoundError(f"{tool.name} has no connection to test.", hint="Set one with --kind.")
    return providers.list_models(tool.name, connection, connections.key_of(agency, connection))


def _json(tool_id: str, held: db.Held | None, listed: providers.Listed | None) -> str:
    found: dict[str, Any] = {"tool": tool_id, "connection": None}
    if held is not None:
        found["connection"] = {**msgspec.to_builtins(held.connection), "key_hint": held.hint}
    if listed is not None:
        found["test"] = {"is_well": listed.is_well, "status": listed.status, "models": list(listed.models)}
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()


def _words(tool: Tool, held: db.Held | None, tested: str) -> str:
    if held is None:
        return f"{tool.name} has no connection."
    connection, kind = held.connection, providers.find(held.connection.kind)
    lines = [
        f"{tool.name} is reached by {kind.TITLE if kind else connection.kind}"
        + (f" at {connection.base_url}." if connection.base_url else "."),
        f"Models: {', '.join(connection.models)}." if connection.models else "",
        f"Key: {_place(held)}.",
        tested,
    ]
    return "\n".join(line for line in lines if line)


def _place(held: db.Held) -> str:
    if held.connection.key == SEALED:
        return f"kept here, locked{f'; it ends in {held.hint}' if held.hint else ''}"
    return held.connection.key or "none"
