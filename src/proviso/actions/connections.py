"""How a tool is reached: set by the CIO's office or an administrator, or from a shell of the machine with the keys.

INVARIANT: a key is in no event, no page and no error. A key that is kept here opens only at the address that it was
set for: whoever changes the address has to know the key. A variable or a file of this machine is named from a shell
only, so that no page can send one elsewhere.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from proviso.db import affected, tools
from proviso.db import connections as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, ProviderError, StoreError, UsageError
from proviso.identity.keyring import Keyring
from proviso.journal import record
from proviso.model import KINDS, Connection, Role, Tool, is_private_host
from proviso.model.events import ConnectionRemoved, ConnectionSet

from .agency import Agency
from .roles import SYSTEM, require_role
from .sealing import seal, unseal
from .wording import clean_line

OFFICES = (Role.CIO, Role.CIO_OFFICE, Role.ADMIN)
"""Who says how a tool is reached. Whether it may be used is the list's business, not theirs alone."""
OFFLINE = "echo"
SEALED, ENV, FILE = "sealed", "env:", "file:"
NEEDS_URL = frozenset({"azure", "compatible"})
"""Kinds that have no address of their own."""
NEEDS_KEY = frozenset({"openai", "anthropic", "azure", "bedrock"})
MOST_MODELS, LONGEST_MODEL, LONGEST_URL, LONGEST_KEY, LONGEST_WAIT = 200, 120, 500, 8_192, 3_600
HINT = 4
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_SECRET = re.compile(r"[\x21-\x7e]{8,8192}")
_MODEL = re.compile(r"[\x21-\x7e]+")


def connect(
    tx: Tx, connection: Connection, *, sealing_key: Keyring, secret: str = "", actor: str, at: datetime
) -> Connection:
    """Set how a tool is reached; `secret` is a key to keep here, locked. The next call follows it."""
    _require_right(tx, actor, to="connect a tool")
    tool = _tool(tx, connection.tool_id)
    before = db.held_of(tx, tool.id)
    found = checked(replace(connection, key=SEALED) if secret else connection)
    _check_lists(tx, found)
    _check_key(found, before, actor, has_secret=bool(secret))
    held = db.Held(connection=found, set_at=at, set_by=actor)
    if secret:
        held = _sealed(held, secret, sealing_key)
    elif found.key == SEALED and before is not None:
        held = replace(held, sealed=before.sealed, hint=before.hint)
    db.put(tx, held)
    tools.put(tx, replace(tool, provider=found.kind))
    event = ConnectionSet(
        actor=actor,
        tool=tool.id,
        kind=found.kind,
        base_url=found.base_url,
        models=found.models,
        key=_word(found.key),
        fallback=found.fallback,
    )
    affected.set_way(tx, tool.id, record(tx, at, event), found.kind, found.models)
    return found


def seal_key(tx: Tx, tool_id: str, secret: str, *, sealing_key: Keyring, actor: str, at: datetime) -> Connection:
    """Give a tool's connection another key, locked; it is never shown again."""
    _require_right(tx, actor, to="set a tool's key")
    before = db.of_tool(tx, tool_id)
    if before is None:
        raise NotFoundError(f"{_tool(tx, tool_id).name} has no connection yet.", hint="Set the connection first.")
    return connect(tx, before, sealing_key=sealing_key, secret=secret, actor=actor, at=at)


def disconnect(tx: Tx, tool_id: str, *, actor: str, at: datetime) -> None:
    """Take a tool's connection away, and the key with it: the tool stays on the list, and answers nobody."""
    _require_right(tx, actor, to="disconnect a tool")
    tool = _tool(tx, tool_id)
    if db.of_tool(tx, tool_id) is None:
        raise NotFoundError(f"{tool.name} has no connection.")
    db.remove(tx, tool_id)
    entry = record(tx, at, ConnectionRemoved(actor=actor, tool=tool_id))
    affected.set_way(tx, tool_id, entry, "", ())


def way_to(agency: Agency, tool: Tool) -> tuple[Connection, str]:
    """A tool's connection and its key, for a door that sends; the offline demo needs neither.

    A tool whose connection was taken away is not answered by the demo in its place.
    """
    with agency.store.read() as tx:
        found = db.of_tool(tx, tool.id)
    if found is None:
        if tool.provider != OFFLINE:
            raise ProviderError(f"{tool.name} is not connected.", hint="Nothing was sent. Tell the CIO’s office.")
        return Connection(tool_id=tool.id, kind=OFFLINE), ""
    return found, key_of(agency, found)


def key_of(agency: Agency, connection: Connection) -> str:
    """The key of a connection, from where it is now; empty when it has none."""
    place = connection.key
    if place.startswith(ENV):
        return _from_environment(place.removeprefix(ENV))
    if place.startswith(FILE):
        return _from_file(Path(place.removeprefix(FILE)))
    return _from_store(agency, connection) if place == SEALED else ""


def checked(connection: Connection) -> Connection:
    """The connection in its plain form; an error that says what cannot be."""
    kind = _checked_kind(connection)
    models = _checked_models(connection)
    if not 1 <= connection.seconds <= LONGEST_WAIT:
        raise UsageError(f"The longest wait is from 1 to {LONGEST_WAIT:,} seconds.")
    if connection.input_price < 0 or connection.output_price < 0:
        raise UsageError("A price is 0 or more.")
    url, key = _checked_url(connection), _checked_place(connection)
    return replace(connection, kind=kind, base_url=url, models=models, key=key)


def faults(connection: Connection) -> dict[str, str]:
    """What cannot be, by its field: a form says all of it at once."""
    found = {}
    for name, check in (("kind", _checked_kind), ("models", _checked_models), ("base_url", _checked_url)):
        try:
            check(connection)
        except UsageError as fault:
            found[name] = " ".join((fault.message, fault.hint)).strip()
    return found


def _checked_kind(connection: Connection) -> str:
    if connection.kind not in KINDS:
        raise UsageError(f"There is no kind {connection.kind!r}.", hint=f"There are: {', '.join(KINDS)}.")
    return connection.kind


def _checked_models(connection: Connection) -> tuple[str, ...]:
    models = tuple(dict.fromkeys(clean_line(model) for model in connection.models if model.strip()))
    for model in models:
        if len(model) > LONGEST_MODEL or not _MODEL.fullmatch(model):
            raise UsageError(f"{model[:LONGEST_MODEL]!r} is no name of a model.", hint="Names have no spaces.")
    if len(models) > MOST_MODELS:
        raise UsageError(f"A connection has {MOST_MODELS} models at most.")
    if not models and connection.kind != OFFLINE:
        raise UsageError("Name at least one model.", hint="The first one is what the workspace uses.")
    return models


def _checked_url(connection: Connection) -> str:
    """The address without its last slash. Text that leaves the agency is encrypted, and no key stands in an address."""
    url = connection.base_url.strip().rstrip("/")
    if not url:
        if connection.kind in NEEDS_URL:
            raise UsageError("Give the address.", hint="It looks like https://models.agency.example/v1.")
        return ""
    if connection.kind == OFFLINE:
        raise UsageError("The offline demo has no address.")
    try:
        found = urlsplit(url)
        host, _ = found.hostname or "", found.port
    except ValueError:
        host = ""
    if not host or len(url) > LONGEST_URL or not _MODEL.fullmatch(url) or found.fragment:
        raise UsageError("That is no address.", hint="It looks like https://models.agency.example/v1.")
    if found.username is not None or found.password is not None:
        raise UsageError("An address holds no name and no password.", hint="The key has a place of its own.")
    if found.query and (connection.kind != "azure" or not re.fullmatch(r"api-version=[\w.-]{1,40}", found.query)):
        raise UsageError(
            "An address holds no values behind a question mark.", hint="Azure’s api-version alone may be there."
        )
    if found.scheme != "https" and not (found.scheme == "http" and is_private_host(host)):
        raise UsageError(
            "The address must begin with https://.", hint="Only a server inside the agency may go without."
        )
    return url


def _checked_place(connection: Connection) -> str:
    place = connection.key.strip()
    if connection.kind == OFFLINE:
        return ""
    if place.startswith(ENV):
        name = place.removeprefix(ENV)
        if not _VARIABLE.fullmatch(name) or name.upper().startswith("PROVISO_"):
            raise UsageError(
                f"{name[:100]!r} is no variable for a key.", hint="It looks like OPENAI_API_KEY; PROVISO_ is ours."
            )
    elif place.startswith(FILE):
        if not Path(place.removeprefix(FILE)).is_absolute():
            raise UsageError("Name the key’s file with its whole path.")
    elif place not in {"", SEALED}:
        raise UsageError(
            "A key is in env:NAME or file:PATH, or it is sealed.", hint="The key itself never stands here."
        )
    return place


def _check_lists(tx: Tx, connection: Connection) -> None:
    """A model belongs to one tool; the tool to fall back on is another one of the list."""
    for model in connection.models:
        owner = db.owner_of(tx, model)
        if owner not in {None, connection.tool_id}:
            raise ConflictError(
                f"The model {model} belongs to {_tool(tx, str(owner)).name}.", hint="Each name belongs to one tool."
            )
    if connection.fallback == connection.tool_id:
        raise UsageError("A tool does not fall back on itself.")
    if connection.fallback:
        _tool(tx, connection.fallback)


def _check_key(connection: Connection, before: db.Held | None, actor: str, *, has_secret: bool) -> None:
    was = before.connection if before is not None else None
    is_same = was is not None and was.key == connection.key and _address(was) == _address(connection)
    if not connection.key:
        if connection.kind in NEEDS_KEY:
            raise UsageError("This kind needs a key.", hint="Type it, or name a variable or a file from a shell.")
    elif connection.key == SEALED:
        if not has_secret and (not is_same or before is None or before.sealed is None):
            raise UsageError(
                "Type the key again.", hint="A key that is kept here opens only at the address that it was set for."
            )
    elif actor != SYSTEM and not is_same:
        raise UsageError(
            "A variable or a file of this machine is named from a shell.", hint="See: proviso connect --help"
        )


def _sealed(held: db.Held, secret: str, sealing_key: Keyring) -> db.Held:
    if not _SECRET.fullmatch(secret):
        raise UsageError("That is no key: a key has 8 letters or more and no spaces.", hint="Copy it again.")
    hint = secret[-HINT:] if len(secret) >= 4 * HINT else ""
    return replace(held, sealed=seal(secret, bound_of(held.connection), sealing_key), hint=hint)


def bound_of(connection: Connection) -> str:
    """What a sealed key is for: it opens nowhere else."""
    return f"connection:{connection.tool_id}:{connection.kind}:{_address(connection)}"


def _address(connection: Connection) -> str:
    found = urlsplit(connection.base_url)
    return f"{connection.kind} {found.scheme}://{found.netloc.lower()}"


def _word(place: str) -> str:
    """For the record: where the key is, not its name or path."""
    return place.partition(":")[0] or "none"


def _require_right(tx: Tx, actor: str, *, to: str) -> None:
    if actor != SYSTEM:
        require_role(tx, actor, *OFFICES, to=to)


def _tool(tx: Tx, tool_id: str) -> Tool:
    tool = tools.get(tx, tool_id)
    if tool is None:
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.", hint="Add it to the list first.")
    return tool


def _missing(what: str, hint: str) -> ProviderError:
    return ProviderError(what, hint=f"Nothing was sent. {hint}")


def _from_environment(name: str) -> str:
    found = os.environ.get(name, "").strip()
    if not found:
        raise _missing(f"The key is in no variable {name}.", "Set it where Proviso is started.")
    return found


def _from_file(path: Path) -> str:
    """What is looked at is what is read: the permissions are those of the open file."""
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise _missing(f"The key file {path} is no file.", "Name the file that holds the key.")
            if found.st_mode & 0o077:
                raise _missing(
                    f"Others can read the key file {path} (permissions {found.st_mode & 0o777:o}).",
                    f"Close it with: chmod 600 {path}",
                )
            held = file.read(LONGEST_KEY + 2)
    except OSError as fault:
        why = (fault.strerror or type(fault).__name__).lower()
        raise _missing(f"The key file {path} cannot be read: {why}.", "Check its path and its owner.") from None
    secret = held.decode("ascii", "replace").strip()
    if not _SECRET.fullmatch(secret):
        raise _missing(f"The key file {path} holds no key.", "It holds the key alone, on one line.")
    return secret


@lru_cache(maxsize=256)
def _opened(sealed: tuple[bytes, bytes], bound: str, sealing_key: Keyring) -> str:
    """The key as each call needs it; opening it costs more than the rest of looking it up."""
    return unseal(sealed, bound, sealing_key)


def _from_store(agency: Agency, connection: Connection) -> str:
    found = db.locked_key(agency.store, connection.tool_id)
    if found is None:
        raise _missing("The key is not here any more.", "Set it again.")
    try:
        return _opened(found, bound_of(connection), agency.sealing_key)
    except StoreError:
        raise _missing("The key cannot be opened.", "Set it again, or put the key files back from a backup.") from None
