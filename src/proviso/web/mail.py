"""A message as the person reads it: two lines, one button, in plain text and in simple HTML (ux section 14)."""

from __future__ import annotations

from dataclasses import dataclass

from proviso.model import Message, Person

from .render import environment
from .words import first_name

BUTTONS = {
    "approval-requested": "Answer the request",
    "approval-granted": "See your steps",
    "approval-declined": "See your steps",
    "approval-ended": "See your steps",
    "approval-undone": "See your steps",
    "ends-soon": "See what needs you",
    "incident-closed": "See your report",
    "incident-late": "Open the incident",
    "incident-opened": "Open the incident",
    "objection-answered": "Read the answer",
    "tool-closed": "See the tool",
    "tool-open": "See the tool",
}
"""What the one button of a mail says; any other kind opens its page."""
USUAL = "Open the page"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """One mail, whole."""

    subject: str
    greeting: str
    lines: tuple[str, ...]
    button: str
    href: str
    foot: str

    @property
    def text(self) -> str:
        """The same without HTML."""
        return "\n\n".join((self.greeting, "\n".join(self.lines), f"{self.button}:\n{self.href}", self.foot)) + "\n"

    @property
    def html(self) -> str:
        """The same for those who read HTML."""
        return environment().get_template("_mail.html").render(page=self)


def mail_page(message: Message, person: Person, *, site: str, agency: str) -> MailPage:
    """The mail to this person."""
    return MailPage(
        subject=message.subject,
        greeting=f"Hello {first_name(person.name)},",
        lines=message.lines,
        button=button_of(message),
        href=site + message.path,
        foot=f"{agency or 'Your agency'}, about the use of AI tools. Nobody reads an answer to this mail.",
    )


def button_of(message: Message) -> str:
    """What the button says."""
    return BUTTONS.get(message.kind, USUAL)
