"""What a person sent: read before the page's function runs, within limits, and only with the token of our own page."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from proviso.actions.wording import clean_line
from proviso.errors import UsageError
from proviso.settings import Settings

MIB = 1024 * 1024
STRANGERS = 1 * MIB
"""The longest form of who is not signed in: a sign-in, a report, a complaint. Whoever comes may send many at once, and
each is held in memory."""
MAX_FIELDS = 200
MAX_FILES = 10
SIGNED = frozenset({"/sign-in/agency/ended"})
"""What a program of the agency sends: no browser and no session, but a signature of its own that the page checks."""


class TooLargeError(UsageError):
    """More was sent than one request may hold."""


class StaleFormError(UsageError):
    """The form is from a session that ended, or from another site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file as it was sent, in memory only."""

    name: str
    content: bytes = field(repr=False)


class Form:
    """The fields of a form, as text; a field that was not sent is empty."""

    def __init__(self, data: FormData | None = None) -> None:
        self._data = data or FormData()

    def text(self, name: str) -> str:
        """One field, as it was typed; line ends are `\\n`."""
        value = self._data.get(name)
        return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""

    def line(self, name: str) -> str:
        """One field of one line, without the spaces around it."""
        return clean_line(self.text(name))

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field: check boxes."""
        return tuple(value for value in self._data.getlist(name) if isinstance(value, str))

    def items(self) -> tuple[tuple[str, str], ...]:
        """Every field that was sent as text, in order; files are not among them."""
        return tuple((name, value) for name, value in self._data.multi_items() if isinstance(value, str))

    def is_ticked(self, name: str) -> bool:
        """Whether a check box was ticked, or a button of this name pressed."""
        return name in self._data

    def files(self, name: str) -> tuple[File, ...]:
        """The files of a field; an empty choice is no file."""
        sent = (value for value in self._data.getlist(name) if isinstance(value, UploadFile))
        return tuple(File(name=up.filename or "file", content=up.file.read()) for up in sent if up.filename)


def form(request: Request) -> Form:
    """The form of this request; the token was checked already."""
    found = request.scope.get("state", {}).get("form")
    return found if isinstance(found, Form) else Form()


class _InMemory(MultiPartParser):
    """INVARIANT: what is sent stays in memory; the parser's default writes files over 1 MiB to the disk."""

    spool_max_size = 1024 * MIB


class Forms:
    """Reads the form of each POST: size, shape, token."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.limit = body_limit(settings)
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the form into the request's state, or raise what the error page will say."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        visit = state["visit"]
        limit = self.limit if visit.session is not None else min(self.limit, STRANGERS)
        try:
            data = await self._read(Headers(scope=scope), _within(Request(scope, receive), limit), limit)
        except _OverLimitError:
            if visit.session is None:
                raise _stale() from None
            raise TooLargeError(
                "This is more than one use may hold. It was not read and not sent.",
                hint=f"A text may have {self.settings.max_text_chars:,} characters, "
                f"a file {self.settings.max_file_mib} MB. Send it in parts.",
            ) from None
        except (MultiPartException, UnicodeError):  # a form may name any character set of Python
            raise UsageError("We cannot read this form.", hint="Go back and send it again.") from None
        except ClientDisconnect:
            return
        state["form"] = Form(data)
        token = data.get("csrf")
        is_signed = scope["path"] in SIGNED
        if not is_signed and (not isinstance(token, str) or not visit.is_token(token)):
            await data.close()
            raise _stale()
        try:
            await self.app(scope, receive, send)
        finally:
            await data.close()

    async def _read(self, headers: Headers, stream: AsyncGenerator[bytes, None], limit: int) -> FormData:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "multipart/form-data":
            parser = _InMemory(headers, stream, max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=limit)
            return await parser.parse()
        if kind == "application/x-www-form-urlencoded":
            return await FormParser(headers, stream, max_fields=MAX_FIELDS, max_part_size=limit).parse()
        async for _ in stream:  # read to its end, so that the answer arrives
            continue
        return FormData()


def _stale() -> StaleFormError:
    return StaleFormError(
        "This page was open for too long, so nothing was sent.",
        hint="Go back, copy your text, load the page again, and send it once more.",
    )


class _OverLimitError(Exception):
    """More came than we read."""


async def _within(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body while it is within the limit. Beyond it, the rest is read and dropped (memory stays the same), because a
    browser shows an answer only when it could send all it had."""
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen <= limit:
            yield chunk
    if seen > limit:
        raise _OverLimitError


def body_limit(settings: Settings) -> int:
    """The longest request: the largest file beside the longest text, 4 bytes a character, and the rest of the form.

    A page counts the characters again (`max_text_chars`); this limit only bounds the memory of one request."""
    return settings.max_file_mib * MIB + settings.max_text_chars * 4 + MIB
