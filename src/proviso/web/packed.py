"""A pack that was sent: a zip of its folder, or its files one by one. Small, flat, text, and never on the disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from proviso.errors import UsageError
from proviso.policy.packs import FILES
from proviso.policy.statements import FILE as STATEMENTS

from .forms import File

NAMES = frozenset({*FILES, "schema.cedarschema", STATEMENTS})
LARGEST, MOST_MEMBERS = 1024 * 1024, 40
_HINT = f"A pack has {', '.join(sorted(NAMES))}. Send them, or a zip of their folder."


def unpacked(sent: Sequence[File]) -> dict[str, str]:
    """The pack's files by name; what is no file of a pack is named, not dropped in silence."""
    if not sent:
        raise UsageError("Choose the files of the pack, or a zip of its folder.")
    if len(sent) == 1 and sent[0].name.lower().endswith(".zip"):
        held = _from_zip(sent[0])
    else:
        held = {file.name: file.content for file in sent}
    stray = sorted(set(held) - NAMES)
    if stray:
        raise UsageError(f"{stray[0][:80]} is no file of a pack.", hint=_HINT)
    if sum(map(len, held.values())) > LARGEST:
        raise UsageError("These files have more than 1 MB.", hint="A pack is text, and small.")
    return {name: _text(name, content) for name, content in held.items()}


def _from_zip(sent: File) -> dict[str, bytes]:
    """INVARIANT: no member is read beyond the limit, whatever the zip says about its size."""
    try:
        with zipfile.ZipFile(io.BytesIO(sent.content)) as folder:
            members = [m for m in folder.infolist() if not m.is_dir() and not _is_noise(m.filename)]
            if len(members) > MOST_MEMBERS:
                raise UsageError(f"This zip has {len(members):,} files.", hint=_HINT)
            return {m.filename.rpartition("/")[2]: _member(folder, m) for m in members}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise UsageError("We cannot read this zip.", hint="Send the files one by one, without a password.") from fault


def _member(folder: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with folder.open(member) as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise UsageError("These files have more than 1 MB.", hint="A pack is text, and small.")
    return content


def _is_noise(name: str) -> bool:
    """What the systems of people who zip a folder add by themselves."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in {".DS_Store", "Thumbs.db"}


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        raise UsageError(f"{name} is not UTF-8 text.", hint="Save it as UTF-8, then send it again.") from fault
