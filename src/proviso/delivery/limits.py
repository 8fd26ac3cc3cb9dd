"""The longest time that somebody else may take of ours, however slowly they answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType


class Deadline:
    """Cuts a connection when the time is over: what waits on it then ends with an error.

    A socket's own limit counts from one byte to the next, so that one byte a while would hold us for ever.
    """

    def __init__(self, seconds: float, sock: Callable[[], socket.socket | None]) -> None:
        self.is_over = False
        self._sock = sock
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self.is_over = True
        sock = self._sock()
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
