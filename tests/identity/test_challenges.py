from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from proviso.identity.challenges import COUNTS_FOR, Challenges

NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)


def test_a_word_says_what_it_was_made_with() -> None:
    words = Challenges()
    word = words.make("agency", "browser", NOW, next="/record")
    assert "/record" not in word
    said = words.open(word, "agency", "browser", NOW)
    assert said is not None
    assert said.data == {"next": "/record"}


@pytest.mark.parametrize(
    ("purpose", "browser", "after"),
    [
        ("passkey", "browser", timedelta()),
        ("agency", "another browser", timedelta()),
        ("agency", "browser", COUNTS_FOR),
        ("agency", "browser", -timedelta(minutes=1)),
    ],
)
def test_another_purpose_browser_or_time_opens_nothing(purpose: str, browser: str, after: timedelta) -> None:
    words = Challenges()
    word = words.make("agency", "browser", NOW)
    assert words.open(word, purpose, browser, NOW + after) is None


def test_a_word_of_another_process_or_a_changed_one_opens_nothing() -> None:
    words = Challenges()
    word = words.make("agency", "browser", NOW)
    assert Challenges().open(word, "agency", "browser", NOW) is None
    for wrong in ("", "x", word[:-4] + "AAA=", "é" * 50, "\udcff"):
        assert words.open(wrong, "agency", "browser", NOW) is None


def test_a_word_is_used_once() -> None:
    words = Challenges()
    word = words.make("agency", "browser", NOW)
    said = words.open(word, "agency", "browser", NOW)
    assert said is not None
    assert words.spend(said, NOW)
    assert not words.spend(said, NOW)
    # Base64 has several ways to write the same.
    for same in (word, word + "\x00", word[:5] + "*" + word[5:]):
        assert words.open(same, "agency", "browser", NOW) is None


def test_what_was_used_is_kept_for_no_longer_than_it_could_be_used() -> None:
    words = Challenges()
    later = NOW + COUNTS_FOR
    made = [words.open(words.make("agency", "b", at), "agency", "b", at) for at in [NOW] * 20 + [later]]
    for said, at in zip(made, [NOW] * 20 + [later], strict=True):
        assert said is not None
        words.spend(said, at)
    assert len(words.used) == 1


def test_what_is_derived_belongs_to_one_word_and_one_purpose() -> None:
    words = Challenges()
    one, two = words.make("agency", "browser", NOW), words.make("agency", "browser", NOW)
    made = {words.derived(one, "nonce"), words.derived(one, "verifier"), words.derived(two, "nonce")}
    assert len(made) == 3
    assert words.derived(one, "nonce") == words.derived(one, "nonce")
    assert all(len(secret) == 43 for secret in made), "a code verifier has 43 characters or more"
