"""Waits for an asynchronous call where there is no event loop, or where the loop must not wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from .pool import upstreams

T = TypeVar("T")


def wait_for(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run it to its end in a loop of its own, and cut that loop's links."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_whole(work))
    with ThreadPoolExecutor(max_workers=1) as aside:
        return aside.submit(asyncio.run, _whole(work)).result()


async def _whole(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    try:
        return await work()
    finally:
        upstreams().close_here()
