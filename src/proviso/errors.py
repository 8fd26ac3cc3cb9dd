"""Faults, as one small tree. A denial is a value (`proviso.model.Decision`), never an exception.

ProvisoError                  everything below; `hint` says what to do now
├── UsageError                the caller asked for something that cannot be: exit 2, HTTP 4xx
│   ├── NotFoundError         no such person, tool, decision, pack, purpose
│   ├── NotAllowedError       this role may not do that (separation of duties)
│   ├── ConflictError         it changed since it was opened; says who and when
│   └── UnreadableError       a file or text that we cannot read, or that is too large
├── PackError                 a policy pack that cannot be used; names file and line
├── ScreeningError            a recognizer failed; names the recognizer
├── PolicyError               the policy could not be evaluated; names the clause
├── StoreError                the database is read-only, full, locked or of another version
├── LedgerError               the record is not whole, or could not be made durable
├── ClockError                the clock went backwards
├── ProviderError             the model did not answer
├── TypesettingError          a PDF could not be made
└── DeliveryError             a mail or a webhook was not taken; says whether another try can help
Domain errors know no status codes: each door translates once, into its own shape.
"""

from __future__ import annotations


class ProvisoError(Exception):
    """A fault, said in one sentence; `hint` is the sentence that says what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ProvisoError):
    """The caller asked for something that cannot be."""


class NotFoundError(UsageError):
    """There is no such thing; the hint lists what there is."""


class NotAllowedError(UsageError):
    """This person may not do that."""


class ConflictError(UsageError):
    """It changed since it was opened."""


class UnreadableError(UsageError):
    """We cannot read it. What we cannot read, we do not send."""


class PackError(ProvisoError):
    """A policy pack that cannot be used."""


class ScreeningError(ProvisoError):
    """Screening failed, so nothing goes out."""


class PolicyError(ProvisoError):
    """The policy could not be evaluated, so nothing goes out."""


class StoreError(ProvisoError):
    """The database cannot be read or written."""


class LedgerError(ProvisoError):
    """The ledger is not whole, or an entry could not be made durable."""


class ClockError(ProvisoError):
    """The clock of this machine went backwards."""


class ProviderError(ProvisoError):
    """The model did not answer."""


class TypesettingError(ProvisoError):
    """A PDF could not be made."""


class DeliveryError(ProvisoError):
    """A mail or a webhook's message was not taken."""

    def __init__(self, message: str, *, hint: str = "", is_final: bool = False, is_ours: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.is_final = is_final
        """Another try would end the same way: nobody has this address."""
        self.is_ours = is_ours
        """It is not about this message: the server cannot be reached, or does not know us."""
