"""A pack whose text changed has another revision: what was decided under a revision was decided under its text."""

from proviso.policy import builtin_names, load
from proviso.policy.packs import builtin_folder

TEXTS = {
    "dhs-139-07@4": "40e540c75f05bb54",
    "example-city@2": "c53cbd4474c9909f",
    "lbb@1": "0dc6e4fc875fddfc",
}
"""The revisions that ship, and the beginning of their SHA-256: a changed text gets a new revision and a new row."""


def test_the_text_of_a_revision_never_changes() -> None:
    packs = [load(builtin_folder(name)) for name in builtin_names()]
    assert {pack.ref: pack.sha256[:16] for pack in packs} == TEXTS
