"""Wallet addresses of cryptocurrencies: their checksum, and for the long ones without one, their word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import near, words
from proviso.screening.examples import is_example
from proviso.screening.numbers.wallets import is_base58check, is_bech32, is_eip55
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_WALLET = words(
    "wallets?", "btc", "bitcoin", "crypto", "cryptocurrency", "coinbase", "eth", "ether", "ethereum", "usdt", "tether", "tron", "litecoin", "ltc", "doge", "xmr", "monero", "solana",
    "sol", "exchange", "blockchain", "sent", "paid", "transferred", "deposit", "ransom",
)  # fmt: skip
_CHECKS: tuple[Callable[[str], bool], ...] = (is_base58check, is_bech32, is_eip55)
MOST_CHECKED = 200
"""So many of a text are checked by their checksum; further ones need their word, so that a long list stays quick."""


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for count, match in enumerate(matches):
        start, end = match.spans[1]
        has_word = near(view, start, end, _WALLET, 80, 30)
        if match.pattern == 3:
            is_real = has_word
        else:
            is_real = count < MOST_CHECKED and _CHECKS[match.pattern](match.group(view, 1))
            is_one_case = match.pattern == 2 and match.group(view, 1)[2:].lower() == match.group(view, 1)[2:]
            is_real = is_real or (is_one_case and has_word)
        if not is_real:
            continue
        is_weak = is_example(view, start, end) or (match.pattern == 2 and not has_word)
        yield Hit("WALLET", start, end, Strength.WEAK if is_weak else Strength.LIKELY)


RECOGNIZER = Recognizer(
    name="crypto_wallets",
    kinds=(kind("WALLET", "wallet address", "Bitcoin base58check, BIP 173, EIP-55", plural="wallet addresses"),),
    patterns=(
        r"(?:^|[^A-Za-z0-9])([13LMDAT9][1-9A-HJ-NP-Za-km-z]{25,34})(?:$|[^A-Za-z0-9])",
        r"(?:^|[^A-Za-z0-9])((?i:bc1|ltc1|tb1)[02-9AC-HJ-NP-Zac-hj-np-z]{11,71})(?:$|[^A-Za-z0-9])",
        r"(?:^|[^A-Za-z0-9])(0x[0-9a-fA-F]{40})(?:$|[^A-Za-z0-9])",
        r"(?:^|[^A-Za-z0-9])([48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}|r[1-9A-HJ-NP-Za-km-z]{27,34})(?:$|[^A-Za-z0-9])",
    ),
    find=_find,
    finds=(
        ("wallet 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 5 txns", "WALLET"),
        ("to bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 yesterday", "WALLET"),
        ("he sent 2 ETH to 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "WALLET"),
    ),
    leaves=(
        "wallet 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3 has a wrong sign",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        "commit 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "git 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    ),
)
