"""The agency's mail server as the settings name it."""

from __future__ import annotations

from proviso.delivery import MailServer
from proviso.settings import MAIL_PORTS, Settings, password_of


def mail_server(settings: Settings) -> MailServer | None:
    """None where no mail goes out: no server is set, or it is the demo, whose people are invented."""
    if settings.demo or not settings.mail_host:
        return None
    return MailServer(
        host=settings.mail_host,
        port=settings.mail_port or MAIL_PORTS[settings.mail_security],
        security=settings.mail_security,
        user=settings.mail_user,
        password=settings.mail_password or _kept(settings.mail_password_file),
        sender=settings.mail_from,
    )


def _kept(name: str) -> str:
    return password_of(name, "the mail password", "MAIL_PASSWORD_FILE") if name else ""
