"""Local rules as the pack that they are, checked on top of the rules that hold in their component (139-07.7.b)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from proviso.db import packs as packs_db
from proviso.db import tools
from proviso.db.store import Tx
from proviso.decision.explaining import say_value
from proviso.errors import PackError, UsageError
from proviso.model import LocalRules
from proviso.policy import Pack, load
from proviso.policy.check import check
from proviso.policy.local_rules import OFFERED, Names, compose, say_problems
from proviso.policy.texts import Texts

from .agency import Agency

LOOSER = "This would allow more than the agency does. Local rules can only add limits."
MOST_CHARS = 200_000


def names_of(tx: Tx) -> Names:
    """What tools and classes of findings are called."""
    return Names(
        tools={tool.id: tool.name for tool in tools.all(tx)},
        classes={cls: say_value("found", (cls.value,)) for cls in OFFERED},
    )


def pack_above(tx: Tx, agency: Agency, component: str, at: datetime, *, but: str = "") -> Pack:
    """The rules that hold in a component at a moment, without one text of its own."""
    ref = packs_db.in_force(tx, at, component)
    if ref is None:
        raise UsageError("No rules of the agency are in force, so there is nothing to add limits to.")
    base, *overlays = ref.split("+")
    kept = [overlay for overlay in overlays if overlay.partition("@")[0] != but]
    return agency.packs.by_ref("+".join([base, *kept]))


def composed(tx: Tx, agency: Agency, rules: LocalRules, at: datetime) -> LocalRules:
    """The choices with the pack that they make, checked like any other."""
    pack = pack_above(tx, agency, rules.component, at, but=rules.id)
    return checked(tx, agency, replace(rules, files=compose(rules, pack, names_of(tx))), at)


def checked(tx: Tx, agency: Agency, rules: LocalRules, at: datetime) -> LocalRules:
    """The same loader and the same cases as `pack check`; a problem is said in the words of who wrote the rules."""
    pack = pack_above(tx, agency, rules.component, at, but=rules.id)
    if sum(map(len, rules.files.values())) > MOST_CHARS:
        raise UsageError(f"These rules have more than {MOST_CHARS:,} characters.")
    found = check(Texts(rules.id, rules.files), pack)
    if found.problems:
        problems = say_problems(found.problems)
        raise PackError(problems[0], hint=" ".join(problems[1:3]))
    return replace(rules, sha256=load(Texts(rules.id, rules.files)).sha256, base=pack.ref)


def loaded(files: dict[str, str], name: str = "your files") -> Pack:
    """Files that somebody sent, as a pack of local rules; what would allow is refused in one sentence."""
    try:
        pack = load(Texts(name, files))
    except PackError as fault:
        raise PackError(LOOSER) if "allow more than the agency" in fault.message else fault from fault
    if not pack.extends:
        raise UsageError("These files are a whole policy. Local rules have `extends` and `component` in pack.toml.")
    return pack
