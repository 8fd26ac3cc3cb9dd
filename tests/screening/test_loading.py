"""A damaged model stops the start."""

from __future__ import annotations

import subprocess
import sys

import pytest

DAMAGES = {
    "injection": "injection.model.checksum",
    "cases": "cases.model.checksum",
}
PROGRAM = """
import sys
from importlib import import_module
from proviso.errors import ScreeningError
place, _, name = {target!r}.rpartition(".")
setattr(import_module("proviso.screening." + place), name, lambda *a: "another")
from proviso.screening.loading import load_models
try:
    load_models(with_names=False)
except ScreeningError as fault:
    print(fault.message)
    sys.exit(7)
"""


@pytest.mark.parametrize("target", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_model_stops_the_start_and_is_named(target: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(target=target)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 7, done.stderr
    assert "damaged" in done.stdout


def test_whole_models_load() -> None:
    program = "from proviso.screening.loading import load_models; load_models(with_names=True)"
    subprocess.run([sys.executable, "-c", program], check=True)
