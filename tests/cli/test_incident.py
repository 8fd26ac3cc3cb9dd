"""`proviso incident`: a key file for its owner alone, its public half on file, and a box that it opens."""

from __future__ import annotations

import base64
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions.agency import Agency
from proviso.cli.incident import command
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity import boxes
from tests.actions.house import open_agency

PHRASE = "four words are easy"


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    made = open_agency(tmp_path_factory.mktemp("house"))
    yield made
    made.store.close()


def run(agency: Agency, *options: str, typed: str = f"{PHRASE}\n{PHRASE}\n") -> Result:
    return CliRunner().invoke(command, [*options], obj=agency.settings, standalone_mode=False, input=typed)


def test_a_key_is_made_put_on_file_opens_its_box_and_ends(agency: Agency, tmp_path: Path) -> None:
    file = tmp_path / "henry.pem"
    made = run(agency, "new-key", str(file), "--owner", "henry.osei")
    assert made.exception is None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"ENCRYPTED PRIVATE KEY" in file.read_bytes()
    listed = run(agency, "list-keys").stdout
    key = listed.split()[0]
    assert "henry.osei" in listed

    public = base64.b64decode(made.stdout.splitlines()[-1])
    box = tmp_path / "one.box"
    box.write_bytes(boxes.lock("The text.", "BOX00001", "2026-001", {key: public}))
    opened = run(agency, "open", str(box), "--key", str(file), typed=f"{PHRASE}\n")
    assert opened.stdout.endswith("The text.\n")
    assert isinstance(run(agency, "new-key", str(file)).exception, ConflictError)
    assert run(agency, "end-key", key).exception is None
    assert "ended on" in run(agency, "list-keys").stdout
    assert '"ended_at"' in run(agency, "list-keys", "--json").stdout


def test_a_key_is_made_elsewhere_and_its_public_half_brought(agency: Agency, tmp_path: Path) -> None:
    made = run(agency, "new-key", str(tmp_path / "ingrid.pem"))
    public = made.stdout.splitlines()[-1]
    assert run(agency, "add-key", public, "--owner", "ingrid.solberg").exception is None
    assert "ingrid.solberg" in run(agency, "list-keys").stdout


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (("add-key", "nonsense", "--owner", "henry.osei"), UsageError),
        (("add-key", "A" * 43 + "=", "--owner", "nobody.here"), NotFoundError),
        (("add-key", "A" * 43 + "=", "--owner", "maya.okafor"), NotAllowedError),
        (("end-key", "AAAA-BBBB-CCCC"), NotFoundError),
    ],
)
def test_what_cannot_be_says_why(agency: Agency, options: tuple[str, ...], fault: type[Exception]) -> None:
    assert isinstance(run(agency, *options).exception, fault)
