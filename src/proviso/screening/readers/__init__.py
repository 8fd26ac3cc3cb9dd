"""Files in, parts out: `read(name, data, limits, see) -> Document`. What we cannot read, we do not send."""

from __future__ import annotations

from .catalog import is_plain, kinds_of_file, read
from .document import Document, Limits
from .gathered import See

__all__ = ["Document", "Limits", "See", "is_plain", "kinds_of_file", "read"]
