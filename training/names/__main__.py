"""Train the names model: `python -m training.names --data DIR --out FILE`, or measure it: `--fold K` leaves fold K out.

DIR holds the marked sets (`data.SETS`). Everything is seeded; the same data give the same model.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pycrfsuite

from proviso.screening.names.features import attributes
from proviso.screening.names.gazetteer import gazetteer
from proviso.screening.names.tokens import cut
from proviso.screening.names.weights import Weights, packed
from proviso.screening.view import view_of

from .data import Text, fold_of, plain, read, swapped
from .scoring import scored
from .written import FAMILY, GIVEN

SEED, FOLDS, COMMON_FROM = 139, 5, 3
COPIES = {
    "gov-names": 2,
    "work-names": 10,
    "agency": 3,
    "wikigold": 2,
    "re3d": 2,
    "btc": 1,
    "wnut17": 1,
    "presidio-synth-v2": 1,
}
"""How often a text with names stands again with other names in it."""
LEAN = 0.8
"""So much more readily does a name begin than the texts say: a missed name costs more than a question too many."""
PARAMETERS = {"c1": 0.02, "c2": 0.03, "max_iterations": 140, "feature.possible_transitions": True}


def common_words(texts: Iterable[Text], unmarked: Iterable[str] = ()) -> frozenset[str]:
    """Words that are written in lower case outside of names."""
    counts = Counter(
        word
        for text in texts
        for (word, _, _), label in zip(text.words, text.labels, strict=True)
        if label == "O" and word.isalpha() and word.islower()
    )
    for text in unmarked:
        counts.update(word for word in cut(view_of(text).text) if word.isalpha() and word.islower() and len(word) < 20)
    return frozenset(word for word, count in counts.items() if count >= COMMON_FROM)


def with_copies(texts: list[Text]) -> Iterator[Text]:
    """The texts, and those with names again with other names."""
    rng = random.Random(SEED)  # noqa: S311  # the same model each time
    names = gazetteer()
    given = [sorted(w for w, (g, _, _) in names.items() if g == bucket) for bucket in (1, 2, 3)]
    family = [sorted(w for w, (_, f, _) in names.items() if f == bucket) for bucket in (1, 2, 3, 4)]
    given.append(sorted(GIVEN))
    family.append(sorted(FAMILY))
    for text in texts:
        yield text
        if "B" in text.labels:
            for _ in range(COPIES.get(text.source, 0)):
                yield swapped(text, given, family, rng)


def train(texts: list[Text], path: Path, unmarked: Iterable[str] = ()) -> Weights:
    """A model of the texts, written to `path` by crfsuite and read back as weights."""
    common = common_words(texts, unmarked)
    trainer = pycrfsuite.Trainer(verbose=False, params=PARAMETERS)
    for text in with_copies(texts):
        words = [word for word, _, _ in text.words]
        if words:
            trainer.append(attributes(words, gazetteer(), common), text.labels)
    trainer.train(str(path))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    info = tagger.info()
    return Weights.of(info.state_features, leaned(info.transitions), common)


def leaned(transitions: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """The steps between labels, with `LEAN` for each that begins a name."""
    return {step: weight + LEAN * (step[1] == "B") for step, weight in transitions.items()}


def main() -> None:
    """Train on everything, or on all folds but one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--plain", type=Path, nargs="*", default=[], help="texts without marks, for words that are no names"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fold", type=int)
    chosen = parser.parse_args()
    texts = list(read(chosen.data))
    learned = [t for t in texts if chosen.fold is None or fold_of(t.group, FOLDS) != chosen.fold]
    unmarked = (
        text for name, text in plain(chosen.plain) if chosen.fold is None or fold_of(name, FOLDS) != chosen.fold
    )
    weights = train(learned, chosen.out.with_suffix(".crfsuite"), unmarked)
    chosen.out.write_bytes(packed(weights))
    print(f"{len(learned):,} texts, {len(weights.state):,} weights, {chosen.out.stat().st_size / 1e6:.2f} MB")
    if chosen.fold is not None:
        for row in scored(weights, [t for t in texts if fold_of(t.group, FOLDS) == chosen.fold]):
            print(row)


if __name__ == "__main__":
    main()
