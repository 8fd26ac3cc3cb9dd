"""The names model is trained again from marked texts, in seconds on a handful of invented ones."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from proviso.screening.names.gazetteer import gazetteer, parsed
from proviso.screening.names.tagger import Tagger
from training.names.__main__ import LEAN, common_words, leaned, train
from training.names.data import fold_of, marked, plain, read
from training.names.gazetteer import packed
from training.names.scoring import scored, spans_of

NAMES = ("Desta Dunmarrow", "Mireille Whitlowe", "Corwin Hale", "Tuan Pham", "Ana Brightley", "Sione Vea")
PLAIN = ("The levee held for nine days.", "Rain fell on the north bank.", "The plan lists nine culverts.")


def records() -> list[dict[str, object]]:
    out: list[dict[str, object]] = []
    for n in range(240):
        name, plain = NAMES[n % len(NAMES)], PLAIN[n % len(PLAIN)]
        before = ("Please ask ", "The board heard ", "A letter from ")[n % 3]
        text = f"{before}{name} today. {plain}"
        span = {"start": len(before), "end": len(before) + len(name), "label": "PERSON"}
        out.append({"id": f"x-{n}", "source": "gov-names", "doc": f"d{n}", "text": text, "spans": [span]})
    return out


def test_labels_follow_the_marked_places() -> None:
    text = marked(records()[0])
    words = [word for word, _, _ in text.words]
    (span,) = spans_of(text.labels)
    assert words[span[0] : span[1]] == ["Desta", "Dunmarrow"]


def test_a_model_learns_from_a_handful_of_texts(tmp_path: Path) -> None:
    texts = [marked(r) for r in records()]
    assert "levee" in common_words(texts)
    weights = train(texts, tmp_path / "model.crfsuite")
    words = ["The", "board", "heard", "Desta", "Dunmarrow", "today", "."]
    assert [span[:2] for span in Tagger(weights).spans(words)] == [(3, 5)]
    assert next(iter(scored(weights, texts))).startswith("gov-names              P 1.000 R 1.000")


def test_a_share_alike_record_is_left_out(tmp_path: Path) -> None:
    kept, left = records()[0], {**records()[1], "licence": "CC BY-SA 3.0"}
    with gzip.open(tmp_path / "re3d.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(r) + "\n" for r in (kept, left))
    assert [t.id for t in read(tmp_path, ["re3d"])] == ["x-0"]


def test_a_group_is_in_the_same_fold_each_time() -> None:
    assert fold_of("doc-1", 5) == fold_of("doc-1", 5)
    assert len({fold_of(f"doc-{n}", 5) for n in range(40)}) == 5


def test_texts_without_marks_say_which_words_are_words(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "public.jsonl.gz", "wt", encoding="utf-8") as out:
        for licence in ("public domain", "CC BY-SA 4.0"):
            out.write(
                json.dumps({"id": licence[:2], "text": "a culvert, a culvert, a Culvert", "licence": licence}) + "\n"
            )
    texts = [text for _, text in plain([tmp_path / "public.jsonl.gz"])]
    assert texts == ["a culvert, a culvert, a Culvert"]
    assert "culvert" in common_words([], texts * 2)
    assert "culvert" not in common_words([], texts)


def test_a_name_begins_more_readily_than_the_texts_say() -> None:
    steps = {("O", "B"): -1.0, ("O", "O"): 2.0, ("B", "I"): 0.5}
    assert leaned(steps) == {("O", "B"): -1.0 + LEAN, ("O", "O"): 2.0, ("B", "I"): 0.5}


def test_the_lists_say_how_usual_a_name_is_and_what_else_a_word_means() -> None:
    lists = gazetteer()
    assert lists["michael"][0] == lists["johnson"][1] == 1
    assert lists["shrestha"][1] == lists["seojun"][0] == 3
    kinds = {word: lists[word][2] for word in ("germany", "hungarian", "houston", "jira", "whitlow")}
    assert kinds == {"germany": 1, "hungarian": 1, "houston": 2, "jira": 4, "whitlow": 0}
    assert parsed(packed(lists)) == lists
