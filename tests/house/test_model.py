"""`proviso.model` exports every noun, and nothing else."""

import ast
from dataclasses import fields, is_dataclass

from proviso import model
from tests.house.tree import SOURCE, named

OWN_KIND = {"Record", "event_types"}


def test_all_is_complete_and_sorted() -> None:
    public = [name for name in vars(model) if not name.startswith("_")]
    modules = {path.stem for path in (SOURCE / "model").glob("*.py")}
    assert sorted(model.__all__) == sorted(set(public) - modules)
    assert model.__all__ == sorted(model.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name))


def test_every_noun_of_the_model_is_exported() -> None:
    events = {event.__name__ for event in model.event_types()}
    missing = []
    for path in sorted((SOURCE / "model").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
        missing += [f"{named(path)}: {c}" for c in classes if c not in model.__all__ and c not in events]
    assert missing == []


def test_every_noun_is_frozen() -> None:
    nouns = [getattr(model, name) for name in model.__all__]
    values = [noun for noun in (*nouns, *model.event_types()) if isinstance(noun, type) and is_dataclass(noun)]
    assert len(values) > 40
    assert [v.__name__ for v in values if not getattr(v, "__dataclass_params__").frozen] == []  # noqa: B009  # not in typeshed


def test_no_event_has_a_field_for_text() -> None:
    # INVARIANT: an event holds kinds, counts, places and a keyed digest, never the text that was screened.
    forbidden = {"text", "prompt", "answer_text", "body", "content", "note", "excerpt", "snippet"}
    held = {event.__name__: sorted({f.name for f in fields(event)} & forbidden) for event in model.event_types()}
    assert {name: names for name, names in held.items() if names} == {}
