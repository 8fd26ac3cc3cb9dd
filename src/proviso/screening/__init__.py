"""Text in, findings out: `screen(parts) -> Screened`, one pass, in process, linear time (139-07.2.a)."""

from .catalog import describe, kinds, recognizers
from .engine import screen
from .recognizer import Hit, Kind, Match, Recognizer, View

__all__ = ["Hit", "Kind", "Match", "Recognizer", "View", "describe", "kinds", "recognizers", "screen"]
