"""Checksums of wallet addresses: base58check (Bitcoin wiki), bech32 (BIP 173, BIP 350), mixed case (EIP-55)."""

from __future__ import annotations

import hashlib

_BASE58 = {c: i for i, c in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")}
_BECH32 = {c: i for i, c in enumerate("qpzry9x8gf2tvdw0s3jn54khce6mua7l")}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_VERSIONS = frozenset({0x00, 0x05, 0x30, 0x32, 0x1E, 0x16, 0x41})
"""Bitcoin, Litecoin, Dogecoin, Tron."""
_MASK = (1 << 64) - 1
_ROUNDS = (
    0x1, 0x8082, 0x800000000000808A, 0x8000000080008000, 0x808B, 0x80000001, 0x8000000080008081, 0x8000000000008009, 0x8A, 0x88, 0x80008009, 0x8000000A,
    0x8000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x800A, 0x800000008000000A,
    0x8000000080008081, 0x8000000000008080, 0x80000001, 0x8000000080008008,
)  # fmt: skip
_TURNS = ((0, 36, 3, 41, 18), (1, 44, 10, 45, 2), (62, 6, 43, 15, 61), (28, 55, 25, 21, 56), (27, 20, 39, 8, 14))


def is_base58check(text: str) -> bool:
    """Version, 20 bytes, and four bytes of a double SHA-256."""
    number = 0
    for char in text:
        if char not in _BASE58:
            return False
        number = number * 58 + _BASE58[char]
    if number >= 1 << 200:
        return False
    raw = number.to_bytes(25, "big")
    return raw[0] in _VERSIONS and hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4] == raw[21:]


def is_bech32(text: str) -> bool:
    """Human-readable part, data, and a BCH code of six places."""
    low = text.lower()
    head, _, data = low.rpartition("1")
    if not head or len(data) < 6 or any(c not in _BECH32 for c in data) or text not in {low, text.upper()}:
        return False
    check = 1
    for value in [ord(c) >> 5 for c in head] + [0] + [ord(c) & 31 for c in head] + [_BECH32[c] for c in data]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate(_GENERATOR):
            check ^= term if top >> bit & 1 else 0
    return check in {1, 0x2BC830A3}


def is_eip55(text: str) -> bool:
    """Capitals of the 40 hexadecimal digits follow the Keccak-256 of the address; one case alone proves nothing."""
    address = text[2:]
    if len(address) != 40 or address in {address.lower(), address.upper()}:
        return False
    digest = keccak256(address.lower().encode()).hex()
    return all(c.isdigit() or (c.isupper() == (int(h, 16) >= 8)) for c, h in zip(address, digest, strict=False))


def _turned(value: int, by: int) -> int:
    return (value << by | value >> 64 - by) & _MASK if by else value


def keccak256(data: bytes) -> bytes:
    """Keccak-256 with the padding that Ethereum uses (not FIPS 202's), of at most 135 bytes: one block."""
    block = bytearray(136)
    block[: len(data)] = data
    block[len(data)] ^= 0x01
    block[-1] ^= 0x80
    lanes = [[0] * 5 for _ in range(5)]
    for index in range(17):
        lanes[index % 5][index // 5] = int.from_bytes(block[8 * index : 8 * index + 8], "little")
    for constant in _ROUNDS:
        lanes = _round(lanes, constant)
    return b"".join(lanes[i % 5][i // 5].to_bytes(8, "little") for i in range(4))


def _round(a: list[list[int]], constant: int) -> list[list[int]]:
    columns = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
    b = [[0] * 5 for _ in range(5)]
    for x in range(5):
        mixed = columns[(x - 1) % 5] ^ _turned(columns[(x + 1) % 5], 1)
        for y in range(5):
            b[y][(2 * x + 3 * y) % 5] = _turned(a[x][y] ^ mixed, _TURNS[x][y])
    out = [[b[x][y] ^ (~b[(x + 1) % 5][y] & b[(x + 2) % 5][y]) for y in range(5)] for x in range(5)]
    out[0][0] ^= constant
    return [[lane & _MASK for lane in column] for column in out]
