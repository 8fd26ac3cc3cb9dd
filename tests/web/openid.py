"""A certified OpenID provider for the tests (npm oidc-provider), in a process of its own on 127.0.0.1."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / ".tools" / "clients"


@contextmanager
def provider(issuer: str, origin: str) -> Iterator[None]:
    """The provider at `issuer`, for one client at `origin`."""
    node = ROOT / ".tools" / "bin" / "node"
    script = Path(__file__).with_name("oidc_provider.mjs")
    command = [str(node) if node.exists() else "node", str(script), str(CLIENTS), str(urlsplit(issuer).port), origin]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=dict(os.environ))
    assert process.stdout is not None
    try:
        said = b""
        for line in process.stdout:
            said += line
            if b"listening" in line:
                break
        else:
            raise AssertionError(said.decode())
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()
