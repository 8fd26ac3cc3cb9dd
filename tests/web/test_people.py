"""People: one status a person, a record that says who looked at it, and the forms of those who may change it."""

from datetime import timedelta
from pathlib import Path

from .console import TODAY, open_house


def test_the_list_gives_one_status_a_person(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("yusuf.karim").get("/people")
    assert words.startswith("People 11 people are in the directory.")
    assert "Maya Okafor Analyst Ready until" in words
    assert "Tom Reyes Inspector Waiting for Elena Sorokin Harbor Inspection Service" in words


def test_search_component_and_missing_step_narrow_the_list(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        assert "1 person matches." in b.get("/people?q=okafor")
        assert "1 person matches." in b.get("/people?component=HIS")
        lacking = b.get("/people?step=course")
        assert "10 people lack this step: AI course." in lacking
        assert "Maya Okafor" not in lacking
        assert "Nobody matches." in b.get("/people?q=zebra")


def test_a_supervisor_sees_only_their_own_people(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("elena.sorokin").get("/people")
        assert "2 people are in the directory." in words
        b.get("/people/lena.fox")
        assert b.status == 403


def test_a_look_at_a_record_is_in_the_ledger_and_the_person_sees_it(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("alice.tran").get("/people/maya.okafor")
        assert words.startswith("We recorded that you opened this page. Maya can see it.")
        looked = b.events("RecordViewed")
        assert looked == [{"actor": "alice.tran", "page": "person", "person": "maya.okafor"}]
        assert "Alice Tran opened the record of Maya Okafor." in b.sign_in("maya.okafor").get("/record/kept")


def test_looking_at_yourself_is_not_recorded(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("maya.okafor").get("/people/maya.okafor")
        assert b.status == 200
        assert "We recorded" not in words
        assert b.events("RecordViewed") == []


def test_the_training_office_records_a_training(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("lena.fox").get("/people/tom.reyes")
        done = b.post(
            "/people/tom.reyes/training",
            training="responsible_ai",
            completed_on=(TODAY - timedelta(days=2)).isoformat(),
            source="class list",
        )
        assert "Recorded: The AI course" in done
        assert "AI course Until" in done
        assert b.events("TrainingRecorded")[-1]["source"] == "class list"


def test_a_training_of_tomorrow_is_refused(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("lena.fox").get("/people/tom.reyes")
        words = b.post(
            "/people/tom.reyes/training",
            training="privacy",
            completed_on=(TODAY + timedelta(days=3)).isoformat(),
            source="",
        )
        assert b.status == 422
    assert "Fix 2 things" in words
    assert "This day has not come yet." in words


def test_a_supervisor_cannot_record_a_training(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("elena.sorokin").get("/people/tom.reyes")
        assert "Record a training" not in b.words
        b.get("/team")
        b.post("/people/tom.reyes/training", training="privacy", completed_on=TODAY.isoformat(), source="x")
        assert b.status == 403


def test_the_end_of_an_engagement_is_confirmed_and_closes_the_tools(tmp_path: Path) -> None:
    yesterday = TODAY - timedelta(days=2)
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim").get("/people/maya.okafor")
        confirm = b.post("/people/maya.okafor/end/check", last_day=yesterday.isoformat())
        assert "every use is denied" in confirm
        assert b.events("PersonChanged") == []
        done = b.post("/people/maya.okafor/end", last_day=yesterday.isoformat())
        assert "The last day of Maya Okafor is" in done
        assert "Engagement ended" in done
        b.sign_in("maya.okafor")
        assert "Your engagement has ended" in b.get("/steps")
        assert "1 tool is open" not in b.get("/tools")


def test_a_person_is_added_with_none_of_the_steps_done(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim").get("/people/add")
        done = b.post(
            "/people/add",
            name="Nora Quist",
            email="nora.quist@dcs.example",
            title="Surveyor",
            component="HIS",
            personnel_type="employee",
            supervisor_id="elena.sorokin",
        )
        assert "Nora Quist is in the directory." in done
        assert "Not started." in done
        assert b.events("PersonAdded")[-1]["person"] == "nora.quist"


def test_a_form_with_mistakes_loses_nothing(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim").get("/people/add")
        words = b.post("/people/add", name="Nora", email="nora", title="Surveyor", component="HIS")
        assert b.status == 422
        assert "Fix 4 things" in words
        assert 'value="Surveyor"' in b.text
