"""What a system may use: requests a minute, tokens and money a month. Counted in the database: all processes agree.

`reserve` goes into the write that records the decision, `settle` into the one that records the answer: neither costs a
commit of its own. A month is a calendar month in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from proviso.db import budgets as db
from proviso.db.store import Tx
from proviso.journal import record
from proviso.model import Connection, Spending, System
from proviso.model.system_events import BudgetSpent

from .roles import SYSTEM

REQUESTS, TOKENS, CENTS = "requests", "tokens", "cents"
MICRO = 1_000_000
"""Microcents in a cent."""
CHARS_A_TOKEN = 3
"""For an estimate, on the safe side: English has about four, other languages and code have fewer."""
USUAL_OUTPUT = 1_024
"""Tokens of an answer when the caller sets no limit: for an estimate."""
OVERDUE = timedelta(hours=1)
"""A reservation so old is settled by its estimate: its process ended, and the provider may bill it."""
NEAR = 80
"""Percent of a budget at which the owner hears of it."""
FULL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What an answer used, or may use."""

    input_tokens: int = 0
    output_tokens: int = 0
    microcents: int = 0

    @property
    def tokens(self) -> int:
        """In and out."""
        return self.input_tokens + self.output_tokens


NOTHING = Used()
"""Nothing was sent: for a denial, or a provider that could not be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """A budget that does not hold one more request."""

    budget: str
    """`requests`, `tokens` or `cents`."""
    retry_after: int
    """Seconds until the next minute or month."""
    message: str


def priced(connection: Connection | None, input_tokens: int, output_tokens: int) -> Used:
    """So many tokens, with their price where the connection has one."""
    cost = 0
    if connection is not None:
        cost = input_tokens * connection.input_price + output_tokens * connection.output_price
    return Used(input_tokens=input_tokens, output_tokens=output_tokens, microcents=cost)


def estimate(connection: Connection | None, chars: int, most_output: int | None = None) -> Used:
    """What a request of so many characters may use, before it is sent; `most_output` is the caller's own limit."""
    return priced(connection, -(-chars // CHARS_A_TOKEN), USUAL_OUTPUT if most_output is None else most_output)


def reserve(tx: Tx, system: System, decision_id: str, need: Used, at: datetime) -> Over | None:
    """Count a request and set aside what it may use; what does not fit is not counted, and `Over` says until when.

    The caller must not undo the transaction for an `Over`: that a budget is spent is on record in it.
    """
    if not _is_limited(system) and system.requests_a_minute > 0 and _counted(tx, system, at):
        return None
    spending = db.get(tx, system.id, at)
    if spending.minute_requests == 0 and spending.held_tokens:
        _settle_overdue(tx, system, at)
        spending = db.get(tx, system.id, at)
    over = _over(system, spending, need, at)
    if over is not None:
        if over.budget != REQUESTS:
            _tell(tx, system, spending.month, {over.budget}, at)
        return over
    if _is_limited(system) and need != NOTHING:
        db.count_request(tx, system.id, at, need.tokens, need.microcents)
        db.hold(tx, decision_id, system.id, need.tokens, need.microcents, at)
    else:
        db.count_request(tx, system.id, at)
    return None


def _counted(tx: Tx, system: System, at: datetime) -> bool:
    """A request of a system without a budget for the month; false, and not counted, when it is one too many."""
    found = db.count_within(tx, system.id, at, system.requests_a_minute)
    if found is None:
        return False
    requests, held_tokens = found
    if requests == 1 and held_tokens:  # it had a budget, and answers that never came back
        _settle_overdue(tx, system, at)
    return True


def settle(tx: Tx, system: System, decision_id: str, used: Used | None, need: Used, at: datetime) -> None:
    """Count what an answer used, in the month of its request; None: the provider did not say, and `need` is counted.

    `NOTHING` gives the reservation back. Settling twice counts once, for a system that has a budget.
    """
    held = db.drop_hold(tx, decision_id) if _is_limited(system) else None
    if held is None and _is_limited(system):
        return
    month, *reserved = held or (db.month_of(at), 0, 0)
    counted = need if used is None else used
    amounts = (counted.input_tokens, counted.output_tokens, counted.microcents)
    tokens, microcents, told = db.spend(
        tx, system.id, month, amounts, (reserved[0], reserved[1]), is_estimate=used is None
    )
    so_far = Spending(month=month, input_tokens=tokens, microcents=microcents)
    full = {name for name, share in shares(system, so_far).items() if share >= FULL} - told
    if full:
        _tell(tx, system, month, full, at)


def shares(system: System, spending: Spending) -> dict[str, int]:
    """How much of each monthly budget is used, in percent; a budget that is not set is left out."""
    pairs = (
        (TOKENS, spending.tokens, system.tokens_a_month),
        (CENTS, spending.microcents, None if system.cents_a_month is None else system.cents_a_month * MICRO),
    )
    return {name: used * 100 // limit for name, used, limit in pairs if limit}


def near_end(system: System, spending: Spending) -> tuple[str, int] | None:
    """The budget that its owner should hear of and how much of it is used, in percent; None: there is enough."""
    fullest = max(shares(system, spending).items(), key=lambda pair: pair[1], default=("", 0))
    return fullest if fullest[1] >= NEAR else None


def _is_limited(system: System) -> bool:
    return system.tokens_a_month is not None or system.cents_a_month is not None


def _over(system: System, spending: Spending, need: Used, at: datetime) -> Over | None:
    if spending.minute_requests >= system.requests_a_minute:
        wait = 60 - int(at.timestamp()) % 60
        said = f"{system.name} may ask {_times(system.requests_a_minute)} a minute. Try again in {_seconds(wait)}."
        return Over(budget=REQUESTS, retry_after=wait, message=said)
    tokens, cents = system.tokens_a_month, system.cents_a_month
    if tokens is not None and spending.tokens + spending.held_tokens + need.tokens > tokens:
        return _spent(system, TOKENS, f"{tokens:,} tokens", at)
    microcents = spending.microcents + spending.held_microcents + need.microcents
    if cents is not None and microcents > cents * MICRO:
        return _spent(system, CENTS, f"${cents // 100:,}.{cents % 100:02}", at)
    return None


def _spent(system: System, budget: str, limit: str, at: datetime) -> Over:
    said = (
        f"This request does not fit into what is left of the month’s {limit} of {system.name}. "
        "Its owner can ask the CIO’s office for more."
    )
    return Over(budget=budget, retry_after=_to_next_month(at), message=said)


def _to_next_month(at: datetime) -> int:
    now = at.astimezone(UTC)
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    return int((datetime(year, month, 1, tzinfo=UTC) - now).total_seconds()) + 1


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _seconds(count: int) -> str:
    return "1 second" if count == 1 else f"{count} seconds"


def _settle_overdue(tx: Tx, system: System, at: datetime) -> None:
    for decision_id in db.overdue(tx, system.id, at - OVERDUE):
        held = db.drop_hold(tx, decision_id)
        if held is not None:
            month, tokens, microcents = held
            db.spend(tx, system.id, month, (tokens, 0, microcents), (tokens, microcents), is_estimate=True)


def _tell(tx: Tx, system: System, month: str, budgets: set[str], at: datetime) -> None:
    """One event a budget and month."""
    told = db.told(tx, system.id, month)
    for budget in sorted(budgets - told):
        record(tx, at, BudgetSpent(actor=SYSTEM, system=system.id, budget=budget, month=month))
    if budgets - told:
        db.tell(tx, system.id, month, told | budgets)
