"""`proviso connect`: how a tool is reached, set from the machine that holds the keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions import connections
from proviso.actions.agency import Agency
from proviso.cli.connect import command
from proviso.db import connections as db
from proviso.errors import NotFoundError, UsageError
from tests.providers.house import plain, serving
from tests.web.demo import open_copy

TOOL = "northlight-chat"
SECRET = "sk-quokka-0123456789-walrus"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def connect(agency: Agency, *options: str, stdin: str = "") -> Result:
    return CliRunner().invoke(command, [*options], obj=agency.settings, input=stdin, standalone_mode=False)


def held(agency: Agency) -> db.Held | None:
    with agency.store.read() as tx:
        return db.held_of(tx, TOOL)


def test_a_connection_is_set_shown_and_taken_away(agency: Agency) -> None:
    done = connect(agency, TOOL, "--kind", "openai", "--model", "north-1", "--key-env", "NORTH_KEY")
    assert done.stdout == "Northlight Chat is reached by OpenAI.\nModels: north-1.\nKey: env:NORTH_KEY.\n"
    shown = json.loads(connect(agency, TOOL, "--json").stdout)
    assert shown["connection"]["key"] == "env:NORTH_KEY"
    assert connect(agency, TOOL, "--remove").stdout == "Northlight Chat has no connection.\n"
    assert held(agency) is None


def test_a_key_from_standard_input_is_kept_locked_and_not_said(agency: Agency) -> None:
    done = connect(agency, TOOL, "--kind", "anthropic", "--model", "north-1", "--key-stdin", stdin=f"{SECRET}\n")
    assert "Key: kept here, locked; it ends in lrus." in done.stdout
    assert SECRET not in done.output
    found = held(agency)
    assert found is not None
    assert connections.key_of(agency, found.connection) == SECRET


def test_wrong_usage_is_said_and_changes_nothing(agency: Agency) -> None:
    assert connect(agency, TOOL, "--remove").exit_code == 0  # the demo's own
    for options, says in (
        (["nothing", "--kind", "openai"], "no tool 'nothing'"),
        ([TOOL, "--url", "https://a.example"], "which provider"),
        ([TOOL, "--kind", "openai", "--model", "m", "--key-env", "A", "--key-stdin"], "one place"),
        ([TOOL, "--kind", "openai", "--model", "m", "--key-stdin"], "has no key"),
        ([TOOL, "--kind", "openai", "--model", "m"], "needs a key"),
        ([TOOL, "--kind", "compatible", "--model", "m", "--url", "http://models.example.com"], "https"),
        ([TOOL, "--test"], "no connection to test"),
    ):
        fault = connect(agency, *options).exception
        assert isinstance(fault, UsageError), options
        assert says in fault.message, options
    assert isinstance(connect(agency, "nothing").exception, NotFoundError)
    assert held(agency) is None


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        (plain(b'{"data":[{"id":"north-1"},{"id":"north-2"}]}'), 0, "and the key fits. It lists 2 models."),
        (plain(b'{"data":[{"id":"north-1"}]}'), 0, "and the key fits. It lists 1 model."),
        (plain(b'{"data":[{"id":"north-2"}]}'), 0, "It does not list: north-1."),
        (plain(b"walrus"), 0, "and the key fits."),
        (plain(b'{"error":"walrus"}', "401 Unauthorized"), 1, "the key does not fit (status 401)."),
        (plain(b"walrus", "404 Not Found"), 1, "check the address."),
        (plain(b"walrus", "500 Oh"), 1, "answers with the error 500."),
    ],
)
def test_a_test_asks_which_models_there_are_and_sends_no_text(
    agency: Agency, answer: bytes, code: int, says: str
) -> None:
    with serving(answer) as provider:
        url = f"http://127.0.0.1:{provider.port}/v1"
        done = connect(agency, TOOL, "--kind", "compatible", "--model", "north-1", "--url", url, "--test")
    assert done.return_value == code
    assert says in done.stdout
    assert "walrus" not in done.output
    assert [request.split(b"\r\n")[0] for request in provider.requests] == [b"GET /v1/models HTTP/1.1"]
