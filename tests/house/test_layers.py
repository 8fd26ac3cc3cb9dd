"""The house keeps its layers: the contracts of pyproject.toml, checked by import-linter."""

import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT


def test_imports_point_down() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
