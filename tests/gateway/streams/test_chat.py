"""A streamed chat completion: each field of each choice is judged, and nothing else is changed."""

import collections
import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from proviso.decision.answers import Guard
from proviso.errors import ProviderError
from proviso.gateway.refusals import Refusal
from proviso.gateway.streams.chat import read_stream
from proviso.gateway.wire import Usage

from .given import (
    HIDDEN,
    JUDGED,
    MARKED,
    PROSE,
    RULES,
    SAID,
    SSN,
    chat,
    chat_tools,
    chunk,
    event,
    events,
    guard,
    nothing,
    pieces,
    rules_only,
    through,
)

COUNTS = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}


def texts(data: bytes, index: int = 0, field: str = "content") -> str:
    deltas = [c["delta"] for e in events(data) for c in e.get("choices", ()) if c["index"] == index]
    return "".join(delta.get(field) or "" for delta in deltas)


def arguments(data: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for held in events(data):
        for choice in held.get("choices", ()):
            for call in choice["delta"].get("tool_calls", ()):
                found[call["index"]] = found.get(call["index"], "") + call["function"].get("arguments", "")
    return found


def counted(usage: Any) -> bytes:
    head = {"id": "chatcmpl-9x81", "object": "chat.completion.chunk", "created": 1, "model": "gpt-5.1-mini"}
    return event({**head, "choices": [], "usage": usage})


@pytest.mark.parametrize("step", [0, 1, 2, 17, 4_096])
def test_what_a_rule_hides_is_masked_however_the_bytes_come(step: int) -> None:
    stream = read_stream(guard)
    out = through(stream, chat(), step)
    assert texts(out) == JUDGED
    assert (stream.is_complete, stream.is_stopped) == (True, False)
    assert out.endswith(b"data: [DONE]\n\n")
    assert [f.kind for g in stream.guards for f in g.findings if f.kind == "US_SSN"] == ["US_SSN"]
    assert "".join(g.text for g in stream.guards) == SAID


def test_a_short_answer_without_findings_has_the_same_words() -> None:
    said = "The levee held. Pumps ran."
    assert texts(through(read_stream(guard), chat(said), 11)) == said


def test_an_event_without_text_goes_on_at_once() -> None:
    stream = read_stream(guard)
    first = chunk({"role": "assistant", "content": ""})
    assert events(stream.feed(first)) == events(first)
    assert stream.feed(b": OPENROUTER PROCESSING\n\n") == b":\n\n"
    filters = event({"choices": [], "prompt_filter_results": [{"hate": {"filtered": False, "severity": "safe"}}]})
    assert events(stream.feed(filters)) == events(filters)


def test_several_choices_are_runs_of_their_own() -> None:
    said = [f"{PROSE}One. {SSN} is her SSN.", f"{PROSE}Two."]
    data = b"".join(
        chunk({"content": piece}, index=index)
        for pair in zip(*map(pieces, said), strict=False)
        for index, piece in enumerate(pair)
    )
    longer = pieces(said[0])[len(pieces(said[1])) :]
    data += b"".join(chunk({"content": piece}) for piece in longer)
    data += chunk({}, "stop", index=0) + chunk({}, "stop", index=1) + b"data: [DONE]\n\n"
    out = through(read_stream(guard), data, 50)
    assert texts(out, 0) == said[0].replace(SSN, HIDDEN)
    assert texts(out, 1) == said[1]


def test_choices_in_one_chunk_are_kept_apart() -> None:
    def both(one: str, two: str) -> bytes:
        deltas = [{"index": n, "delta": {"content": t}, "finish_reason": None} for n, t in enumerate((one, two))]
        return event({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": deltas})

    data = both("SSN 851-", "no number") + both("33-1294", " here") + b"data: [DONE]\n\n"
    out = through(read_stream(guard), data)
    assert (texts(out, 0), texts(out, 1)) == (f"SSN {HIDDEN}", "no number here")


@pytest.mark.parametrize("field", ["refusal", "reasoning_content", "reasoning", "a_field_of_tomorrow"])
def test_any_field_with_text_is_a_run(field: str) -> None:
    out = through(read_stream(guard), chat(field=field), 100)
    assert texts(out, field=field) == JUDGED


def test_reasoning_comes_out_before_the_answer_that_follows_it() -> None:
    data = chunk({"role": "assistant", "content": ""})
    data += b"".join(chunk({"reasoning_content": piece}) for piece in pieces("I add two and two."))
    data += b"".join(chunk({"content": piece}) for piece in pieces("It is four."))
    data += chunk({}, "stop") + b"data: [DONE]\n\n"
    out = through(read_stream(guard), data)
    fields = [name for e in events(out) for name, v in e["choices"][0]["delta"].items() if v and name != "role"]
    assert fields == ["reasoning_content", "content"]
    assert texts(out, field="reasoning_content") == "I add two and two."


@pytest.mark.parametrize("step", [0, 1, 33])
def test_the_arguments_of_each_tool_are_judged_and_stay_json(step: int) -> None:
    said = [
        '{"who": "Her SSN is 851-33-1294", "note": "a\\nA012345678 is her A-number"}',
        '{"ssn":851331294,"n":1}',
        "{}",
    ]
    out = through(read_stream(guard), chat_tools(said), step)
    found = {number: json.loads(text) for number, text in arguments(out).items()}
    assert found[0]["who"] == f"Her SSN is {HIDDEN}"
    assert "A012345678" not in found[0]["note"]
    assert found[1] == {"ssn": HIDDEN, "n": 1}
    assert found[2] == {}
    names = [
        c["function"]["name"]
        for e in events(out)
        for ch in e["choices"]
        for c in ch["delta"].get("tool_calls", ())
        if "name" in c["function"]
    ]
    assert names == ["find_case"] * 3


def test_text_in_the_last_chunk_goes_before_its_end() -> None:
    data = chunk({"role": "assistant", "content": "Her SSN is 851-33-"}) + chunk({"content": "1294."}, "stop")
    out = through(read_stream(guard), data + b"data: [DONE]\n\n")
    assert texts(out) == f"Her SSN is {HIDDEN}."
    assert events(out)[-1]["choices"][0]["finish_reason"] == "stop"


def test_a_function_of_the_old_kind_is_judged() -> None:
    data = chunk({"role": "assistant", "function_call": {"name": "find", "arguments": '{"q":"SSN 851'}})
    data += chunk({"function_call": {"arguments": '-33-1294"}'}}) + chunk({}, "function_call") + b"data: [DONE]\n\n"
    out = through(read_stream(guard), data)
    said = "".join(e["choices"][0]["delta"].get("function_call", {}).get("arguments", "") for e in events(out))
    assert json.loads(said) == {"q": f"SSN {HIDDEN}"}


def test_probabilities_are_left_out() -> None:
    choice = {"index": 0, "delta": {"content": "851"}, "logprobs": {"content": [{"token": "851", "logprob": -0.1}]}}
    out = through(read_stream(guard), event({"id": "c", "choices": [choice]}) + b"data: [DONE]\n\n")
    assert all(c["logprobs"] is None for e in events(out) for c in e["choices"])


def test_the_counts_are_read_and_shown_only_to_who_asked() -> None:
    data = chat("Yes.", finish=False) + chunk({}, "stop", usage=None) + counted(COUNTS) + b"data: [DONE]\n\n"
    asked, quiet = read_stream(guard), read_stream(guard, wants_usage=False)
    assert events(through(asked, data))[-1]["usage"] == COUNTS
    assert b"usage" not in through(quiet, data)
    assert asked.usage == quiet.usage == Usage(input_tokens=9, output_tokens=12)


@pytest.mark.parametrize("step", [0, 1, 64])
def test_an_answer_that_may_not_go_on_ends_in_an_error(step: int) -> None:
    stream = read_stream(guard)
    data = chat(MARKED)
    size = step or len(data)
    out = b"".join(stream.feed(data[at : at + size]) for at in range(0, len(data), size))
    assert stream.is_stopped
    assert not stream.is_complete
    assert texts(out) == f"{PROSE}\n\n"
    refusal = Refusal(
        status=403,
        type="permission_error",
        code="answer_denied",
        message="It stopped.",
        clause="139-07.2.b",
        decision_id="7KQ2",
    )
    last = stream.fail(refusal)
    assert events(last)[0]["error"]["decision_id"] == "7KQ2"
    assert last.startswith(b"data: ")
    assert stream.finish() == b""
    assert stream.feed(data) == b""
    assert b"CUI" not in out + last


def test_a_stop_is_told_even_if_nobody_says_why() -> None:
    stream = read_stream(lambda: Guard(rules_only, RULES, clause="139-07.2.b"))
    stream.decision_id = "7KQ2-M4XD"
    out = through(stream, chat(MARKED))
    assert (events(out)[-1]["error"]["decision_id"], events(out)[-1]["request_id"]) == ("7KQ2-M4XD", "7KQ2-M4XD")
    assert events(out)[-1]["error"]["clause"] == "139-07.2.b"
    assert events(out)[-1]["error"]["message"] == "The answer stopped here. The next part had a CUI marking."
    assert events(out)[-1]["error"]["code"] == "answer_denied"


def test_an_answer_that_breaks_off_gives_what_it_had_and_is_not_complete() -> None:
    stream = read_stream(guard)
    out = through(stream, chat(SAID, finish=False) + b'data: {"id": "chatc')
    assert texts(out) == JUDGED
    assert not stream.is_complete
    failed = stream.fail(Refusal(status=502, type="api_error", code="upstream_failed", message="It broke off."))
    assert events(failed)[0]["error"]["code"] == "upstream_failed"
    assert stream.fail(Refusal(status=500, type="api_error", code="x", message="again")) == b""


def test_an_error_of_the_provider_keeps_its_shape() -> None:
    error = {"message": f"No such person {SSN} (SSN).", "type": "server_error", "param": None, "code": "bad_gateway"}
    stream = read_stream(guard)
    out = through(stream, chat("Yes", finish=False) + event({"error": error}) + chunk({"content": "more"}))
    assert texts(out) == "Yes"
    assert events(out)[-1] == {"error": {**error, "message": f"No such person {HIDDEN} (SSN)."}}
    assert stream.is_complete


def test_a_citation_is_judged() -> None:
    cited = {"type": "url_citation", "url_citation": {"url": "https://example.org/a", "title": f"SSN {SSN}"}}
    out = through(read_stream(guard), chunk({"annotations": [cited]}) + b"data: [DONE]\n\n")
    assert events(out)[0]["choices"][0]["delta"]["annotations"][0]["url_citation"]["title"] == f"SSN {HIDDEN}"


def test_an_unknown_field_is_judged_and_travels_on() -> None:
    out = through(read_stream(guard), chunk({"content": "Yes."}, "stop", note={"who": f"SSN {SSN}", "n": 7}))
    assert events(out)[-1]["note"] == {"who": f"SSN {HIDDEN}", "n": 7}
    assert SSN not in out.decode()


@pytest.mark.parametrize(
    "data",
    [
        b"data: {}\n\n",
        event({"choices": ["text"]}),
        event({"choices": [{"index": "0", "delta": {"content": "x"}}]}),
        b"data: <html>\n\n",
        chunk({"audio": {"id": "a", "data": "UklGRg=="}}),
        event({"choices": [], "blob": "iVBORw0KGgoAAAANSUhEUgAA" + "4f8Q" * 400}),
    ],
)
def test_what_is_not_this_format_is_an_error(data: bytes) -> None:
    with pytest.raises(ProviderError):
        through(read_stream(guard), data)


def test_a_marker_in_every_string_of_a_chunk_is_judged() -> None:
    """A number is planted in each string of a chunk that has all fields; only identifiers by their form pass."""
    delta = {
        "role": "assistant",
        "content": "x",
        "refusal": "x",
        "tool_calls": [{"index": 0, "id": "x", "type": "function", "function": {"name": "x", "arguments": "x"}}],
        "function_call": {"name": "x", "arguments": "x"},
        "reasoning_details": [{"type": "x", "text": "x", "index": 0, "format": "x"}],
        "annotations": [{"url": "x"}],
        "extra": {"deep": ["x", {"x": "x"}]},
    }
    planted = json.loads(
        json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": "x"}], "note": "x"}).replace(
            '"x"', f'"SSN {SSN}"'
        )
    )
    out = through(read_stream(guard), event(planted) + b"data: [DONE]\n\n")
    assert SSN not in out.decode()
    assert out.decode().count(HIDDEN) >= 14


def test_what_came_before_a_fault_is_not_lost_with_it() -> None:
    stream = read_stream(guard)
    good, bad = chunk({"role": "assistant", "content": ""}), b"data: {\n\n"
    assert events(stream.feed(good + bad)) == events(good)
    with pytest.raises(ProviderError, match="no JSON"):
        stream.feed(good)
    with pytest.raises(ProviderError, match="no JSON"):
        stream.finish()
    assert b"upstream_failed" in stream.fail(Refusal(status=502, type="api_error", code="upstream_failed", message="x"))


def endless_runs() -> Iterator[bytes]:
    for index in itertools.count():
        yield chunk({"content": "x"}, index=index)


def endless_text() -> Iterator[bytes]:
    while True:
        yield chunk({"content": "word " * 10_000})


def endless_strings() -> Iterator[bytes]:
    for number in itertools.count():
        yield chunk({}, note=f"Note {number}: " + "word " * 40_000)


def endless_notes() -> Iterator[bytes]:
    for number in itertools.count():
        yield chunk({}, notes=[f"Note {number}.{n}" for n in range(500)])


@pytest.mark.parametrize(
    ("endless", "says"),
    [
        (endless_runs, "more than 1,000 choices"),
        (endless_strings, "more than 4,000,000 characters"),
        (endless_notes, "more than 20,000 pieces beside its text"),
    ],
)
def test_an_endless_answer_is_an_error(endless: Callable[[], Iterator[bytes]], says: str) -> None:
    stream = read_stream(lambda: Guard(nothing, RULES))
    with pytest.raises(ProviderError, match=says):
        collections.deque(map(stream.feed, endless()), maxlen=0)


def test_an_endless_text_ends_with_a_reason() -> None:
    stream = read_stream(lambda: Guard(nothing, RULES))
    for data in endless_text():
        stream.feed(data)
        if stream.is_stopped:
            break
    assert "It has more than 2,000,000 characters" in events(stream.finish())[-1]["error"]["message"]


def test_a_marking_beside_the_text_ends_the_answer_too() -> None:
    stream = read_stream(guard)
    cited = {"type": "url_citation", "title": "CUI//SP-PRVCY\nStaff list follows."}
    out = stream.feed(chunk({"content": "Yes."}) + chunk({"annotations": [cited]}) + chunk({"content": "more"}))
    assert stream.is_stopped
    assert "CUI" not in out.decode()
    assert events(stream.finish())[-1]["error"]["code"] == "answer_denied"


def test_text_after_the_end_of_a_choice_is_judged_anew() -> None:
    data = chat(f"SSN {SSN}.", finish=False) + chunk({}, "stop") + chunk({"content": f" SSN {SSN}!"})
    stream = read_stream(guard)
    assert texts(through(stream, data + b"data: [DONE]\n\n")) == f"SSN {HIDDEN}. SSN {HIDDEN}!"
    assert sum(len(g.text) for g in stream.guards) == len(f"SSN {SSN}. SSN {SSN}!")


@pytest.mark.parametrize(
    "choice",
    [
        {"index": 0, "finish_reason": "stop"},
        {"index": 0, "delta": None, "finish_reason": None},
        {"index": 0, "delta": {"tool_calls": ["SSN 851-33-1294"]}, "finish_reason": None},
        {"index": 0, "message": {"role": "assistant", "content": "SSN 851-33-1294"}, "finish_reason": "stop"},
    ],
)
def test_a_choice_of_another_form_is_judged_as_it_is(choice: dict[str, Any]) -> None:
    out = through(read_stream(guard), event({"id": "c", "choices": [choice]}))
    assert events(out)[0]["choices"] == [json.loads(json.dumps(choice).replace(SSN, HIDDEN))]
