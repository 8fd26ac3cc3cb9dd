"""What the tests of the five steps share: trainings, signing to the end, and requests of earlier days."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from proviso.actions import people as change_people
from proviso.db import people
from proviso.db.store import Tx
from proviso.model import Training

from .console import NOW, Browser


def train(b: Browser, person_id: str, *trainings: Training) -> None:
    then = NOW - timedelta(days=1)

    def record(tx: Tx) -> None:
        for training in trainings or tuple(Training):
            change_people.record_training(tx, person_id, training, then, "learning system", actor="system", at=NOW)

    b.agency.store.write(record)


def read_all(b: Browser) -> str:
    """Read every part of the rules, as a person does; returns the fingerprint in the form at the end."""
    for part in range(1, 10):
        b.get(f"/steps/sign?part={part}")
        if found := re.search(r'name="sha256" value="(\w{64})"', b.text):
            return found.group(1)
    raise AssertionError("no part has the form")


def sign(b: Browser, name: str = "Tom Reyes") -> str:
    """Read, type the name, check and confirm."""
    sha256 = read_all(b)
    b.post("/steps/sign", sha256=sha256, typed_name=name, answer="agree")
    return b.post("/steps/sign/confirm", sha256=sha256, typed_name=name)


def earlier(b: Browser, request_id: str, by: timedelta) -> None:
    """Let a request have been asked some days ago."""

    def move(tx: Tx) -> None:
        request = people.get_request(tx, request_id)
        assert request is not None
        people.put_request(tx, replace(request, asked_at=request.asked_at - by))

    b.agency.store.write(move)
