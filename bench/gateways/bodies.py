"""What is asked in a measurement: prose without anything in it that a rule stops, and a number in each text.

The number stands where `MARK` is; the load puts another one there for each request, so that nothing is cached.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import count
from typing import Any

from proviso.demo import sample

MARK = "@@@@@@@@"
"""Eight characters, and the number that replaces them has eight digits."""
MODEL, CLAUDE = "gpt-4o-mini", "claude-haiku-4-5"
"""Names that the other gateways know, so that none of them looks for a price at each request."""
SYSTEM = "You help a public agency write first drafts from open-source information. Be brief and cite sources."
SHORT, LONG = 1_300, 20_000
"""Characters of the text: about 1.5 and 20 KB of JSON."""

PATHS = {
    "chat": "/v1/chat/completions",
    "responses": "/v1/responses",
    "messages": "/v1/messages",
}


def prose(size: int) -> str:
    """A published report, as often as it takes, with another number before each time."""
    text = f"Note {MARK}.\n\n"
    for number in count(1):
        if len(text) >= size:
            break
        text += f"Part {number}. {sample('flood-report').text}\n\n"
    return text[:size].rstrip()


def asked(format_: str, text: str, *, is_stream: bool = False) -> dict[str, Any]:
    """One request in one format."""
    turns = [{"role": "user", "content": text}]
    said: dict[str, Any]
    if format_ == "messages":
        said = {"model": CLAUDE, "max_tokens": 400, "system": SYSTEM, "messages": turns}
    elif format_ == "responses":
        said = {"model": MODEL, "instructions": SYSTEM, "input": text}
    else:
        said = {"model": MODEL, "temperature": 0.2, "max_tokens": 400}
        said["messages"] = [{"role": "system", "content": SYSTEM}, *turns]
    return {**said, "stream": True} if is_stream else said


BODIES: Mapping[str, tuple[str, bytes]] = {
    kind: (PATHS[format_], json.dumps(asked(format_, prose(size), is_stream=is_stream)).encode())
    for kind, (format_, size, is_stream) in {
        "chat": ("chat", SHORT, False),
        "chat20": ("chat", LONG, False),
        "sse": ("chat", SHORT, True),
        "ttft": ("chat", SHORT, True),
        "messages": ("messages", SHORT, False),
    }.items()
}
"""Path and body of each kind of cell."""
