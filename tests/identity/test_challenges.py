from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from proviso.identity.challenges import COUNTS_FOR, Challenges

NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)


@dataclass
class Words:
    """Which words were used."""

    used: dict[str, datetime] = field(default_factory=dict)

    def is_used(self, word_id: str) -> bool:
        return word_id in self.used

    def use(self, word_id: str, at: datetime, before: datetime) -> bool:
        self.used = {one: when for one, when in self.used.items() if when >= before}
        if word_id in self.used:
            return False
        self.used[word_id] = at
        return True


def made(key: bytes = bytes(32), used: Words | None = None) -> Challenges:
    return Challenges(key=key, used=used if used is not None else Words())


def test_a_word_says_what_it_was_made_with() -> None:
    words = made()
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
    words = made()
    word = words.make("agency", "browser", NOW)
    assert words.open(word, purpose, browser, NOW + after) is None


def test_a_word_of_another_agency_or_a_changed_one_opens_nothing() -> None:
    words = made()
    word = words.make("agency", "browser", NOW)
    assert made(b"x" * 32).open(word, "agency", "browser", NOW) is None
    for wrong in ("", "x", word[:-4] + "AAA=", "é" * 50, "\udcff"):
        assert words.open(wrong, "agency", "browser", NOW) is None


def test_a_word_is_used_once() -> None:
    words = made()
    word = words.make("agency", "browser", NOW)
    said = words.open(word, "agency", "browser", NOW)
    assert said is not None
    assert words.spend(said, NOW)
    assert not words.spend(said, NOW)
    # Base64 has several ways to write the same.
    for same in (word, word + "\x00", word[:5] + "*" + word[5:]):
        assert words.open(same, "agency", "browser", NOW) is None


def test_a_word_is_used_once_by_all_processes() -> None:
    used = Words()
    here, there = made(used=used), made(used=used)
    word = here.make("agency", "browser", NOW)
    said = there.open(word, "agency", "browser", NOW)
    assert said is not None
    assert there.spend(said, NOW)
    assert here.open(word, "agency", "browser", NOW) is None
    assert not here.spend(said, NOW)


def test_what_is_derived_belongs_to_one_word_and_one_purpose() -> None:
    words = made()
    one, two = words.make("agency", "browser", NOW), words.make("agency", "browser", NOW)
    secrets = {words.derived(one, "nonce"), words.derived(one, "verifier"), words.derived(two, "nonce")}
    assert len(secrets) == 3
    assert words.derived(one, "nonce") == words.derived(one, "nonce")
    assert all(len(secret) == 43 for secret in secrets), "a code verifier has 43 characters or more"
