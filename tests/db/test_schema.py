from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from proviso.db import (
    access_tokens,
    affected,
    agency,
    audit_visits,
    budgets,
    complaints,
    connections,
    courses,
    credentials,
    evidence,
    expert_reviews,
    exports,
    feeds,
    good_uses,
    guides,
    imports,
    incidents,
    local_rules,
    mentions,
    objections,
    outbox,
    packs,
    people,
    places,
    proposals,
    readiness,
    record_exports,
    records,
    releases,
    reminders,
    rescreenings,
    reviews,
    rosters,
    scim,
    second_approvals,
    sessions,
    signatures,
    suggestions,
    systems,
    terms,
    tool_changes,
    tools,
    transcripts,
    trials,
    uses,
    visits,
    waivers,
    webhooks,
)
from proviso.db.schema import metadata
from proviso.db.store import Tx
from tests.actions.house import House

NOUNS = (
    access_tokens,
    affected,
    agency,
    audit_visits,
    budgets,
    complaints,
    connections,
    courses,
    credentials,
    evidence,
    expert_reviews,
    exports,
    feeds,
    good_uses,
    guides,
    imports,
    incidents,
    local_rules,
    mentions,
    objections,
    outbox,
    packs,
    people,
    places,
    proposals,
    readiness,
    record_exports,
    records,
    releases,
    reminders,
    rescreenings,
    reviews,
    rosters,
    scim,
    second_approvals,
    sessions,
    signatures,
    suggestions,
    systems,
    terms,
    tool_changes,
    tools,
    transcripts,
    trials,
    uses,
    visits,
    waivers,
    webhooks,
)


@pytest.mark.in_a_file
def test_the_migrations_make_the_tables_of_the_code(house: House) -> None:
    assert NOUNS
    different = house.do(lambda tx: compare_metadata(MigrationContext.configure(tx.conn), metadata))
    assert different == []


def test_the_texts_of_the_agency_are_put_and_got(house: House) -> None:
    def put(tx: Tx) -> None:
        agency.put(tx, "help", "old@dcs.example")
        agency.put(tx, "help", "ai-help@dcs.example")
        agency.put_component(tx, "HQ", "Headquarters")
        agency.put_office(
            tx, agency.Office(role="security", person_id="ingrid.solberg", name="Security", phone="555-0142")
        )

    house.do(put)
    assert house.look(lambda tx: agency.get(tx, "help")) == "ai-help@dcs.example"
    assert house.look(agency.components) == {"HQ": "Headquarters"}
    assert house.look(agency.offices)["security"].phone == "555-0142"
    assert house.look(agency.name) == "Department of Coastal Safety"
