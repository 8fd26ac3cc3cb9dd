"""The acts as an OpenAPI 3.1 document, made from their shapes."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from proviso import __version__

from .offers import Offer, offers

_REF = "#/components/schemas/{name}"
_JSON = "application/json"


def description(site: str) -> dict[str, Any]:
    """The document, with this site as its server."""
    return {**_document(), "servers": [{"url": site}]}


@cache
def _document() -> dict[str, Any]:
    held = list(offers().values())
    shapes, components = msgspec.json.schema_components([offer.shape for offer in held], ref_template=_REF)
    problem = {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What is so."},
            "hint": {"type": "string", "description": "What to do now."},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Proviso: acts",
            "version": __version__,
            "description": "Each act of the console as a call, in the name of the person whose token is sent.",
        },
        "paths": {
            f"/api/acts/{offer.name}": {"post": _operation(offer, shape)}
            for offer, shape in zip(held, shapes, strict=True)
        },
        "components": {
            "schemas": {**components, "Problem": problem},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(offer: Offer, shape: dict[str, Any]) -> dict[str, Any]:
    never = f" Never: {offer.never}." if offer.never else ""
    said = " ".join((offer.run.__doc__ or "").split())
    return {
        "operationId": offer.name.replace(".", "_"),
        "tags": [offer.area],
        "summary": offer.says,
        "description": f"{said} Who may: {offer.who}.{never}",
        "requestBody": {"required": True, "content": {_JSON: {"schema": shape}}},
        "responses": {
            "200": {
                "description": "It was done, and is on record.",
                "content": {_JSON: {"schema": {"type": "object"}}},
            },
            "default": {
                "description": "It was not done.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }
