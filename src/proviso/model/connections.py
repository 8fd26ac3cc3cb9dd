"""How a tool of the list is reached: which provider, where, with which models, and where its key is kept."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

KINDS = ("anthropic", "azure", "bedrock", "compatible", "echo", "openai")
"""Each is a file of `providers/kinds/`."""

_PRIVATE_ENDINGS = (".local", ".internal", ".lan", ".home.arpa", ".localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One tool's way out. The key itself is never here."""

    tool_id: str
    kind: str
    """A file of `providers/kinds/`: `openai`, `anthropic`, `azure`, `bedrock`, `compatible`, `echo`."""
    base_url: str = ""
    """Without the path of an endpoint: `https://api.openai.com/v1`. Empty: the kind's own."""
    models: tuple[str, ...] = ()
    """Names that callers may ask for; the first is what the workspace uses. Each belongs to one tool only."""
    key: str = ""
    """Where the key is: `env:NAME`, `file:PATH` (owner-only permissions), `sealed` (set in the console), or empty."""
    fallback: str = ""
    """Id of another approved tool that is tried when this one does not answer, if the pack allows."""
    input_price: int = 0
    """Cents for a million tokens in; 0: not known, and money is not counted."""
    output_price: int = 0
    seconds: int = 600
    """Longest wait for the whole of an answer."""


def is_private_host(host: str) -> bool:
    """Whether a host is on this computer or inside the agency, so that a connection to it may go without TLS."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return ("." not in host and host != "") or host.endswith(_PRIVATE_ENDINGS)
    return found.is_private and not (found.is_link_local or found.is_unspecified)
