"""ZIP archives: every member is read, and its name is screened; a member that cannot be read refuses the archive."""

from __future__ import annotations

from .document import count
from .gathered import File, Gathered
from .package import opened

_SYSTEM = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What file systems leave in archives by themselves."""


def read_zip(file: File, out: Gathered) -> None:
    """Member by member, with the folders' names too."""
    with opened(file, out, "ZIP archive") as package:
        out.add(file, "comment", package.comment)
        folders = [name for name in package.names if name.endswith("/") and not name.startswith(_SYSTEM)]
        out.add(file, "folders", "\n".join(folders))
        members = [name for name in package.names if not name.endswith("/")]
        for name in members:
            if name.startswith(_SYSTEM[0]) or name.rpartition("/")[2] in _SYSTEM:
                out.leave("file of the operating system")
                continue
            data = package.bytes(name)
            if data:
                out.inside(file, "file", name, data)
            else:
                out.name(file, name)
    out.note(file, f"{file.name}: {count(len(members), 'file')} read.")
