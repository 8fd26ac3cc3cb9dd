"""Hands mail and webhooks over to others: all SMTP, and all HTTP that no tool is asked by. Knows no database."""

from .mail import Letter, MailServer, mailing
from .webhooks import Hook, deliver, signature

__all__ = ["Hook", "Letter", "MailServer", "deliver", "mailing", "signature"]
