"""What happened in trainings, in sentences: for the ledger and for the history of a person (139-07.2.c.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import words as w

TRAINING_SENTENCES: dict[str, Callable[[str, dict[str, Any], Any, Any], str]] = {
    "CourseBegun": lambda who, data, desk, tx: f"{who} began the AI course, try {data['number']}.",
    "CourseTryEnded": lambda who, data, desk, tx: (
        f"{who} {'passed the AI course' if data['passed'] else 'ended a try at the AI course'}."
    ),
    "CourseOpenedAgain": lambda who, data, desk, tx: (
        f"{who} opened the AI course again for {desk.name(tx, data['person'])}."
    ),
    "CourseOpeningUndone": lambda who, data, desk, tx: (
        f"{who} took back that the AI course is open again for {desk.name(tx, data['person'])}."
    ),
    "SessionPlanned": lambda who, data, desk, tx: (
        f"{who} planned a live session of the AI course, {w.count(data['seats'], 'seat')}."
    ),
    "SessionCanceled": lambda who, data, desk, tx: f"{who} called off a live session of the AI course.",
    "SeatTaken": lambda who, data, desk, tx: f"{desk.name(tx, data['person'])} has a seat in a live session.",
    "SeatGivenUp": lambda who, data, desk, tx: f"{desk.name(tx, data['person'])} gave up a seat in a live session.",
    "TrainingTakenBack": lambda who, data, desk, tx: f"{who} took back a training of {desk.name(tx, data['person'])}.",
}
"""No score is said: the ledger is read by others, and nobody is ranked."""
