"""The demo: an invented agency, its four weeks of history, and ten sample texts. Everything is in data files here."""

from .samples import Sample, sample, samples
from .seed import is_seeded, seed

__all__ = ["Sample", "is_seeded", "sample", "samples", "seed"]
