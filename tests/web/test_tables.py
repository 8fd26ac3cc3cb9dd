"""Lists as files: the rows of the page, with its filters, for those who see the page; no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proviso.actions import people as change
from proviso.actions.incidents import report
from proviso.model import SpillKind

from .console import NOW, Browser, open_house


def table(b: Browser, path: str) -> list[dict[str, str]]:
    answer = b.client.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_list_of_people_is_taken_along_with_its_filters(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        evil = '=HYPERLINK("http://x")'
        b.agency.store.write(lambda tx: change.change(tx, "tom.reyes", title=evil, actor="system", at=NOW))
        b.sign_in("yusuf.karim")
        rows = {row["Handle"]: row for row in table(b, "/people/csv")}
        assert len(rows) == 11
        assert rows["maya.okafor"]["Status"] == "Ready"
        assert rows["maya.okafor"]["Ready until"]
        assert rows["tom.reyes"]["Status"].startswith("Missing: Supervisor’s approval, AI course")
        assert rows["tom.reyes"]["Title"] == "'" + evil
        assert [row["Handle"] for row in table(b, "/people/csv?component=HIS")] == ["tom.reyes"]
        assert [row["Handle"] for row in table(b, "/people/csv?state=ready")] == ["maya.okafor"]
        assert "people as a file" in {one["page"] for one in b.events("RecordViewed")}
        b.sign_in("elena.sorokin")
        assert {row["Handle"] for row in table(b, "/people/csv")} == {"maya.okafor", "tom.reyes"}


def test_people_are_sorted_by_the_heads(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim").get("/people?sort=component")
        assert b.words.rindex("Tom Reyes") > b.words.rindex("Maya Okafor")
        assert 'aria-sort="ascending"' in b.text
        assert 'href="/people?sort=-component"' in b.text
        b.get("/people?sort=-name&q=dcs&state=here")
        assert b.words.index("Ana Whitfield") < b.words.index("Joan Castellanos")
        assert "q=dcs" in b.text
        b.get("/people?sort=nonsense&role=wizard&step=none&state=x&page=99999999")
        assert "11 people are in the directory." in b.words
        assert "Page" not in b.words.partition("Download")[0][-20:]


def test_the_other_lists_are_files_too_for_those_who_see_them(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.agency.store.write(
            lambda tx: report(tx, SpillKind.PERSON, "northlight-chat", actor="maya.okafor", at=datetime.now(UTC))
        )
        b.sign_in("henry.osei")
        (row,) = table(b, "/incidents/csv")
        assert (row["Reported by"], row["State"], row["Tool"]) == ("Maya Okafor", "Open", "Northlight Chat")
        assert "Download this list as a table" in b.get("/incidents")
        b.sign_in("alice.tran")
        assert table(b, "/systems/csv") == []
        assert table(b, "/ledger/csv?outcome=denied") == []
        b.sign_in("joan.castellanos")
        b.get("/ledger/csv")
        assert b.status == 403


@pytest.mark.parametrize("path", ["/people/csv", "/incidents/csv", "/systems/csv", "/ledger/csv", "/objections/csv"])
def test_who_does_not_see_a_list_does_not_get_its_file(tmp_path: Path, path: str) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("maya.okafor").get(path)
        assert b.status == 403


def test_systems_incidents_and_the_ledger_are_sorted_by_their_links(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        for kind in (SpillKind.PERSON, SpillKind.CUI):
            b.agency.store.write(
                lambda tx, kind=kind: report(  # type: ignore[misc]  # the default binds
                    tx, kind, "northlight-chat", actor="maya.okafor", at=datetime.now(UTC)
                )
            )
        b.sign_in("henry.osei").get("/incidents?sort=kind")
        first = re.findall(r"\d{4}-\d{3} ·", b.words)
        assert len(first) == 2
        b.get("/incidents?sort=-kind")
        assert re.findall(r"\d{4}-\d{3} ·", b.words) == first[::-1]
        assert 'href="/incidents?sort=kind" aria-current="true"' in b.text
        b.sign_in("alice.tran").get("/ledger?show=everything&sort=oldest")
        assert "Oldest first." in b.words
        oldest = b.words.index("entry 0")
        assert oldest < b.words.index("entry 1 ")
        assert "sort=" not in b.text.split("Newest first")[0].rpartition('href="')[2]
