"""The demo: an invented agency, its four weeks of history, and ten sample texts. Everything is in data files here."""

from .samples import Sample, sample, samples
from .seed import is_seeded, seed
from .standing import asks_well

__all__ = ["Sample", "asks_well", "is_seeded", "sample", "samples", "seed"]
