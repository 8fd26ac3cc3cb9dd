"""The policy as one HTML file, for who prints it from a shell (139-07.9.a)."""

from __future__ import annotations

from proviso.reports.policy_document import PolicyDocument

from .render import environment

TEMPLATE = "_policy_document_alone.html"


def policy_html(document: PolicyDocument) -> str:
    """A page that needs nothing else: no style sheet, no script, no frame."""
    return environment().get_template(TEMPLATE).render(document=document)
