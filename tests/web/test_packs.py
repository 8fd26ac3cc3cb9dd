"""The rules in force: how each is kept, and their end in two steps with a reason."""

from pathlib import Path

from .console import open_house


def test_the_page_counts_how_the_rules_are_kept(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("marcus.bell").get("/packs")
    assert "DHS Policy Statement 139-07, revision 3, is in force." in words
    assert "7 rules: 5 checked at each use, 0 kept as a record, 1 with nothing to check, 1 not enforced yet." in words
    assert "Not enforced yet. It needs: expert review." in words
    assert "dhs-139-07@3 came into force, still in force." in words


def test_files_that_cannot_be_read_are_a_fault_of_the_check(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        words = b.sign_in("marcus.bell").get("/packs")
    assert "The check found a fault in the files of these rules:" in words


def test_ending_the_rules_takes_two_steps_and_a_reason(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        first = b.sign_in("ana.whitfield").get("/packs/end")
        assert "11 people lose every AI tool when these rules end." in first
        again = b.post("/packs/end/check", reason=" ")
        assert b.status == 422
        assert "Give a reason. People will read it." in again
        second = b.post("/packs/end/check", reason="they were withdrawn.")
        assert "People read: “These rules ended, because they were withdrawn.”" in second
        assert b.events("PackEnded") == []
        done = b.post("/packs/end", reason="they were withdrawn")
        assert "Ended: dhs-139-07@3." in done
        assert "No rules are in force, so every use is denied." in done
        assert b.events("PackEnded")[-1]["reason"] == "they were withdrawn"


def test_only_the_cio_ends_the_rules(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("marcus.bell").get("/packs")
        assert "End these rules" not in b.words
        b.get("/packs/end")
        assert b.status == 403
        b.get("/spill")
        b.post("/packs/end", reason="no")
        assert b.status == 403
