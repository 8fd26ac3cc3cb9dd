"""Takes what waits in the outbox and hands it over, beside the doors and in the same processes.

One thread each for mail, webhooks, streams of events, and what is looked at every hour, so that none waits for another.
"""

from .loops import carrying

__all__ = ["carrying"]
