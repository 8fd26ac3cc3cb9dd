"""The tables of the directory and of the requests to supervisors; `people` and `standing` both read them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, String, Table, Text

from proviso.model import ApprovalRequest, Person

from .bodies import reader
from .schema import metadata

people = Table(
    "people",
    metadata,
    Column("id", String, primary_key=True),
    Column("sort_name", String, nullable=False),
    Column("words", String, nullable=False),
    Column("component", String, nullable=False),
    Column("supervisor_id", String),
    Column("is_active", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("email", String, nullable=False, server_default=""),
    Column("roles", String, nullable=False, server_default=""),
    Index("people_by_name", "sort_name"),
    Index("people_by_supervisor", "supervisor_id"),
    Index("people_by_email", "email"),
    Index("people_by_component", "component", "sort_name", "id"),
    Index("people_in_order", "sort_name", "id"),
)

requests = Table(
    "approval_requests",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("supervisor_id", String, nullable=False),
    Column("asked_at", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("body", Text, nullable=False),
    Index("requests_by_supervisor", "supervisor_id", "state"),
    Index("requests_by_person", "person_id"),
)

read_person = reader(Person)
read_request = reader(ApprovalRequest)
