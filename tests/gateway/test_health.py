"""What a platform asks: does it live, can it work, how much does it do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from proviso.app import create_service
from tests.gateway.house import KEY, MODEL, WRONG, Gate, gate, listening
from tests.gateway.stub import CHAT

TOKEN = "a-token-for-the-numbers"
PHRASE = "quokkas graze beside the reservoir"
SSN = "851-33-1294"


@pytest.fixture(scope="module")
def spans() -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gate, str]]:
    with (
        gate(tmp_path_factory.mktemp("gate"), metrics_token=TOKEN) as opened,
        listening(create_service(opened.agency, has_pages=False)) as base,
    ):
        yield opened, base


def call(opened: Gate, base: str, text: str) -> httpx2.Response:
    body = {"model": MODEL, "messages": [{"role": "user", "content": text}]}
    return opened.client.post(base + CHAT, json=body, headers={"authorization": f"Bearer {KEY}"})


def test_a_process_that_can_record_is_ready(here: tuple[Gate, str]) -> None:
    opened, base = here
    assert opened.client.get(f"{base}/livez").text == "alive\n"
    assert opened.client.get(f"{base}/readyz").status_code == 200
    assert opened.client.post(f"{base}/readyz").status_code == 405


def test_a_process_whose_disk_takes_nothing_is_not_ready(tmp_path: Path) -> None:
    with gate(tmp_path) as opened, listening(create_service(opened.agency, has_pages=False)) as base:
        opened.agency.store.close()
        assert opened.client.get(f"{base}/readyz").status_code == 503
        assert opened.client.get(f"{base}/livez").status_code == 200


def counted(opened: Gate, base: str) -> dict[str, float]:
    """Each number of `/metrics` by its name and labels: other tests have called here before."""
    text = opened.client.get(f"{base}/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text
    pairs = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in pairs}


def test_the_numbers_count_calls_by_outcome_and_need_their_token(here: tuple[Gate, str]) -> None:
    opened, base = here
    before = counted(opened, base)
    assert call(opened, base, PHRASE).status_code == 200
    assert call(opened, base, f"SSN {SSN}").status_code == 403
    assert opened.client.post(base + CHAT, content=b"{").status_code == 401
    assert opened.client.get(f"{base}/metrics").status_code == 404
    wrong = {"authorization": "Bearer another"}
    assert opened.client.get(f"{base}/metrics", headers=wrong).status_code == 404
    numbers = opened.client.get(f"{base}/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text
    after = counted(opened, base)
    more = {name: after[name] - before.get(name, 0) for name in after}
    assert more['proviso_calls_total{format="chat",outcome="allowed"}'] == 1
    assert more['proviso_calls_total{format="chat",outcome="denied"}'] == 1
    assert more['proviso_calls_total{format="chat",outcome="refused"}'] == 1
    assert more['proviso_tokens_total{direction="output"}'] == 12
    assert "proviso_ledger_entries" in numbers
    assert PHRASE not in numbers
    assert SSN not in numbers


def test_a_trace_names_the_operation_and_the_decision_and_no_text(
    here: tuple[Gate, str], spans: InMemorySpanExporter
) -> None:
    opened, base = here
    spans.clear()
    answer = call(opened, base, PHRASE)
    denied = call(opened, base, f"SSN {SSN}")
    first, second = spans.get_finished_spans()
    assert first.attributes is not None
    assert second.attributes is not None
    assert first.name == "chat"
    assert first.attributes["gen_ai.operation.name"] == "chat"
    assert first.attributes["gen_ai.usage.output_tokens"] == 12
    assert first.attributes["proviso.decision_id"] == answer.headers["x-proviso-decision"]
    assert second.attributes["error.type"] == "policy_denied"
    assert second.attributes["proviso.decision_id"] == denied.json()["error"]["decision_id"]
    said = str([span.to_json() for span in spans.get_finished_spans()])
    assert PHRASE not in said
    assert SSN not in said
    assert KEY not in said


def test_what_breaks_inside_is_counted_as_failed(here: tuple[Gate, str]) -> None:
    opened, base = here
    opened.provider.trouble = "reset"
    try:
        assert call(opened, base, PHRASE).status_code == 502
    finally:
        opened.provider.trouble = ""
        WRONG.clear()
    numbers = opened.client.get(f"{base}/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text
    assert 'outcome="failed"} 1.0' in numbers
