"""The demo's way out: two of its tools led to given providers, and one registered system with a given key.

For trying the gateway and for measuring it; through the real actions, like everything of the demo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from proviso.actions import connections, systems
from proviso.actions.agency import Agency
from proviso.actions.roles import SYSTEM
from proviso.db import connections as connections_db
from proviso.db import systems as systems_db
from proviso.db.store import Tx
from proviso.model import Connection, System

TOOLS = {"openai": "northlight-chat", "anthropic": "quillmate"}
MODELS = {"openai": "gpt-4o-mini", "anthropic": "claude-haiku-4-5"}
"""What the workspace asks for; callers of the gateway may ask for any."""
KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
"""Variables that hold a provider's key; without one, the provider gets a word that is none."""
NO_KEY = "no-key-is-needed"
OWNER = "maya.okafor"
NAME = "Trial system"
PURPOSE = "research"
UNBOUNDED = 1_000_000_000
"""Requests a minute: a measurement finds the gateway's limit, not the budget's."""


def lead_out(agency: Agency, urls: Mapping[str, str], key: str, has_key: Callable[[str], bool], at: datetime) -> System:
    """Connect each kind of `urls` to its tool, and register the system under this key; twice is the same as once."""

    found = systems.find_by_key(agency, key, at)

    def work(tx: Tx) -> System:
        for kind, url in urls.items():
            _connect(tx, agency, kind, url, has_key(KEYS[kind]), at)
        return found if found is not None and found.revoked_at is None else _registered(tx, key, at)

    return agency.store.write(work)


def _connect(tx: Tx, agency: Agency, kind: str, url: str, has_key: bool, at: datetime) -> None:
    place = f"env:{KEYS[kind]}" if has_key else "sealed"
    connection = Connection(tool_id=TOOLS[kind], kind=kind, base_url=url, models=(MODELS[kind], "*"), key=place)
    secret = "" if has_key else NO_KEY
    if connections_db.of_tool(tx, connection.tool_id) != connection:
        connections.connect(tx, connection, sealing_key=agency.sealing_key, secret=secret, actor=SYSTEM, at=at)


def _registered(tx: Tx, key: str, at: datetime) -> System:
    for system in systems_db.all(tx):
        if system.name == NAME and system.revoked_at is None:
            systems.revoke(tx, system.id, "The trial begins anew.", actor=SYSTEM, at=at)
    made = systems.register(
        tx,
        NAME,
        OWNER,
        "Tries the gateway.",
        TOOLS.values(),
        {PURPOSE},
        (at + timedelta(days=90)).date(),
        requests_a_minute=UNBOUNDED,
        actor=SYSTEM,
        at=at,
        key=key,
    )
    return made.system
