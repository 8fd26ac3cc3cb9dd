"""What one press of a button in the workspace came to, and the page that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from proviso.demo.samples import Sample

from .denial import DenialView
from .intake import Typed
from .setup import PurposeChoice, ToolChoice
from .turns import TurnView


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What came of a step that is neither an answer nor a denial."""

    title: str
    lines: tuple[str, ...] = ()


LOST = Notice(
    title="Your conversation is not here any more.",
    lines=(
        "The server was started anew, or another one answers you now. Its words are gone; nothing else is.",
        "Each use stands in My record. Ask your question again.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspacePage:
    """Everything the template needs."""

    typed: Typed
    chooses: bool
    opens_more: bool
    tool_name: str
    takes_files: bool
    """False for the chosen tool whose approval is for text only: a file would be denied."""
    purpose_title: str
    purposes: tuple[PurposeChoice, ...]
    tools: tuple[ToolChoice, ...]
    newest: TurnView | None
    """Above the box, where the outcome stands; None while a denial or a notice stands there."""
    earlier: tuple[TurnView, ...]
    denial: DenialView | None
    notice: Notice | None
    status: str
    """What the status line says; empty where a new heading takes the focus and says the same."""
    keeps_focus: bool
    """The page that is open keeps the focus where it is, and the status line says what is new."""
    hint: str
    focus_choice: bool
    """The choice of purpose and tool was just opened, so the focus goes there."""
    this_use: tuple[tuple[str, str], ...]
    good_uses: tuple[str, str]
    """What leads to those of colleagues: its words and its address."""
    samples: tuple[Sample, ...]
    file_kinds: str
    """What can be read, in words."""
    accepts: str
    """Their endings."""
    max_file_mib: int
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one request came to: the form as it goes back, and what stands above it."""

    typed: Typed
    denial: DenialView | None = None
    notice: Notice | None = None
    status: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    chooses: bool = False
    new_turn: str = ""
    """Decision of the turn that was just added: its heading takes the focus."""
    title: str = "Workspace"
    keeps_focus: bool = False
    focus_choice: bool = False
