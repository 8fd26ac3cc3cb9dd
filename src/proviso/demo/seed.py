"""Makes the demo agency: its people, tools and four weeks of history, through the real actions, in order of time.

A day is one transaction. The decisions are the engine's own: a text whose decision is not the one that the story needs
is put back and another one is tried, and what is recorded is what was decided.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from proviso.actions.agency import Agency
from proviso.actions.opening import CITY_PACK
from proviso.db import agency as agency_db
from proviso.db.store import Tx
from proviso.errors import ConflictError

from .callers import Calling, caller_steps, callers, hand_over, in_this_month
from .city import city_steps
from .courses import course_steps, takers
from .expert_reviews import expert_steps
from .files import table
from .good_uses import good_use_steps
from .guides import guide_steps
from .reviews import review_steps
from .roster import invented, named
from .script import Calendar, slots
from .steps import Work, agency_steps, case_steps, feed_steps, people_steps, signing_of
from .uses import Asking

Progress = Callable[[int, int], None]
SEED = 139
DONE = "demo.seeded"


def is_seeded(agency: Agency) -> bool:
    """Whether the demo agency is there, whole."""
    with agency.store.read() as tx:
        return agency_db.get(tx, DONE) is not None


def seed(agency: Agency, now: datetime, small: bool = False, progress: Progress | None = None) -> None:
    """Make the demo agency in an empty home. `small`: one week. `progress` is told how much of it is done.

    Every date counts back from `now`, and nothing is later than `now`.
    """
    with agency.store.read() as tx:
        if agency_db.name(tx):
            raise ConflictError("There is an agency here already.", hint="Start over with: proviso demo --reset")
    queue = Queue()
    if agency.settings.pack == CITY_PACK:
        for at, work in city_steps(agency, now):
            queue.add(at, work)
    else:
        _fill(agency, now, queue, small)
    _run(agency, queue, progress or (lambda done, total: None))
    agency.store.write(lambda tx: agency_db.put(tx, DONE, now.isoformat()))


def _fill(agency: Agency, now: datetime, queue: Queue, small: bool) -> None:
    """Four weeks, or one, of the Department of Coastal Safety."""
    size = "small" if small else "full"
    plan = table("beats")[size]
    rng = Random(SEED)  # noqa: S311  # the same invented agency each time; nothing is secret here
    calendar = Calendar(now=now, zone=ZoneInfo(agency.settings.time_zone))
    members = [*named(now.astimezone(calendar.zone).date(), plan["begins"]), *invented(plan, rng)]
    systems = callers(members)
    asking = Asking(agency=agency, rng=rng)
    for at, work in agency_steps(agency, plan, calendar):
        queue.add(at, work)
    for at, work in guide_steps(plan, calendar):
        queue.add(at, work)
    for at, work in people_steps(members, plan, calendar, signing_of(agency), takers(members)):
        queue.add(at, work)
    for at, work in course_steps(agency, members, plan, calendar):
        queue.add(at, work)
    for at, work in feed_steps(plan, calendar):
        queue.add(at, work)
    for at, work in review_steps(agency, plan, calendar):
        queue.add(at, work)
    for at, work in expert_steps(agency, size, calendar):
        queue.add(at, work)
    for at, work in good_use_steps(agency, plan, calendar):
        queue.add(at, work)
    for at, work in case_steps(agency, plan, calendar):
        queue.add(at, work)
    for at, work in caller_steps(agency, systems, plan, calendar):
        queue.add(at, work)
    found = hand_over(slots(plan, members, calendar, rng), systems, plan, size, calendar)
    calling = Calling(agency=agency, months=in_this_month(found, now), now=now)
    for slot in found:
        queue.add(slot.at, calling.work(slot) if slot.system else asking.work(slot, queue.add, calendar))


@dataclass(slots=True)
class Queue:
    """What will happen, by time; a work may add later ones."""

    items: list[tuple[datetime, int, Work]] = field(default_factory=list)
    numbers: Any = field(default_factory=count)

    def add(self, at: datetime, work: Work) -> None:
        """Do `work` at this time, after what was added for the same time before it."""
        heapq.heappush(self.items, (at, next(self.numbers), work))


def _run(agency: Agency, queue: Queue, progress: Progress) -> None:
    done = 0
    while queue.items:
        end = queue.items[0][0] + timedelta(days=1)

        def day(tx: Tx, end: datetime = end) -> int:
            finished = 0
            while queue.items and queue.items[0][0] < end:
                at, _, work = heapq.heappop(queue.items)
                work(tx, at)
                finished += 1
            return finished

        done += agency.store.write(day)
        progress(done, done + len(queue.items))
