"""Keys of programs: their form, their checksum, and what is kept of them."""

import re

import pytest

from proviso.identity.tokens import PERSON, SYSTEM, fingerprint, hint_of, is_whole, new_key


@pytest.mark.parametrize("prefix", [SYSTEM, PERSON])
def test_a_key_has_its_prefix_and_forty_characters(prefix: str) -> None:
    key = new_key(prefix)
    assert re.fullmatch(rf"{prefix}[0-9A-HJKMNP-TV-Z]{{40}}", key)
    assert is_whole(key)


def test_no_key_comes_twice() -> None:
    assert len({new_key(SYSTEM) for _ in range(1_000)}) == 1_000


def test_a_slip_in_copying_is_seen() -> None:
    key = new_key(SYSTEM)
    for place in range(len(SYSTEM), len(key)):
        other = "0" if key[place] != "0" else "1"
        assert not is_whole(f"{key[:place]}{other}{key[place + 1 :]}")


@pytest.mark.parametrize("change", ["", "x", " ", "\n"])
def test_what_is_cut_off_or_longer_is_not_whole(change: str) -> None:
    key = new_key(SYSTEM)
    assert not is_whole(key[:-1] + change if change == "" else key + change)
    assert not is_whole(key.lower())
    assert not is_whole(key.replace(SYSTEM, PERSON))


def test_only_a_hash_and_four_characters_are_kept() -> None:
    key = new_key(SYSTEM)
    assert len(fingerprint(key)) == 64
    assert fingerprint(key) != fingerprint(new_key(SYSTEM))
    assert hint_of(key) == key[-4:]
    assert fingerprint("pv-\ud800") != fingerprint("pv-"), "what cannot be encoded is no key, and no fault"
