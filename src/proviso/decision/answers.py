"""An answer is screened while it comes: nothing is let through before its surroundings were looked at (139-07.2.b)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from proviso.model import AnswerRule, Finding, FindingClass, Part, Screened

Screen = Callable[[Sequence[Part]], Screened]


AnswerRules = Mapping[FindingClass, AnswerRule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Why an answer goes no further."""

    kind: str
    rule: AnswerRule


class Guard:
    """One run of text of an answer, whole at its end or piece by piece.

    `feed` returns what may be shown now; `finish` what was still held. `findings` have offsets into the whole run.
    """

    def __init__(self, screen: Screen, rules: AnswerRules) -> None:
        self._screen = screen
        self._rules = rules
        self._text = ""
        self.findings: tuple[Finding, ...] = ()
        self.stopped: Stopped | None = None

    @property
    def text(self) -> str:
        """All that came, for its digest and its length."""
        return self._text

    def feed(self, text: str) -> str:
        """Hold everything: what is shown was screened whole."""
        self._text += text
        return ""

    def finish(self) -> str:
        """Screen, then let through what the rules allow."""
        self.findings = self._screen((Part(name="answer", text=self._text),)).findings
        for finding in self.findings:
            rule = self._rules.get(finding.cls, AnswerRule.SHOW)
            if rule is not AnswerRule.SHOW:
                self.stopped = Stopped(kind=finding.kind, rule=rule)
                return ""
        return self._text
