"""What keeps OpenAI's API from storing and training (139-07.2.e), whatever the caller sent."""

from __future__ import annotations

from proviso.gateway.wire import Body

_SHORT_CACHE = "30m"


def keep_from_storing(body: Body) -> tuple[str, ...]:
    """Set `store` to false, and take out what asks for a longer cache than the provider's own; says what was done."""
    body["store"] = False
    done = ["store=false"]
    if body.get("prompt_cache_retention") not in (None, "in_memory"):
        del body["prompt_cache_retention"]
        done.append("prompt_cache_retention removed")
    options = body.get("prompt_cache_options")
    if type(options) is dict and options.get("ttl") not in (None, _SHORT_CACHE):
        body["prompt_cache_options"] = {name: value for name, value in options.items() if name != "ttl"}
        done.append("prompt_cache_options.ttl removed")
    return tuple(done)
