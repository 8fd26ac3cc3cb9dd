"""How a tool of the list is reached: which provider, where, with which models, and where its key is kept."""

from __future__ import annotations

from dataclasses import dataclass


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
