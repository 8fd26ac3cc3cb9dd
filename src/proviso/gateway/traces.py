"""Traces in OpenTelemetry's terms for generative AI: which operation, how many tokens, which decision; never a text.

`opentelemetry-api` alone does nothing, and without a provider of traces no span is made. An agency that wants traces
installs the extra `proviso[traces]` and sets OpenTelemetry's own variables (`OTEL_EXPORTER_OTLP_ENDPOINT`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import propagate, trace
from opentelemetry.trace import Span, SpanKind, StatusCode

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
OPERATIONS = {
    "chat": "chat",
    "responses": "chat",
    "messages": "chat",
    "embeddings": "embeddings",
    "count_tokens": "count_tokens",
}
_TRACER = trace.get_tracer("proviso.gateway")


def begin_traces(environment: Mapping[str, str] = os.environ) -> bool:
    """Send traces where the environment says; False when it says nothing or the extra is not installed."""
    if not any(environment.get(name) for name in ENDPOINTS):
        return False
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        return False
    provider = TracerProvider(resource=Resource.create({"service.name": "proviso"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True


def is_tracing() -> bool:
    """Whether anybody takes traces. A span that nobody takes costs as much as reading the request."""
    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


@contextmanager
def tracing(format_: str, headers: list[tuple[bytes, bytes]]) -> Iterator[Span]:
    """One call's span, under the caller's own trace when its headers name one."""
    # Not `tracestate`: its values are anybody's words, and they would go on to who collects the traces.
    carrier = {k.decode(): v.decode("latin-1") for k, v in headers if k == b"traceparent"}
    context = propagate.extract(carrier) if carrier else None
    operation = OPERATIONS[format_]
    with _TRACER.start_as_current_span(
        operation,
        context=context,
        kind=SpanKind.SERVER,
        attributes={"gen_ai.operation.name": operation, "proviso.format": format_},
        record_exception=False,  # the message of an exception may hold a text
        set_status_on_exception=False,
    ) as span:
        yield span


def say(span: Span, **values: str | int) -> None:
    """Put what is known on a span, in OpenTelemetry's names where it has them."""
    for name, value in values.items():
        if value not in {"", 0}:
            span.set_attribute(_NAMES[name], value)


def fail(span: Span, code: str) -> None:
    """Say that a call was refused or failed, by our own word for why."""
    span.set_attribute("error.type", code)
    span.set_status(StatusCode.ERROR)


_NAMES = {
    "provider": "gen_ai.provider.name",
    "model": "gen_ai.request.model",
    "input_tokens": "gen_ai.usage.input_tokens",
    "output_tokens": "gen_ai.usage.output_tokens",
    "decision": "proviso.decision_id",
    "tool": "proviso.tool",
    "system": "proviso.system",
}
