"""What is measured: the provider itself, nginx, LiteLLM, Portkey, and Proviso; each started here and stopped here.

The peers come from `scripts/apart.sh gateways`, nginx from the distribution. What is not there is left out, and named.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .bodies import BODIES, CLAUDE, MARK, MODEL
from .processes import family, lives, pin

ROOT = Path(__file__).resolve().parents[2]
LITELLM = ROOT / ".tools" / "gateways" / "bin" / "litellm"
PORTKEY = ROOT / ".tools" / "portkey" / "node_modules" / "@portkey-ai" / "gateway"
NODE = ROOT / ".tools" / "bin" / "node"
PROVIDER = "-m", "bench.gateways.provider"
STARTS_WITHIN = 180
SSN = r"\d{3}-\d{2}-\d{4}"
DIRECT = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One gateway that answers."""

    name: str
    port: int
    pid: int
    headers: Mapping[str, str] = field(repr=False)
    """Sent with OpenAI's formats."""
    anthropic: Mapping[str, str] = field(repr=False)
    """Sent with Anthropic's."""

    @property
    def base(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def pids(self) -> list[int]:
        """Its processes."""
        return family(self.pid)

    def heads(self, format_: str) -> Mapping[str, str]:
        """The headers of a caller in this format."""
        return self.anthropic if format_ == "messages" else self.headers


def bearer(key: str) -> dict[str, str]:
    """As OpenAI's SDK signs in."""
    return {"authorization": f"Bearer {key}"}


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(
    command: list[str], folder: Path, name: str, core: int, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """A process with its children, on one core, until the block ends; what it says is in `folder/name.log`."""
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **(environment or {})},
            process_group=0,  # Ctrl+C is for this process, which ends the others; and all share one weight
        )
    pin([process.pid], core)
    try:
        yield process.pid
    finally:
        pids = family(process.pid)
        for sign in (signal.SIGTERM, signal.SIGKILL):
            for pid in pids:
                try:
                    os.kill(pid, sign)
                except ProcessLookupError:
                    continue
            try:
                process.wait(15)
                break
            except subprocess.TimeoutExpired:
                continue


@contextmanager
def provider(folder: Path, core: int) -> Iterator[Target]:
    """The provider that all of them lead to; measured alone, it is `direct`."""
    port = free_port()
    command = [sys.executable, *PROVIDER, str(port)]
    with running(command, folder, DIRECT, core, {"PYTHONPATH": str(ROOT)}) as pid:
        target = Target(name=DIRECT, port=port, pid=pid, headers=bearer("k"), anthropic={"x-api-key": "k"})
        wait_for(target, folder)
        yield target


def told(stub: Target, what: str) -> bytes:
    """Ask the provider what it saw, or tell it what to do."""
    with urllib.request.urlopen(f"{stub.base}/__{what}", timeout=20) as answer:  # noqa: S310  # our own, on this machine
        found: bytes = answer.read()
    return found


def wait_for(target: Target, folder: Path) -> None:
    """Until it answers a call."""
    path, body = BODIES["chat"]
    end = time.monotonic() + STARTS_WITHIN
    said = "nothing"
    while time.monotonic() < end:
        request = urllib.request.Request(  # noqa: S310  # on this machine
            target.base + path,
            data=body.replace(MARK.encode(), b"00000000"),
            headers={"content-type": "application/json", **target.headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=20):  # noqa: S310
                return
        except urllib.error.HTTPError as fault:
            said = f"status {fault.code}: {fault.read()[:200].decode(errors='replace')}"
        except OSError as fault:
            said = str(fault)
        if not lives(target.pid):
            said = "it ended"
            break
        time.sleep(0.3)
    log = (folder / f"{target.name}.log").read_text(encoding="utf-8", errors="replace").strip()
    raise SystemExit(f"{target.name} did not begin to answer ({said}). Its last words: {log[-500:]}")


@contextmanager
def nginx(folder: Path, stub: Target, core: int) -> Iterator[Target]:
    """A plain reverse proxy: about what one core of this machine can do at all."""
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"""worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_max_body_size 4m;
  client_body_buffer_size 128k;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  upstream provider {{ server 127.0.0.1:{stub.port}; keepalive 256; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }}
  }}
}}
""",
        encoding="utf-8",
    )
    command = [_required("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with running(command, folder, "nginx", core) as pid:
        target = Target(name="nginx", port=port, pid=pid, headers=bearer("k"), anthropic={"x-api-key": "k"})
        wait_for(target, folder)
        yield target


@contextmanager
def litellm(folder: Path, stub: Target, core: int, *, is_filtering: bool = False) -> Iterator[Target]:
    """LiteLLM's proxy without a database; `is_filtering`: with its own content filter, before and after the call."""
    if not LITELLM.exists():
        raise Missing("LiteLLM", "scripts/apart.sh gateways could not fetch it")
    name, port, key = "LiteLLM, content filter" if is_filtering else "LiteLLM", free_port(), secrets.token_hex(24)
    ways = (("openai", MODEL, f"{stub.base}/v1"), ("anthropic", CLAUDE, stub.base))
    models = [
        {"model_name": model, "litellm_params": {"model": f"{kind}/{model}", "api_base": base, "api_key": "sk-none"}}
        for kind, model, base in ways
    ]
    config = {
        "model_list": models,
        "litellm_settings": {"set_verbose": False, "telemetry": False, "num_retries": 0, "request_timeout": 60},
        "general_settings": {"master_key": "os.environ/LITELLM_MASTER_KEY", "disable_spend_logs": True},
    }
    if is_filtering:
        pattern = {"pattern_type": "prebuilt", "pattern_name": "us_ssn", "action": "MASK"}
        params = {
            "guardrail": "litellm_content_filter",
            "mode": ["pre_call", "post_call"],
            "default_on": True,
            "patterns": [pattern],
        }
        config["guardrails"] = [{"guardrail_name": "content-filter", "litellm_params": params}]
    file = folder / f"litellm-{port}.yaml"
    file.write_text(json.dumps(config), encoding="utf-8")  # JSON is YAML
    command = [str(LITELLM), "--config", str(file), "--port", str(port), "--host", "127.0.0.1", "--num_workers", "1"]
    environment = {
        "LITELLM_MASTER_KEY": f"sk-{key}",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_LOG": "ERROR",
        "DISABLE_ADMIN_UI": "True",
    }
    with running(command, folder, name, core, environment) as pid:
        heads = bearer(f"sk-{key}")
        target = Target(name=name, port=port, pid=pid, headers=heads, anthropic={"x-api-key": f"sk-{key}"})
        wait_for(target, folder)
        yield target


@contextmanager
def portkey(folder: Path, stub: Target, core: int, *, is_filtering: bool = False) -> Iterator[Target]:
    """Portkey's open gateway; `is_filtering`: a guardrail for both ways that denies the form of an SSN."""
    script = PORTKEY / "build" / "start-server.js"
    if not script.exists():
        raise Missing("Portkey", "scripts/apart.sh gateways could not fetch it")
    name, port = "Portkey, regex guardrail" if is_filtering else "Portkey", free_port()
    node = str(NODE) if NODE.exists() else _required("node")

    def heads(kind: str, base: str) -> dict[str, str]:
        config: dict[str, object] = {"provider": kind, "api_key": "sk-none", "custom_host": base}
        if is_filtering:
            guardrail = {"default.regexMatch": {"rule": SSN, "not": True}, "deny": True}
            config |= {"input_guardrails": [guardrail], "output_guardrails": [guardrail]}
        return {"x-portkey-config": json.dumps(config)}

    environment = {"TRUSTED_CUSTOM_HOSTS": "127.0.0.1,localhost", "NODE_ENV": "production"}
    command = [node, str(script), f"--port={port}", "--headless"]
    with running(command, folder, name, core, environment) as pid:
        base = f"{stub.base}/v1"
        target = Target(
            name=name, port=port, pid=pid, headers=heads("openai", base), anthropic=heads("anthropic", base)
        )
        wait_for(target, folder)
        yield target


@contextmanager
def proviso(folder: Path, stub: Target, core: int, *, has_names: bool = False) -> Iterator[Target]:
    """Proviso's small demo agency: a registered system, the policy, screening and the durable ledger, all on."""
    name, port, key = "Proviso with names" if has_names else "Proviso", free_port(), secrets.token_urlsafe(24)
    command = [str(Path(sys.executable).with_name("proviso")), "serve", "--demo-small", "--port", str(port)]
    command += ["--home", str(folder / f"home-{port}"), *([] if has_names else ["--no-names"])]
    command += ["--upstream-openai", f"{stub.base}/v1", "--upstream-anthropic", f"{stub.base}/v1", "--system-key", key]
    # Each message is screened: what is remembered of a conversation would make equal beginnings look fast.
    with running(command, folder, name, core, {"PROVISO_SCREENING_MEMORY": "0"}) as pid:
        target = Target(name=name, port=port, pid=pid, headers=bearer(key), anthropic={"x-api-key": key})
        wait_for(target, folder)
        yield target


class Missing(Exception):  # noqa: N818  # it is a gap of the measurement, not a fault
    """A gateway that is not on this machine."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} is left out: {why}.")


def _required(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        raise Missing(name, "it is not installed on this machine")
    return found
