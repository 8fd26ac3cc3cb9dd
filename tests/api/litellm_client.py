"""LiteLLM's own Presidio guardrail, pointed at an analyzer. Runs in an environment of its own, in which LiteLLM is.

Arguments: the address, then a JSON object of the guardrail's options. Standard input: a JSON list of texts. Prints, for
each, what LiteLLM would send on, or the name of what it raised.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any


async def main(base: str, options: dict[str, Any], texts: list[str]) -> list[dict[str, str]]:
    from litellm.proxy.guardrails.guardrail_hooks.presidio import (  # type: ignore[import-not-found, unused-ignore]  # another environment has it
        _OPTIONAL_PresidioPIIMasking as Guardrail,
    )

    guard = Guardrail(
        presidio_analyzer_api_base=base,
        presidio_anonymizer_api_base=base,
        guardrail_name="proviso",
        event_hook="pre_call",
        default_on=True,
        **options,
    )
    said = []
    for text in texts:
        data = {"messages": [{"role": "user", "content": text}], "metadata": {}}
        try:
            out = await guard.async_pre_call_hook(user_api_key_dict=None, cache=None, data=data, call_type="completion")
            said.append({"sent": out["messages"][0]["content"]})
        except Exception as fault:
            said.append({"raised": type(fault).__name__})
    await guard._close_http_session()
    return said


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], json.loads(sys.argv[2]), json.load(sys.stdin)))))
