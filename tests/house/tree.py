"""The tree that the house tests look at: what git knows or would add, without what is fetched or built."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "proviso"
PACKS = SOURCE / "packs"
TEMPLATES = SOURCE / "web" / "templates"
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".html",
    ".sh",
    ".js",
    ".scss",
    ".go",
    ".cedar",
    ".cedarschema",
    ".txt",
    ".yml",
    ".yaml",
    "",
}


def files() -> list[Path]:
    """Every file of the project, sorted."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return sorted(ROOT / line for line in set(listed) if (ROOT / line).is_file())


def texts() -> list[Path]:
    """Every file that people write and read."""
    return [path for path in files() if path.suffix in TEXT and path.name != "LICENSE"]


def named(path: Path) -> str:
    """A path as people say it."""
    return path.relative_to(ROOT).as_posix()
