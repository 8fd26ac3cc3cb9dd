"""LiteLLM's Presidio guardrail, as its package is, against a running analyzer: what it would send on."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.clients

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".tools" / "clients" / "bin" / "python"
SCRIPT = Path(__file__).with_name("litellm_client.py")
TOKEN = "a-token-for-tests-0123456789"
SSN = "My SSN is 851-33-1294, sum it up."


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "proviso", "serve", "--analyzer", "--port", str(port)]
    server = subprocess.Popen(command, env={**os.environ, "PROVISO_ANALYZER_TOKEN": TOKEN})
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://proviso:{TOKEN}@127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def guarded(address: str, options: dict[str, Any], *texts: str) -> list[dict[str, str]]:
    done = subprocess.run(
        [PYTHON, SCRIPT, address, json.dumps(options)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
    )
    said: list[dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
    return said


@pytest.mark.journey
def test_it_sends_on_a_text_without_what_was_found(address: str) -> None:
    plain = "Sum up the flood plan in five bullets."
    assert guarded(address, {}, SSN, plain) == [{"sent": "My SSN is <US_SSN>, sum it up."}, {"sent": plain}]


@pytest.mark.journey
def test_it_masks_and_blocks_as_its_configuration_says(address: str) -> None:
    options = {"pii_entities_config": {"US_SSN": "MASK", "CUI": "BLOCK"}, "output_parse_pii": True}
    said = guarded(address, options, SSN, "CUI//SP-PRVCY\nThe list follows.")
    assert said == [{"sent": "My SSN is <US_SSN_1>, sum it up."}, {"raised": "BlockedPiiEntityError"}]


@pytest.mark.journey
def test_when_nobody_answers_or_the_token_is_wrong_a_configured_guardrail_sends_nothing(address: str) -> None:
    options = {"pii_entities_config": {"US_SSN": "MASK"}}
    assert "sent" not in guarded(address.replace(TOKEN, "another-token-0123456789"), options, SSN)[0]
    assert "sent" not in guarded(f"http://127.0.0.1:{_free_port()}", options, SSN)[0]
