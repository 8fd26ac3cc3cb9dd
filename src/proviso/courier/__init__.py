"""Takes what waits in the outbox and hands it over, beside the doors and in the same processes.

One thread for mail, one for webhooks, one for what is looked at every hour, so that none waits for another.
"""

from .loops import carrying

__all__ = ["carrying"]
