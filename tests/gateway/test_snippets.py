"""Every snippet of the page for builders, as it stands there, against a gateway; and what a builder does wrong.

A block whose first line ends in `run=NAME` is run by the test of that name. The address of the page becomes the one of
the test, the keys come from the environment, and the offline demo answers.
"""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest

from proviso.actions import connections, systems
from proviso.actions.roles import SYSTEM
from proviso.db import systems as systems_db
from proviso.db.store import Tx
from proviso.gateway.application import MISPLACED
from proviso.model import Connection
from tests.actions.house import CHAT
from tests.gateway.house import KEY, OTHER, Gate, gate

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "gateway.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8139"
BLOCK = re.compile(r"^```(\w+) run=([\w-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = {name: text for _, name, text in BLOCK.findall(PAGE)}
CLIENTS = ROOT / ".tools" / "clients" / "bin" / "python"
DEMO = "Offline demo: no AI model wrote this."
SSN = "851-33-1294"
TURN: Any = [{"role": "user", "content": "The levee held."}]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with gate(tmp_path_factory.mktemp("snippets")) as opened:
        for tool, model in ((CHAT.id, "northlight-1"), (OTHER.id, "quillmate-1")):
            found = Connection(tool_id=tool, kind="echo", models=(model,))
            _connect(opened, found)
        _widen(opened)
        yield opened


def _connect(here: Gate, found: Connection) -> None:
    agency, at = here.agency, datetime.now(UTC)
    agency.store.write(lambda tx: connections.connect(tx, found, sealing_key=agency.sealing_key, actor=SYSTEM, at=at))


def _widen(here: Gate) -> None:
    """The page's own registration has two purposes."""
    purposes = frozenset({"research", "draft"})

    def work(tx: Tx) -> None:
        (system,) = systems_db.all(tx)
        systems.change(tx, system.id, "As on the page.", actor=SYSTEM, at=datetime.now(UTC), purposes=purposes)

    here.agency.store.write(work)


KEYS = {"OPENAI_API_KEY": KEY, "ANTHROPIC_API_KEY": KEY, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}


def run(here: Gate, name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a block of the page prints, in this process, which has the SDKs at hand."""
    for variable in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(variable, KEY)
    printed = io.StringIO()
    code = compile(BLOCKS[name].replace(ADDRESS, here.base), f"docs/gateway.md:{name}", "exec")
    names: dict[str, Any] = {"__name__": name}
    try:
        with redirect_stdout(printed):
            exec(code, names)  # noqa: S102  # the page's own text
    finally:
        for client in names.values():
            if isinstance(client, openai.OpenAI | anthropic.Anthropic):
                client.close()
    return printed.getvalue()


def run_apart(code: str) -> str:
    """What a program prints in the environment that has LangChain and LiteLLM."""
    done = subprocess.run(
        [CLIENTS, "-W", "ignore", "-c", code],
        env={**os.environ, **KEYS},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout


def test_every_block_that_says_so_is_run_by_a_test() -> None:
    assert sorted(BLOCKS) == [
        "anthropic", "denial", "javascript", "langchain", "litellm", "litellm-config", "openai", "shell",
    ]  # fmt: skip


def test_openai(here: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run(here, "openai", monkeypatch)
    assert said.count(DEMO) == 3, "plain, streamed, responses"
    assert said.rstrip().endswith("8")
    assert [r.data["purpose"] for r in here.records("UseDecided")[-4:]] == ["research", "draft", "research", "research"]


def test_anthropic(here: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(here, "anthropic", monkeypatch).count(DEMO) == 2


def test_a_denial_shows_what_the_page_says(here: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run(here, "denial", monkeypatch).splitlines()
    assert said[:2] == ["policy_denied", "messages[0].content"]
    assert said[2].split()[0] == "139-07.2.a.1"
    assert said[3].startswith("This text has a Social Security number.")
    assert said[4].split()[-1] == here.records("UseDecided")[-1].data["decision"]
    assert SSN not in str(said)


CLIENTS_CODE = """
import sys, yaml
from litellm import Router
read = yaml.safe_load({config!r})
router = Router(model_list=read["model_list"], **read["router_settings"])
ask = lambda text: router.completion(model="northlight-1", messages=[{{"role": "user", "content": text}}])
print(ask("The levee held.").choices[0].message.content)
try:
    ask("SSN 851-33-1294")
except Exception as fault:
    print(fault.status_code)
"""


@pytest.mark.clients
def test_javascript(here: Gate) -> None:
    brought = ROOT / ".tools" / "bin" / "node"
    node = str(brought) if brought.exists() else "node"
    code = BLOCKS["javascript"].replace(ADDRESS, here.base)
    done = subprocess.run(
        [node, "--input-type=module", "-e", code],
        cwd=CLIENTS.parents[1],
        env={**os.environ, **KEYS},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert DEMO in done.stdout
    place, decision = done.stdout.partition("policy_denied ")[2].split()[:2]
    assert (place, decision) == ("input", here.records("UseDecided")[-1].data["decision"])
    assert SSN not in done.stdout


@pytest.mark.clients
def test_langchain(here: Gate) -> None:
    assert run_apart(BLOCKS["langchain"].replace(ADDRESS, here.base)).count(DEMO) == 3


@pytest.mark.clients
@pytest.mark.journey
def test_litellm_and_its_proxy_s_configuration_ask_once_for_a_denial(here: Gate) -> None:
    """In one process: importing LiteLLM takes most of the time."""
    config = BLOCKS["litellm-config"].replace(ADDRESS, here.base)
    before = len(here.records("UseDecided"))
    said = run_apart(BLOCKS["litellm"].replace(ADDRESS, here.base) + CLIENTS_CODE.format(config=config))
    assert said.count(DEMO) == 2
    assert said.split()[-1] == "403"
    assert len(here.records("UseDecided")) == before + 3


def test_the_first_call_in_a_shell(tmp_path: Path) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PROVISO_HOME": str(tmp_path), "PROVISO_NAMES": "0"}
    server = subprocess.Popen(
        ["proviso", "serve", "--demo-small", "--port", str(port)], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        said = next(line for line in server.stdout if "is open at" in line)
        assert "pv-" not in said
        block = BLOCKS["shell"].replace(ADDRESS, f"http://127.0.0.1:{port}")
        done = subprocess.run(
            ["bash", "-euc", block], env=environment, capture_output=True, text=True, check=True, timeout=60
        )
    finally:
        server.terminate()
        server.wait(timeout=20)
        if server.stdout is not None:
            server.stdout.close()
    assert DEMO in done.stdout
    assert '"northlight-1"' in done.stdout
    assert "pv-" not in done.stdout


def error(here: Gate, path: str, body: object = None, *, key: str = KEY, **heads: str) -> dict[str, Any]:
    """What a refusal says."""
    sent = {**heads, "authorization": f"Bearer {key}"} if key else heads
    answer = here.client.post(here.base + path, json=body, headers=sent)
    assert answer.status_code >= 400
    found: dict[str, Any] = answer.json()["error"]
    return found


def test_a_model_with_a_slip_says_where_the_names_are(here: Gate) -> None:
    with openai.OpenAI(base_url=f"{here.base}/v1", api_key=KEY) as client:
        with pytest.raises(openai.PermissionDeniedError, match="GET /v1/models lists") as denied:
            client.chat.completions.create(model="nrthlight", messages=TURN)
        with pytest.raises(openai.NotFoundError, match="GET /v1/models lists"):
            client.models.retrieve("nrthlight")
    assert denied.value.param == "model"
    assert "nrthlight" not in str(denied.value), "a name may be anything"


def test_a_base_url_with_v1_too_often_says_how_it_should_be(here: Gate) -> None:
    with (
        anthropic.Anthropic(base_url=f"{here.base}/v1", api_key=KEY) as client,
        pytest.raises(anthropic.NotFoundError, match="Anthropic's one that does not"),
    ):
        client.messages.create(model="quillmate-1", max_tokens=9, messages=TURN)


@pytest.mark.parametrize("path", ["/chat/completions", "/responses", "/embeddings", "/messages"])
def test_a_base_url_without_v1_is_answered_by_the_gateway_and_says_how_it_should_be(here: Gate, path: str) -> None:
    assert path in MISPLACED
    assert "OpenAI's SDK takes a base URL that ends in /v1" in error(here, path, {})["message"]


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("", "No key came."),
        (f"pv-{'0' * 39}", "mistyped or cut off"),
        ("sk-of-some-provider", "No registered system has this key"),
    ],
)
def test_a_key_that_opens_nothing_says_why(here: Gate, key: str, says: str) -> None:
    assert says in error(here, "/v1/chat/completions", key=key)["message"]


def test_a_purpose_that_the_registration_does_not_have_is_said(here: Gate) -> None:
    body = {"model": "northlight-1", "messages": TURN}
    assert "purpose" in error(here, "/v1/chat/completions", body, **{"x-proviso-purpose": "reading"})["message"]


def test_an_image_says_where_it_stands_and_what_to_do(here: Gate) -> None:
    part = {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}}
    said = error(
        here, "/v1/chat/completions", {"model": "northlight-1", "messages": [{"role": "user", "content": [part]}]}
    )
    assert said["param"] == "messages[0].content[0]"
    assert "Send the text alone" in said["message"]
