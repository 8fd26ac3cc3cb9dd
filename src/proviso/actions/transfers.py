"""The package of a transfer: plain text files, a list in CSV and in JSON, and a manifest with the hash of each file.

What stands in the metadata follows what NARA asks of a transfer (Bulletin 2015-04): what it is, whose, when, the
schedule, and a hash that tells whether the file is the one that left.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from proviso.db import agency as agency_db
from proviso.db import incidents
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Disposition, Transcript

from .agency import Agency
from .sealing import unseal
from .tables import write_table

FORMAT = "proviso transfer 1"
COLUMNS = ("id", "file", "kind", "person", "tool", "purpose", "decision", "case", "kept_at", "due_on", "sha256")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the package, so that equal texts give equal packages."""


def package_of(tx: Tx, agency: Agency, one: Disposition, texts: Sequence[Transcript]) -> bytes:
    """The package of these texts, as a ZIP that says itself what is in it."""
    files: dict[str, bytes] = {}
    rows: list[dict[str, str]] = []
    for held in texts:
        name, content = _file(tx, agency, held)
        files[name] = content
        rows.append(_row(held, name, content))
    files["texts.json"] = _json(rows)
    files["texts.csv"] = write_table(COLUMNS, [[row[column] for column in COLUMNS] for row in rows])
    files["manifest.json"] = _json(_manifest(tx, one, files))
    return _zip(files)


def _file(tx: Tx, agency: Agency, held: Transcript) -> tuple[str, bytes]:
    """A text as a file; one in a sealed box goes as it is, since only an officer's key opens it."""
    sealed = db.sealed(tx, held.id)
    if sealed is not None:
        return f"texts/{held.id}.txt", unseal(sealed, held.id, agency.sealing_key).encode("utf-8", "replace")
    box = incidents.sealed(tx, held.id) if incidents.get_box(tx, held.id) else b""
    if not box:
        raise NotFoundError(f"The text {held.id} is not here any more.")
    return f"boxes/{held.id}.sealed", box


def _row(held: Transcript, name: str, content: bytes) -> dict[str, str]:
    return {
        "id": held.id,
        "file": name,
        "kind": held.kind.value,
        "person": held.person_id,
        "tool": held.tool_id,
        "purpose": held.purpose,
        "decision": held.decision_id,
        "case": held.case_id,
        "kept_at": held.kept_at.isoformat(),
        "due_on": held.due_on.isoformat() if held.due_on else "",
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _manifest(tx: Tx, one: Disposition, files: dict[str, bytes]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "agency": agency_db.get(tx, "name") or "",
        "transfer": one.id,
        "record_class": one.record_class,
        "title": one.title,
        "schedule": one.schedule,
        "rules": one.pack,
        "proposed_by": one.proposed_by,
        "proposed_at": one.proposed_at.isoformat(),
        "language": "en-US",
        "rights": "As the agency says; the texts may hold personal data.",
        "files": [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        ],
    }


def _json(held: object) -> bytes:
    return json.dumps(held, indent=2, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _zip(files: dict[str, bytes]) -> bytes:
    """All of it in memory: no file of it is ever on a disk."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
