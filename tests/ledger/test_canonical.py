"""Records have one byte form: that of RFC 8785."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from proviso.errors import LedgerError
from proviso.ledger import canonical
from proviso.model.events import Event, IncidentOpened, RecordViewed, UseDecided, event_types

AT = datetime(2026, 11, 24, 19, 14, tzinfo=UTC)

exact = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
text = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=127))
plain = st.none() | st.booleans() | exact | text
deep = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=4
)


def decided(**changes: Any) -> UseDecided:
    values: dict[str, Any] = {
        "actor": "maya.okafor", "decision": "7KQ2M4XD", "allowed": True, "person": "maya.okafor", "tool": "northlight",
        "purpose": "research", "channel": "web", "pack": "dhs-139-07@3", "pack_sha256": "ab" * 32, "rules": (),
        "clauses": (), "obligations": ("expert-review",), "findings": (), "facts": {}, "standing": {}, "source": None,
        "digest": "cd" * 32, "chars": 12, "has_attachment": False, "is_own_draft": False,
    }  # fmt: skip
    return UseDecided(**(values | changes))


@given(st.dictionaries(keys, plain | st.lists(plain) | st.dictionaries(keys, plain)), text)
def test_the_bytes_are_those_of_rfc_8785(facts: dict[str, Any], source: str) -> None:
    encoded = canonical.encode(AT, decided(facts=facts, source=source))
    assert encoded == rfc8785.dumps(json.loads(encoded))
    assert json.loads(encoded)["data"]["facts"] == facts


@given(deep)
def test_a_nested_value_has_the_bytes_of_rfc_8785_too(value: Any) -> None:
    encoded = canonical.encode(AT, decided(facts={"a": value}))
    assert encoded == rfc8785.dumps(json.loads(encoded))
    assert json.loads(encoded)["data"]["facts"]["a"] == value


@given(st.dictionaries(keys, deep))
def test_a_part_that_was_written_before_makes_the_same_bytes(standing: dict[str, Any]) -> None:
    written = canonical.part(standing)
    assert canonical.encode(AT, decided(standing=written)) == canonical.encode(AT, decided(standing=standing))


@pytest.mark.parametrize("value", [0.5, 2**53, {"é": 1}, [{"ключ": 1}], b"bytes", "\ud800"], ids=repr)
def test_a_part_that_has_no_exact_form_is_refused(value: Any) -> None:
    with pytest.raises(LedgerError):
        canonical.part({"a": value})


@pytest.mark.parametrize(
    "value",
    [0.5, 1.0, float("nan"), 2**53, -(2**53), {"é": 1}, [{"ключ": "a"}], b"bytes", {1: "a"}],
    ids=repr,
)
def test_what_has_no_exact_form_is_refused(value: Any) -> None:
    with pytest.raises(LedgerError):
        canonical.encode(AT, decided(facts={"a": value}))


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(LedgerError, match="not Unicode"):
        canonical.encode(AT, decided(source="\ud800"))


def test_text_that_is_not_ascii_is_kept_as_it_is() -> None:
    encoded = canonical.encode(AT, decided(source="Bürgermeister, 2026"))
    assert "Bürgermeister".encode() in encoded


def test_a_record_reads_back_as_it_was_written() -> None:
    event = IncidentOpened(
        actor="system", incident="2026-011", kind="cui", decision=None, tool="northlight", is_drill=False
    )
    record = canonical.decode(canonical.encode(AT, event))
    assert (record.at, record.event, record.version) == ("2026-11-24T19:14:00.000000Z", "IncidentOpened", 1)
    assert IncidentOpened(**record.data) == event


def test_an_event_with_one_field_more_than_the_actor_is_read_whole() -> None:
    record = canonical.decode(canonical.encode(AT, RecordViewed(actor="alice.tran", person="tom.reed", page="record")))
    assert record.data == {"actor": "alice.tran", "person": "tom.reed", "page": "record"}


def test_the_time_is_read_without_the_rest() -> None:
    encoded = canonical.encode(AT, decided())
    assert canonical.stamp_of(encoded) == canonical.decode(encoded).at == canonical.stamp(AT)


def test_times_of_any_zone_become_utc() -> None:
    there = datetime(2026, 11, 24, 14, 14, tzinfo=timezone(timedelta(hours=-5)))
    assert canonical.stamp(there) == canonical.stamp(AT)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(LedgerError, match="zone"):
        canonical.stamp(AT.replace(tzinfo=None))


def test_bytes_that_are_no_record_are_refused() -> None:
    with pytest.raises(LedgerError):
        canonical.decode(b"{")


def test_every_kind_of_event_can_be_recorded() -> None:
    samples = {"str": "a", "bool": True, "int": 1, "dict[str, Any]": {"a": 1}}
    for kind in event_types():
        values: dict[str, Any] = {
            name: samples.get(str(field.type), () if str(field.type).startswith("tuple") else None)
            for name, field in kind.__dataclass_fields__.items()
        }
        record = canonical.decode(canonical.encode(AT, kind(**values)))
        assert record.event == kind.__name__
        assert set(record.data) == set(values)


def test_an_event_of_the_actor_alone_can_be_recorded() -> None:
    assert canonical.decode(canonical.encode(AT, Event(actor="system"))).data == {"actor": "system"}


def test_an_entry_of_brackets_alone_is_no_record() -> None:
    with pytest.raises(LedgerError, match="not a record"):
        canonical.decode(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}")
