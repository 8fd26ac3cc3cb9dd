"""Mail: takes what is due under a lease, hands it to the mail server, and says what became of each letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from proviso.actions import outbox as change
from proviso.actions.agency import Agency
from proviso.db import agency as agency_db
from proviso.db import outbox, people
from proviso.delivery import Letter, MailServer, mailing
from proviso.delivery.mail import Post
from proviso.errors import DeliveryError
from proviso.identity.ids import new_id
from proviso.model import Message, Way
from proviso.web.mail import mail_page

AT_ONCE = 20
"""Letters in one session with the server."""
LEASE = timedelta(minutes=3)
LAST_START = timedelta(minutes=1)
"""No letter is begun later than this: it must be over, and said to be, before the lease ends."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=5)
"""After the server could not be reached, doubled each time."""


class MailRound:
    """One look at the mail that waits."""

    def __init__(self, agency: Agency, server: MailServer, clock: Callable[[], datetime]) -> None:
        self._agency = agency
        self._server = server
        self._clock = clock
        self._pause = FIRST_PAUSE
        self._again_at: datetime | None = None

    def __call__(self) -> bool:
        """Hand over what is due; True when more may wait."""
        at, store = self._clock(), self._agency.store
        if (self._again_at and at < self._again_at) or not outbox.waits(store, Way.MAIL, at):
            return False
        holder = new_id()
        due = store.write(lambda tx: outbox.lease(tx, Way.MAIL, holder, at=at, until=at + LEASE, most=AT_ONCE))
        try:
            return self._carry(due, holder, at)
        finally:
            store.write(lambda tx: outbox.release(tx, holder))

    def _carry(self, due: list[Message], holder: str, at: datetime) -> bool:
        left = list(due)
        try:
            with mailing(self._server) as post:
                while left and self._clock() < at + LAST_START:
                    self._hand_over(left.pop(0), post, holder)
        except DeliveryError as fault:
            self._put_off(left, holder, fault)
            return False
        self._pause, self._again_at = FIRST_PAUSE, None
        return bool(due)

    def _hand_over(self, message: Message, post: Post, holder: str) -> None:
        """One letter. A fault that is not about it is raised on, since no other letter would be taken either."""
        store = self._agency.store
        letter = self._letter(message)
        if letter is None:
            store.write(lambda tx: change.give_up(tx, message, holder, at=self._clock()))
            return
        try:
            post(letter)
        except DeliveryError as fault:
            said = fault
            store.write(lambda tx: change.failed(tx, message, holder, said, at=self._clock()))
            if fault.is_ours:
                raise
            return
        store.write(lambda tx: change.sent(tx, message, holder, at=self._clock()))

    def _letter(self, message: Message) -> Letter | None:
        """None when the person has left."""
        with self._agency.store.read() as tx:
            person, name = people.get(tx, message.recipient), agency_db.name(tx)
        if person is None or not person.is_active:
            return None
        page = mail_page(message, person, site=self._agency.settings.site, agency=name)
        return Letter(
            id=message.id,
            name=person.name,
            address=person.email,
            subject=page.subject,
            text=page.text,
            html=page.html,
            calendar=message.calendar,
            at=message.queued_at,
        )

    def _put_off(self, left: list[Message], holder: str, fault: DeliveryError) -> None:
        """The server takes nothing now. Whose turn it was not is tried later, and it is not counted against them."""
        until = self._clock() + self._pause
        self._again_at, self._pause = until, min(self._pause * 2, LONGEST_PAUSE)
        for message in left:
            self._agency.store.write(
                lambda tx, message=message: change.put_off(tx, message, holder, fault, until=until)  # type: ignore[misc]
            )
