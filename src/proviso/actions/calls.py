"""The verbs of the gateway: the same question and record as everywhere, and the caller's budget in the same writes.

INVARIANT: what does not fit into a budget has no permit, and costs no entry of a decision.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from proviso.db.loops import write
from proviso.db.store import Tx
from proviso.journal import record
from proviso.model import Connection, Event, System, Use

from . import budgets, uses
from .agency import Agency
from .budgets import NOTHING, Over, Used
from .places import LastPlaceGoneError
from .uses import Judged, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who pays for one call, and what it may use."""

    system: System | None
    """None: a person with a token, who has no budget."""
    connection: Connection | None
    need: Used


async def ask_call(agency: Agency, use: Use, account: Account) -> Outcome | Over:
    """Decide one call and put it on record, if the caller's budget holds it. A fault anywhere is a denial."""
    try:
        judged = await _considered(agency, use)
        try:
            came = await _kept(agency, judged, account)
        except LastPlaceGoneError:
            judged = await _considered(agency, use)
            came = await _kept(agency, judged, account)
    except Exception as fault:  # INVARIANT: whatever breaks, there is no permit
        return uses.broken(use, fault)
    return came if isinstance(came, Over) else uses.conclude(judged, came)


async def _kept(agency: Agency, judged: Judged, account: Account) -> int | Over | None:
    if judged.standing is None:
        return None
    keep = uses.keeping(agency, judged)  # written out here: the writer, for whom all wait, only puts it down
    with uses.marked(agency, judged):
        came = await write(agency.store, lambda tx: _keep(tx, keep, judged, account))
    if isinstance(came, Over):
        agency.under_way.end(judged.use.id)
    return came


async def _considered(agency: Agency, use: Use) -> Judged:
    chars = uses.chars_of(use.parts)
    if agency.queues.is_quick(chars, names=agency.settings.names):
        return uses.consider(agency, use)

    def in_turn() -> Judged:
        with agency.queues.of(chars):
            return uses.consider(agency, use)

    return await asyncio.get_running_loop().run_in_executor(agency.queues.pool_of(chars), in_turn)


def _keep(tx: Tx, keep: Callable[[Tx], int], judged: Judged, account: Account) -> int | Over:
    """The decision, or the budget that does not hold it; a denial counts as a request and uses nothing."""
    need = account.need if judged.decision.allowed else NOTHING
    if account.system is not None:
        over = budgets.reserve(tx, account.system, judged.use.id, need, judged.use.at)
        if over is not None:
            return over
    return keep(tx)


async def record_call(
    agency: Agency, event: Event, decision_id: str, account: Account, used: Used | None, at: datetime
) -> None:
    """Record what came of a call, and count what it used; None: the provider did not say."""

    def work(tx: Tx) -> int:
        if account.system is not None:
            budgets.settle(tx, account.system, decision_id, used, account.need, at)
        return record(tx, at, event)

    await write(agency.store, work)
    agency.under_way.end(decision_id)


def used_of(account: Account, input_tokens: int, output_tokens: int) -> Used | None:
    """What the provider counted, with its price; None when it counted nothing."""
    if not input_tokens and not output_tokens:
        return None
    return budgets.priced(account.connection, input_tokens, output_tokens)
