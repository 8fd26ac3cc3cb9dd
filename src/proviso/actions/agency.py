"""The agency as the actions see it: its memory, its record, its policy packs and its keys, made once at start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from proviso import screening
from proviso.db.memory import Memory
from proviso.db.store import Store
from proviso.db.underway import UnderWay
from proviso.identity.keyring import Keyring
from proviso.identity.limits import Tries
from proviso.journal import Journal
from proviso.model import Channel, Part, Screened, Use
from proviso.policy import Packs
from proviso.settings import Settings

from .halts import Halts
from .queues import Queues
from .remembered import Remembered, Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """What a door needs to ask and to record; `opening.open_agency` makes it."""

    store: Store
    journal: Journal
    packs: Packs
    digest_key: bytes = field(repr=False)
    """For `Use.digest`: a plain hash of a nine-digit number is the number."""
    sealing_key: Keyring = field(repr=False)
    """Wraps the own key of each text that is kept."""
    session_key: bytes = field(repr=False)
    """Signs cookies, and locks what is kept of who is signed in."""
    settings: Settings
    queues: Queues = field(default_factory=Queues, repr=False)
    """Who screens and decides now."""
    memory: Memory = field(default_factory=Memory, repr=False)
    """What the records said lately, as long as none of them changed."""

    halts: Halts = field(default_factory=Halts, repr=False)
    """The answers that are being written, so that they stop when their tool is closed."""
    tries: Tries = field(default_factory=Tries, repr=False)
    """Who tried to sign in lately, and was refused."""

    under_way: UnderWay = field(default_factory=UnderWay, repr=False)
    """The uses on their way in this process: who is killed leaves their codes behind."""

    remembered: Remembered = field(default_factory=Remembered, repr=False)
    """What was found in the messages of systems: a conversation is not screened anew at each turn."""

    def screen(self, parts: Sequence[Part]) -> Screened:
        """Screen as this agency does: with the names model, unless the setting is off."""
        return screening.screen(parts, names=self.settings.names)

    def screen_of(self, use: Use) -> Screen:
        """Screening for one use: a call of the gateway sends its whole conversation, so what was screened counts."""
        if use.channel is not Channel.GATEWAY:
            return self.screen
        caller, most = use.system_id or use.person_id, self.settings.screening_memory
        return self.remembered.of(caller, self.screen, key=self.digest_key, most=most)
