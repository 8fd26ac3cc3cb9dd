"""What happened to kept texts, holds and the master key, as sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proviso.db.store import Tx

from . import words as w

_Say = Callable[[str, dict[str, Any], Any, Tx], str]


def _kept(who: str, data: dict[str, Any], desk: Any, tx: Tx) -> str:
    whose = f" of {desk.name(tx, data['person'])}" if data["person"] else ""
    return f"{who} kept a text{whose}, sealed: {w.count(data['chars'], 'character')}."


def _read(who: str, data: dict[str, Any], desk: Any, tx: Tx) -> str:
    return f"{who} opened a kept text of {desk.name(tx, data['person'])}: {data['why'].rstrip('.')}."


def _done(who: str, data: dict[str, Any], desk: Any, tx: Tx) -> str:
    verb = "transferred and destroyed here" if data["fate"] == "transfer" else "destroyed"
    return f"{who} confirmed: {w.count(data['count'], 'text is', 'texts are')} {verb}, by {data['schedule']}."


def _changed(who: str, data: dict[str, Any], desk: Any, tx: Tx) -> str:
    lost = f" {w.count(data['lost'], 'key')} could not be opened any more." if data["lost"] else ""
    return f"{who} changed the master key; {w.count(data['wrapped'], 'key was', 'keys were')} wrapped anew.{lost}"


def _class(name: str, desk: Any) -> str:
    found = desk.pack.record_class(name)
    return found.title if found else name or "no class"


RECORD_SENTENCES: dict[str, _Say] = {
    "TranscriptKept": _kept,
    "TranscriptRead": _read,
    "TranscriptDestroyed": lambda who, data, desk, tx: f"{who} destroyed a kept text: {data['why'].rstrip('.')}.",
    "TranscriptReclassed": lambda who, data, desk, tx: (
        f"{who} changed the class from “{_class(data['before'], desk)}” to “{_class(data['after'], desk)}”: "
        f"{data['why'].rstrip('.')}."
    ),
    "RetentionStarted": lambda who, data, desk, tx: (
        f"{data['case']} was closed, so the time of {w.count(len(data['transcripts']), 'text')} began."
    ),
    "ObjectionTextHeld": lambda who, data, desk, tx: (
        f"A hold keeps the text that {desk.name(tx, data['person'])} sent with an objection."
    ),
    "ObjectionTextDestroyed": lambda who, data, desk, tx: (
        f"{who} destroyed the text of an answered objection; no hold stops it any more."
    ),
    "HoldSet": lambda who, data, desk, tx: (
        f"{who} set the hold “{data['matter']}”; it covers {w.count(data['covered'], 'text')} now."
    ),
    "HoldReleased": lambda who, data, desk, tx: (
        f"{who} released the hold; {w.count(data['covered'], 'text follows its', 'texts follow their')} schedule again."
    ),
    "DispositionProposed": lambda who, data, desk, tx: (
        f"{who} proposed that {w.count(data['count'], 'text goes', 'texts go')}."
    ),
    "DispositionWithdrawn": lambda who, data, desk, tx: f"{who} took it back: {data['reason'].rstrip('.')}.",
    "DispositionDone": _done,
    "PackageTaken": lambda who, data, desk, tx: f"{who} took the package for the archive.",
    "MasterKeyChanged": _changed,
    "MasterKeyForgotten": lambda who, data, desk, tx: (
        f"{who} destroyed {w.count(len(data['keys']), 'master key')} from before, which opened nothing any more."
    ),
}
