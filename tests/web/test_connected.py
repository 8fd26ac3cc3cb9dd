"""A question in the workspace and one from a shell, answered through the tool's own connection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from proviso.actions import connections
from proviso.actions.agency import Agency
from proviso.cli.ask import command
from proviso.db import entries
from proviso.demo.samples import sample
from proviso.model import Connection
from tests.providers.house import LAST, chunked, plain, serving
from tests.providers.test_talking import chat
from tests.web.demo import Reader, open_copy

TOOL = "northlight-chat"
SECRET = "sk-quokka-0123456789-walrus"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def connect(agency: Agency, port: int) -> None:
    way = Connection(tool_id=TOOL, kind="openai", base_url=f"http://127.0.0.1:{port}/v1", models=("north-1",))
    agency.store.write(
        lambda tx: connections.connect(
            tx, way, sealing_key=agency.sealing_key, secret=SECRET, actor="system", at=datetime.now(UTC)
        )
    )


def events(agency: Agency, name: str) -> list[dict[str, object]]:
    with agency.store.read() as tx:
        found = [entry.record for entry in entries.page(tx, 0, 10_000)]
    return [record.data for record in found if record.event == name]


def test_the_workspace_shows_what_the_provider_wrote_and_no_longer_speaks_of_the_demo(agency: Agency) -> None:
    with serving(chunked(chat("The levee held. ", "Mail jo@example.com.")) + LAST) as provider:
        connect(agency, provider.port)
        maya = Reader(agency, "maya.okafor")
        maya.ask_sample("flood-report")
    assert "The levee held." in maya.words
    assert "no AI model wrote this" not in maya.words
    assert len(provider.requests) == 1
    head, _, body = provider.requests[0].partition(b"\r\n\r\n")
    assert f"authorization: Bearer {SECRET}".encode() in head
    assert json.loads(body)["messages"][0]["content"] == sample("flood-report").text
    assert len(events(agency, "AnswerReceived")[-1]["findings"]) == 1  # type: ignore[arg-type]  # a list


def test_a_denied_text_reaches_no_provider(agency: Agency) -> None:
    with serving(chunked(chat("The levee held.")) + LAST) as provider:
        connect(agency, provider.port)
        Reader(agency, "maya.okafor").ask_sample("meeting-notes")
    assert provider.requests == []


def test_a_provider_that_does_not_answer_loses_nothing_and_is_on_record(agency: Agency) -> None:
    with serving(plain(b'{"error":"walrus"}', "500 Oh")) as provider:
        connect(agency, provider.port)
        maya = Reader(agency, "maya.okafor")
        maya.ask_sample("flood-report")
    assert "did not answer. Nothing is lost." in maya.words
    assert "walrus" not in maya.html
    assert events(agency, "AnswerFailed")[-1]["fault"] == "Northlight Chat answered with the error 500."


def test_the_shell_is_answered_through_the_connection_as_well(agency: Agency, tmp_path: Path) -> None:
    text = tmp_path / "report.txt"
    text.write_text(sample("flood-report").text, encoding="utf-8")
    asked = ["--person", "maya.okafor", "--tool", TOOL, "--source", sample("flood-report").source, "--json", str(text)]
    with serving(chunked(chat("The levee held.")) + LAST) as provider:
        connect(agency, provider.port)
        done = CliRunner().invoke(command, asked, obj=replace(agency.settings, demo=False), standalone_mode=False)
    found = json.loads(done.stdout)
    assert (found["allowed"], found["answer"]["text"], found["answer"]["is_demo"]) == (True, "The levee held.", False)
