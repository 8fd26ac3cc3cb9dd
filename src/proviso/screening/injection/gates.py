"""What is looked for first of a cue that is two words in one sentence: one of the two, the rarer.

"Ignore" and "instructions" anywhere in a sentence make an automaton remember the first for as long as the sentence lasts,
and with several such cues every mixture of them. One word alone leaves nothing to remember.
"""

from __future__ import annotations

from collections.abc import Iterator

from .cues import CUES

APART = r"[^.\n]*?"
"""What stands between the two words."""
_LAST_IS_RARER = frozenset({"rules are off", "send", "show it"})
"""Of most cues the first word stands in fewer published texts; of these the last one."""


def alternatives(source: str) -> list[str]:
    """The alternatives of a pattern `(?i:…|…)`."""
    depth, is_class, is_escaped = 0, False, False
    found = [""]
    for char in source.removeprefix("(?i:").removesuffix(")"):
        if char == "|" and not (depth or is_class or is_escaped):
            found.append("")
            continue
        found[-1] += char
        if is_escaped or char == "\\":
            is_escaped = not is_escaped
        elif is_class or char == "[":
            is_class = char != "]"
        else:
            depth += (char == "(") - (char == ")")
    return found


def _gate(name: str, source: str) -> str:
    kept = (one.split(APART)[-1 if name in _LAST_IS_RARER else 0] for one in alternatives(source))
    return f"(?i:{'|'.join(kept)})"


def _gates() -> Iterator[tuple[int, str]]:
    for number, (_, name, source) in enumerate(CUES):
        if APART in source:
            yield number, _gate(name, source)


GATES: dict[int, str] = dict(_gates())
"""For each such cue a part that stands in every match of it."""
