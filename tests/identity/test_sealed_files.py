"""A sealed file: what went in comes out, and whatever else was done to it is told, with the place."""

from __future__ import annotations

import io

import pytest

from proviso.errors import NotAllowedError, UnreadableError, UsageError
from proviso.identity import sealed_files
from proviso.identity.sealed_files import CHUNK, TAG, Identity, Opened, Passphrase, Recipient, Sealer, new_pair

CHEAP = {"n": 2, "r": 8, "p": 1}
"""The cost stands in the head of each file; what is tested here needs no dear one."""
WORDS = Passphrase("correct horse battery staple", CHEAP)
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7)


def sealed(data: bytes, lock: sealed_files.Lock = WORDS, step: int = 10_000) -> bytes:
    file = io.BytesIO()
    sealer = Sealer(file, lock)
    for place in range(0, len(data), step):
        sealer.write(data[place : place + step])
    sealer.close()
    return file.getvalue()


def opened(data: bytes, opener: sealed_files.Opener = WORDS) -> bytes:
    return io.BufferedReader(Opened(io.BytesIO(data), opener)).read()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", [1_000, CHUNK, 10**7])
def test_what_went_in_comes_out(size: int, step: int) -> None:
    data = bytes(i % 251 for i in range(size))
    assert opened(sealed(data, step=step)) == data


def test_only_the_private_key_opens_what_was_sealed_for_it() -> None:
    public, private = new_pair()
    data = sealed(b"the ledger", Recipient(public))
    assert opened(data, Identity(private)) == b"the ledger"
    with pytest.raises(NotAllowedError, match="does not open"):
        opened(data, Identity(new_pair()[1]))
    with pytest.raises(UsageError, match="recipient"):
        opened(data, WORDS)
    with pytest.raises(UsageError, match="passphrase"):
        opened(sealed(b"x"), Identity(private))


def test_a_wrong_passphrase_is_said_to_be_one() -> None:
    with pytest.raises(NotAllowedError, match="The passphrase is wrong"):
        opened(sealed(b"x"), Passphrase("correct horse battery stable", CHEAP))


def test_no_two_files_are_the_same_nor_show_what_is_in_them() -> None:
    first, second = sealed(b"Maya Okafor" * 10), sealed(b"Maya Okafor" * 10)
    assert first != second
    assert b"Maya" not in first


def test_every_flipped_bit_is_found() -> None:
    data = sealed(b"a" * 300)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises((UnreadableError, NotAllowedError)):
            opened(bytes(changed))


def test_every_cut_is_found() -> None:
    data = sealed(b"a" * 300)
    for size in range(len(data)):
        with pytest.raises((UnreadableError, NotAllowedError)):
            opened(data[:size])


def test_chunks_are_told_by_their_place() -> None:
    data = sealed(b"a" * (3 * CHUNK))
    head = len(data) - 3 * (CHUNK + TAG)
    chunks = [data[head + i * (CHUNK + TAG) : head + (i + 1) * (CHUNK + TAG)] for i in range(3)]
    changed = bytearray(data)
    changed[head + CHUNK + TAG + 5] ^= 1
    for name, broken, said in (
        (
            "flipped",
            bytes(changed),
            f"changed between byte {head + CHUNK + TAG:,} and byte {head + 2 * (CHUNK + TAG):,}",
        ),
        ("cut between chunks", data[:head] + chunks[0] + chunks[1], f"cut off after byte {head + 2 * (CHUNK + TAG):,}"),
        ("cut in a chunk", data[:-9], f"cut off or changed after byte {head + 2 * (CHUNK + TAG):,}"),
        ("swapped", data[:head] + chunks[1] + chunks[0] + chunks[2], f"changed between byte {head:,}"),
        ("longer", data + b"x", "changed between"),
    ):
        with pytest.raises(UnreadableError) as fault:
            opened(broken)
        assert said in fault.value.message, name


def test_nothing_is_given_out_of_a_chunk_that_was_changed() -> None:
    data = bytearray(sealed(b"a" * 300))
    data[-1] ^= 1
    reader = Opened(io.BytesIO(bytes(data)), WORDS)
    with pytest.raises(UnreadableError):
        reader.read(1)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"hello",
        b"proviso-sealed/2\n{}\n\n",
        b"proviso-sealed/1\n",
        b"proviso-sealed/1\n[]\nx\n",
        b"proviso-sealed/1\n{\nx\n",
        b'proviso-sealed/1\n{"key": "scrypt", "n": 1099511627776, "r": 8, "p": 1, "salt": ""}\nx\n',
        b'proviso-sealed/1\n{"key": "scrypt", "n": 3, "r": 8, "p": 1, "salt": ""}\nx\n',
        b'proviso-sealed/1\n{"key": "scrypt", "n": true, "r": 8, "p": 1, "salt": 7}\nx\n',
    ],
)
def test_what_is_no_sealed_file_is_said_to_be_none(head: bytes) -> None:
    with pytest.raises(UnreadableError):
        opened(head)


def test_a_short_passphrase_seals_nothing() -> None:
    with pytest.raises(UsageError, match="too short"):
        sealed(b"x", Passphrase("eleven char"))


@pytest.mark.parametrize(
    "key", ["", "proviso-public:", "proviso-public:AAAA", "age1qqqq", "proviso-private:" + "A" * 43 + "="]
)
def test_what_is_no_public_key_seals_nothing(key: str) -> None:
    with pytest.raises(UsageError, match="not a key"):
        sealed(b"x", Recipient(key))


def test_secrets_are_not_shown() -> None:
    assert "horse" not in repr(WORDS)
    assert new_pair()[1] not in repr(Identity(new_pair()[1]))


def test_a_head_of_brackets_alone_is_a_damaged_head() -> None:
    with pytest.raises(UnreadableError, match="head"):
        Opened(io.BytesIO(b"proviso-sealed/1\n" + b"[" * 4_000 + b"\nx\n"), Passphrase("words of no use here"))
