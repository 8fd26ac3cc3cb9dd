"""The policy as text, carried out: packs, the facts of a use, and the Cedar engine. Pure: time is an argument."""

from .citation import leads_somewhere
from .engine import Verdict, evaluate, evaluate_anew
from .facts import Facts, gather, weigh
from .gateway import lets_people_through
from .library import Packs
from .pack import Clause, Enforcement, Group, Pack, Purpose, Rule, Statement, Statements, is_enforced, period_days
from .packs import builtin, builtin_names, combine, find, load
from .replay import Replayed, replay
from .snapshot import restore, snapshot
from .standing import booleans, judge
from .statements import signed_text, statements_of

__all__ = [
    "Clause",
    "Enforcement",
    "Facts",
    "Group",
    "Pack",
    "Packs",
    "Purpose",
    "Replayed",
    "Rule",
    "Statement",
    "Statements",
    "Verdict",
    "booleans",
    "builtin",
    "builtin_names",
    "combine",
    "evaluate",
    "evaluate_anew",
    "find",
    "gather",
    "is_enforced",
    "judge",
    "leads_somewhere",
    "lets_people_through",
    "load",
    "period_days",
    "replay",
    "restore",
    "signed_text",
    "snapshot",
    "statements_of",
    "weigh",
]
