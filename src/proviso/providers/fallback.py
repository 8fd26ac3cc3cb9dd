"""Which other tool may be tried when one does not answer. It says so and sends nothing: the other tool is a use of its
own, which is asked, decided and recorded before anything goes out.
"""

from __future__ import annotations

from collections.abc import Iterable

from proviso.model import Connection

from .kinds import find
from .pool import Upstreams
from .upstream import Fault

WITHOUT_ANSWER = frozenset({Fault.PAUSED, Fault.UNREACHABLE, Fault.TIMEOUT, Fault.BROKEN, Fault.REDIRECT})
"""Faults after which another tool may help. One that is not connected is a mistake to mend, and an answer that was too
large would be so again."""
DOWN = frozenset({502, 503, 504, 529})
"""Statuses of a provider that is away or full; another error is about the request, and would come again."""


def next_way(
    connection: Connection,
    format_: str,
    every: Iterable[Connection],
    upstreams: Upstreams,
    *,
    is_allowed: bool,
    has_begun: bool,
    fault: Fault | None = None,
    status: int = 200,
    tried: Iterable[str] = (),
) -> Connection | None:
    """The connection to ask for next, or None.

    `is_allowed` is the pack's `fallback`; `has_begun` is whether the caller got a byte of an answer. After a fault the
    first tool may have the text as well: its decision allowed that, and the next tool needs its own. The caller names
    the other connection's own model in the body.
    """
    is_down = status in DOWN or fault in WITHOUT_ANSWER
    if not is_allowed or has_begun or not is_down or not connection.fallback:
        return None
    if connection.fallback in {connection.tool_id, *tried}:  # no round trips
        return None
    other = next((found for found in every if found.tool_id == connection.fallback), None)
    kind = find(other.kind) if other is not None else None
    if other is None or kind is None or format_ not in kind.FORMATS or not upstreams.is_open_to(other):
        return None
    return other if any(model != "*" for model in other.models) else None
