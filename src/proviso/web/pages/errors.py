"""When a page cannot be shown: what is so, what to do now, and a code; never a stack trace, never a text."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions.wording import clean_line
from proviso.errors import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    ProvisoError,
    StoreError,
    UnreadableError,
    UsageError,
)
from proviso.identity.ids import new_id

from .. import words
from ..forms import StaleFormError, TooLargeError
from ..render import render, render_bare
from ..session import SignInNeededError, is_part, visit, was_sent

log = logging.getLogger("proviso.web")
STATUS: tuple[tuple[type[ProvisoError], int, str], ...] = (
    (TooLargeError, 413, "This is too large"),
    (StaleFormError, 403, "This page is too old"),
    (NotAllowedError, 403, "This page is for others"),
    (NotFoundError, 404, "Nothing is here"),
    (ConflictError, 409, "It changed since you opened it"),
    (UnreadableError, 422, "We cannot read this"),
    (UsageError, 400, "This cannot be done"),
)
OURS = "Something broke on our side"
AGAIN = "Your text is still here. Press the button once more."
"""What to do where the form stayed open: `proviso.js` gives it the token that comes with these words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """One sentence that says what is so, and one that says what to do."""

    title: str
    says: str
    hint: str = ""
    code: str = ""
    sign_in: bool = False
    """Sign in again in another tab, since this one holds a text."""


def answer(request: Request, fault: Exception) -> Response:
    """The one place where the web turns an exception into a page."""
    if isinstance(fault, SignInNeededError):
        return _to_sign_in(request, fault.hint)
    if isinstance(fault, StaleFormError) and is_part(request) and visit(request).session is None:
        return _to_sign_in(request, "/sign-in")
    if isinstance(fault, HTTPException):
        return _show(request, _http_page(fault), fault.status_code)
    if isinstance(fault, UsageError):
        status, title = next((s, t) for kind, s, t in STATUS if isinstance(fault, kind))
        hint = AGAIN if isinstance(fault, StaleFormError) and is_part(request) else fault.hint
        return _show(request, ErrorPage(title=title, says=fault.message, hint=hint), status)
    return _broke(request, fault)


def _to_sign_in(request: Request, address: str) -> Response:
    if is_part(request):
        page = ErrorPage(title="You are signed out", says="Nothing was sent. Your text is still here.", sign_in=True)
        return _show(request, page, 401)
    return RedirectResponse(address, status_code=303)


def _http_page(fault: HTTPException) -> ErrorPage:
    if fault.status_code == 404:
        return ErrorPage(title="Nothing is here", says="The address may have a typing error, or the page has moved.")
    if fault.status_code == 405:
        return ErrorPage(title="This cannot be opened", says="This address belongs to a form. Go to its page first.")
    return ErrorPage(title="This cannot be done", says="We cannot answer this.", hint=f"Reason {fault.status_code}.")


def _template(request: Request) -> str:
    """htmx puts the words above the form that is open; everybody else gets a page."""
    return "_error_part.html" if is_part(request) else "error.html"


def _show(request: Request, page: ErrorPage, status: int) -> Response:
    try:
        return render(request, _template(request), page, title=page.title, status=status)
    except StoreError as fault:  # the frame asks the database who is signed in
        return _broke(request, fault)


def _broke(request: Request, fault: Exception) -> Response:
    """INVARIANT: the log and the page get the kind and the place of a fault, never its message (it may hold a text)."""
    code = words.code(new_id())
    log.error("fault %s: %s on %s %s", code, _place(fault), request.method, clean_line(request.scope.get("path", "")))
    sent = "Your text had been sent before that." if was_sent(request) else "Your text was not sent."
    known = isinstance(fault, ProvisoError)
    page = ErrorPage(
        title=OURS,
        says=f"{OURS}. Code {code}. {sent}",
        hint=f"{fault.message} {fault.hint}".strip() if isinstance(fault, ProvisoError) else "",
        code=code,
    )
    return render_bare(request, _template(request), page, title=OURS, status=503 if known else 500)


def _place(fault: Exception) -> str:
    last = fault.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None:
        return type(fault).__name__
    return f"{type(fault).__name__} in {'/'.join(Path(last.tb_frame.f_code.co_filename).parts[-2:])}:{last.tb_lineno}"
