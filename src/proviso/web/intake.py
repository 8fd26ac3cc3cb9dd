"""What a person put into the workspace: the box, the files, the source, the tool and the purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from proviso.model import Part
from proviso.policy import leads_somewhere

from . import words as w
from .forms import Form

MAX_SOURCE = 500
NO_SOURCE = "Write a link, or the title and the date of what was published."
"""Said where the words lead nobody to a published text (139-07 fn5)."""
BOX = "text"
"""Name of the part that is the box: the same at every door, so that an equal text has an equal digest."""
NAMES = "the file’s name"
MOST_NAMES = 20_000
"""Characters: two hundred names, and more than a form of ours ever holds."""
REPLACED = "\ufffd"
"""What a browser shows where a character cannot be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The form of the workspace, as it was typed. Lives as long as one request."""

    text: str = field(default="", repr=False)
    source: str = field(default="", repr=False)
    tool_id: str = ""
    purpose: str = ""
    attachment: str = field(default="", repr=False)
    """Names of the files whose text went into the box, screened like the rest."""
    is_own_draft: bool = False
    is_not_published: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything that would be screened: the box, and the names of files (a name can hold a number of a person)."""
        return (Part(name=BOX, text=self.text), *self.files)

    @property
    def files(self) -> tuple[Part, ...]:
        """The names of the files alone; their text is in the box. Each is the name of a part, too, so that it is read
        as a file's name (`CUI_…`)."""
        if not self.attachment:
            return ()
        names = (Part(name=name, text="") for name in self.attachment.split(", "))
        return (Part(name=NAMES, text=self.attachment), *names)


def read_form(form: Form) -> Typed:
    """The fields of the workspace's form."""
    return Typed(
        text=form.text("text"),
        source=form.line("source"),
        tool_id=form.line("tool"),
        purpose=form.line("purpose"),
        attachment=form.line("attachment")[:MOST_NAMES],
    )


def add_text(typed: Typed, names: Sequence[str], text: str) -> Typed:
    """A file's text goes under what stands in the box, so that the person sees all that would be sent. Its name, and
    those of the files inside it, are kept."""
    before = typed.text.rstrip("\n")
    joined = f"{before}\n\n{text}" if before.strip() else text
    before_names = (typed.attachment,) if typed.attachment else ()
    return replace(typed, text=joined, attachment=", ".join((*before_names, *names)))


def unreadable(text: str) -> str:
    """What is wrong with the characters of a text, in words; empty when nothing is."""
    bad = [place for place, c in enumerate(text) if _is_unreadable(c)]
    if not bad:
        return ""
    line = text.count("\n", 0, bad[0]) + 1
    return (
        f"Your text has {w.count(len(bad), 'character')} that we cannot read, the first one in line {line}. "
        f"It shows as {REPLACED}. Take it out, then check again."
    )


def readable(text: str) -> str:
    """The text with unreadable characters shown as such, so that it can stand in a page again."""
    return "".join(REPLACED if _is_unreadable(c) else c for c in text)


def _is_unreadable(c: str) -> bool:
    return (c < " " and c not in "\n\t\r\f\v") or "\ud800" <= c <= "\udfff"


def problems(
    typed: Typed, *, tools: Sequence[str], purposes: Sequence[str], max_chars: int
) -> tuple[tuple[str, str], ...]:
    """What has to be fixed before there is something to decide: field and sentence."""
    found = []
    if not typed.purpose:
        found.append(("purpose", "Choose what it is for."))
    elif typed.purpose not in purposes:
        found.append(("purpose", "This purpose is not in the rules. Choose one of these."))
    if not typed.tool_id:
        found.append(("tool", "Choose a tool."))
    elif typed.tool_id not in tools:
        found.append(("tool", "This tool is not on the agency’s list. Choose one of these."))
    if not typed.text.strip():
        found.append(("text", "Write or paste your text, or add a file."))
    elif len(typed.text) > max_chars:
        found.append(
            (
                "text",
                f"Your text has {len(typed.text):,} characters. We can check {max_chars:,} at once. Send it in parts.",
            )
        )
    elif wrong := unreadable(typed.text):
        found.append(("text", wrong))
    if len(typed.source) > MAX_SOURCE:
        found.append(("source", f"The link or citation is longer than {MAX_SOURCE} characters. Shorten it."))
    elif typed.source and not leads_somewhere(typed.source):
        found.append(("source", NO_SOURCE))
    return tuple(found)
