"""All upstream calls. Only a door sends, only with a permit, and only `actions.uses` makes one.

`kinds/` says how each kind of provider is reached, one file each; `pool.Upstreams` calls them.
"""

from __future__ import annotations

from .breakers import Circuit, State
from .fallback import next_way
from .kinds import find, names
from .limits import Limits
from .pool import Upstreams, upstreams
from .talking import converse, send
from .trying import Listed, list_models
from .upstream import UNSENT, Call, Fault, Reply, UpstreamError

__all__ = [
    "UNSENT",
    "Call",
    "Circuit",
    "Fault",
    "Limits",
    "Listed",
    "Reply",
    "State",
    "UpstreamError",
    "Upstreams",
    "converse",
    "find",
    "list_models",
    "names",
    "next_way",
    "send",
    "upstreams",
]
