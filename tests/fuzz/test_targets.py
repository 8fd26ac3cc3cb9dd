"""What `make fuzz` starts from holds, and no reader is without a target."""

from __future__ import annotations

import pytest

from fuzz.targets import FILES, targets
from proviso.screening.readers import kinds_of_file
from proviso.screening.readers.catalog import _READERS

TARGETS = {target.name: target for target in targets()}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds_for_what_it_starts_from(name: str) -> None:
    target = TARGETS[name]
    assert target.seeds
    for seed in target.seeds[:60]:
        assert len(seed) <= target.most
        target.tries(seed)


def test_each_reader_is_a_target() -> None:
    tried = {_READERS.get(f".{name.partition('.')[2]}", "text") for name in FILES}
    assert tried == {_READERS.get(ending, "text") for ending in kinds_of_file()}
