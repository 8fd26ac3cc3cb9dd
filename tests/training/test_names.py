"""The names model is trained again from marked texts, in seconds on a handful of invented ones."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from proviso.screening.names.tagger import Tagger
from training.names.__main__ import common_words, train
from training.names.data import fold_of, marked, read
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
