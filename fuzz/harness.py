"""One target under atheris: `python -m fuzz.harness NAME CORPUS [libFuzzer's options]`, as `fuzz.run` calls it."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

import atheris

# Coverage guides the fuzzer through our readers and through the two parsers in Python that they lean on.
with atheris.instrument_imports(include=["proviso", "pypdf", "olefile"]):
    from fuzz.targets import targets
    from proviso.screening import readers

    for module in pkgutil.iter_modules(readers.__path__):  # a reader is imported when its file comes: here before
        import_module(f"{readers.__name__}.{module.name}")


def main(arguments: list[str]) -> None:
    """Write the seeds, and fuzz until time is up or something breaks."""
    name, corpus, *options = arguments
    target = next(one for one in targets() if one.name == name)
    folder = Path(corpus)
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (folder / f"seed-{number:03}").write_bytes(seed)
    atheris.Setup([sys.argv[0], str(folder), f"-max_len={target.most}", *options], target.tries)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
