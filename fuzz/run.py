"""Fuzz every target for some seconds each: `python -m fuzz.run [--seconds N] [NAME…]`.

What breaks a target is kept in `.make/fuzz/`, and is run again with `python -m fuzz.run --again FILE NAME`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

HERE = Path(__file__).resolve().parents[1]
APART = HERE / ".tools" / "fuzz"
KEPT = HERE / ".make" / "fuzz"
SLOWEST = 20
"""Seconds for one input."""
MEMORY = 2_048
"""Megabytes for one target."""


def main() -> int:
    """Run the targets one after the other; 1 when one of them broke."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="targets; all of them when none is named")
    parser.add_argument("--seconds", type=int, default=60, help="time for each target (60)")
    parser.add_argument("--again", type=Path, metavar="FILE", help="run one kept input instead")
    chosen = parser.parse_args()
    known = _known()
    for name in chosen.names:
        if name not in known:
            parser.error(f"There is no target {name}; there are: {', '.join(known)}.")
    if chosen.again is not None:
        if len(chosen.names) != 1:
            parser.error("--again needs the name of one target.")
        return _again(chosen.names[0], chosen.again)
    broken = [name for name in chosen.names or known if not _holds(name, chosen.seconds)]
    if broken:
        print(f"Broke: {', '.join(broken)}. The inputs are in {KEPT.relative_to(HERE)}/.")
    return 1 if broken else 0


def _known() -> list[str]:
    from fuzz.targets import targets

    return [target.name for target in targets()]


def _holds(name: str, seconds: int) -> bool:
    """Fuzz one target in a process of its own, and say in one line how it went."""
    folder, log = KEPT / name, KEPT / f"{name}.log"
    folder.mkdir(parents=True, exist_ok=True)
    options = (f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MEMORY}", "-print_final_stats=1")
    with log.open("w") as out:
        done = _harness(name, str(folder / "corpus"), f"-artifact_prefix={folder}/", *options, out=out)
    said = log.read_text(errors="replace")
    runs = next((line.rpartition(":")[2].strip() for line in said.splitlines() if "number_of_executed" in line), "0")
    print(f"  {name:<14} {'holds' if done == 0 else 'BROKE'} ({runs} inputs)", flush=True)
    if done != 0:
        print("\n".join(f"    {line}" for line in said.splitlines()[-30:]), flush=True)
    return done == 0


def _again(name: str, file: Path) -> int:
    from fuzz.targets import targets

    next(target for target in targets() if target.name == name).tries(file.read_bytes())
    print(f"{name} holds.")
    return 0


def _harness(name: str, corpus: str, *options: str, out: IO[str]) -> int:
    """Ours and theirs: atheris stands in an environment of its own, and is added to this one for the harness only."""
    packages = next(APART.glob("lib/python*/site-packages"), None)
    if packages is None:
        raise SystemExit("atheris is not here. With a network: scripts/apart.sh fuzz")
    path = os.pathsep.join((str(HERE), str(HERE / "src"), str(packages)))
    command = [sys.executable, "-m", "fuzz.harness", name, corpus, *options]
    environment = os.environ | {"PYTHONPATH": path}
    done = subprocess.run(command, cwd=HERE, env=environment, stdout=out, stderr=out, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
