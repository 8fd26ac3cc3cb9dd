"""Names of persons: a trained tagger behind one interface. `found(view)` gives the places of names in a text."""

from .finding import found, load_model

__all__ = ["found", "load_model"]
