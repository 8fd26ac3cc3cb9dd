"""The agency's mail server as the settings name it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from proviso.delivery import MailServer
from proviso.errors import UsageError
from proviso.settings import MAIL_PORTS, Settings

LONGEST = 1_024


def mail_server(settings: Settings) -> MailServer | None:
    """None where no mail goes out: no server is set, or it is the demo, whose people are invented."""
    if settings.demo or not settings.mail_host:
        return None
    return MailServer(
        host=settings.mail_host,
        port=settings.mail_port or MAIL_PORTS[settings.mail_security],
        security=settings.mail_security,
        user=settings.mail_user,
        password=settings.mail_password or _from_file(settings.mail_password_file),
        sender=settings.mail_from,
    )


def _from_file(name: str) -> str:
    """What is looked at is what is read: the permissions are those of the open file."""
    if not name:
        return ""
    path = Path(name).expanduser()
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise UsageError(
                    f"Others can read the mail password in {path}.", hint=f"Close it with: chmod 600 {path}"
                )
            held = file.read(LONGEST).decode("utf-8", "replace").strip()
    except OSError as fault:
        why = (fault.strerror or type(fault).__name__).lower()
        raise UsageError(
            f"The mail password in {path} cannot be read: {why}.", hint="Check PROVISO_MAIL_PASSWORD_FILE."
        ) from None
    if not held:
        raise UsageError(f"The file {path} holds no password.", hint="It holds the password alone, on one line.")
    return held
