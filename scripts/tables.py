"""The tables of docs/reference/, made from the code: `make docs` writes them, and `cog --check` keeps them true.

Each function gives the Markdown of one table. A page that shows one holds no other copy of what it says.
"""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

import click

from proviso.actions.duties import DUTIES
from proviso.cli import cli
from proviso.model import Event, event_types
from proviso.screening import catalog
from proviso.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "proviso"
PACKS = SOURCE / "packs"
HOW_KEPT = {
    "enforced": "By a rule.",
    "record": "Each use leaves the record that it asks for.",
    "information": "Nothing to carry out at a use.",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = ["", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split())


def _sentences(documented: type | object) -> str:
    return " ".join((documented.__doc__ or "").split())


def roles() -> str:
    """Who may do what, by area."""
    return table(("area", "act", "who may", "never"), ((duty.area, duty.says, duty.who, duty.never) for duty in DUTIES))


def settings() -> str:
    """Each variable of the environment, its type, its default and its sentence."""
    return table(
        ("variable", "type", "default", "what it is"),
        (
            (f"`{PREFIX}{f.name.upper()}`", _type_name(f.type), _default(f), str(f.metadata.get("says", "")))
            for f in fields(Settings)
        ),
    )


def _default(field: Field[Any]) -> str:
    if field.name == "home":
        return "the platform's folder of user data"
    if field.default is MISSING or field.default == "":
        return ""
    return f"`{int(field.default) if isinstance(field.default, bool) else field.default}`"


def _type_name(annotation: object) -> str:
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    return {"str": "text", "int": "number", "bool": "1 or 0", "Path": "folder"}.get(name, name)


def events() -> str:
    """Each kind of entry of the ledger, what it means and what it holds."""
    return table(
        ("event", "what happened", "what it holds"),
        ((f"`{e.__name__}`", _sentences(e), ", ".join(f"`{name}`" for name in _own_fields(e))) for e in event_types()),
    )


def _own_fields(event: type[Event]) -> list[str]:
    return [f.name for f in fields(event) if f.name != "actor"]


def packs() -> list[Path]:
    """The folder of every pack, sorted by name."""
    return sorted(path.parent for path in PACKS.glob("*/pack.toml"))


def clauses() -> str:
    """Each pack's clauses: id, source, paraphrase, and whether it is carried out."""
    return "\n".join(_clauses_of(folder) for folder in packs())


def _clauses_of(folder: Path) -> str:
    pack = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
    words = tomllib.loads((folder / "clauses.toml").read_text(encoding="utf-8"))
    rules: dict[str, list[str]] = {}
    for rule in words.get("rule", []):
        rules.setdefault(rule["clause"], []).append(rule["id"])
    rows = ((f"`{c['id']}`", c["paraphrase"], _how_kept(c, rules.get(c["id"], []))) for c in words.get("clause", []))
    return f"\n## {pack['title']} (`{folder.name}`)\n" + table(("clause", "what it says", "how it is kept"), rows)


def _how_kept(clause: dict[str, Any], rules: list[str]) -> str:
    """In one cell: the rules that deny, or what is missing, or why nothing is to be done at a use."""
    carried = sorted({*rules, *clause.get("carried_by", [])})
    if clause.get("needs"):
        return f"**Not yet enforced**: needs {clause['needs'].rstrip('.')}."
    parts = [", ".join(f"`{rule}`" for rule in carried), clause.get("how", "")]
    return " ".join(part for part in parts if part) or HOW_KEPT[clause["enforcement"]]


def recognizers() -> str:
    """Each kind of finding: the file that finds it, its class, what it is, and where its form is written down."""
    return table(
        ("recognizer", "kind", "class", "what it is", "authority"),
        (
            (f"`{recognizer.name}`", f"`{kind.name}`", str(kind.cls), kind.title, kind.authority)
            for recognizer in catalog.recognizers()
            for kind in recognizer.kinds
        ),
    )


def routes() -> str:
    """Every address that the server answers, by which methods, and the page's first sentence."""
    app = importlib.import_module("proviso.app")
    return table(("address", "methods", "what it is for"), (_route_row(route) for route in app.ROUTES))


def _route_row(route: Any) -> tuple[str, str, str]:
    methods = ", ".join(sorted(set(route.methods or ()) - {"HEAD"})) if hasattr(route, "methods") else "GET"
    says = _sentences(route.endpoint).split(". ")[0].rstrip(".") if hasattr(route, "endpoint") else "Files of the pages"
    return f"`{route.path}`", methods, f"{says}."


def commands() -> str:
    """Each command of the shell with its arguments, options and help."""
    return "\n".join(_command_section(path, command) for path, command in _walk(cli, "proviso"))


def _walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    with click.Context(command) as context:
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from _walk(child, f"{path} {name}")


def _command_section(path: str, command: click.Command) -> str:
    with click.Context(command, info_name=path) as context:
        usage = " ".join(command.collect_usage_pieces(context))
        rows = [p.get_help_record(context) for p in command.params if isinstance(p, click.Option) and not p.hidden]
    lines = [f"\n## {path}\n", f"`{path} {usage}`\n", _paragraph(command.help or ""), ""]
    if command.epilog:
        lines.append(_paragraph(command.epilog) + "\n")
    return "\n".join(lines) + table(("option", "what it does"), [(f"`{r[0]}`", r[1]) for r in rows if r])


def _paragraph(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.replace("\b", "").split("\n\n"))


def verbs() -> str:
    """Each noun: what changes it (`actions/`), and what reads it (`db/`)."""
    stems = sorted({path.stem for folder in ("actions", "db") for path in (SOURCE / folder).glob("[a-z]*.py")})
    rows = ((f"`{stem}`", *(", ".join(_functions(folder, stem)) for folder in ("actions", "db"))) for stem in stems)
    return table(("file", "verbs (`actions/`)", "readings (`db/`)"), (row for row in rows if row[1] or row[2]))


def _functions(folder: str, stem: str) -> Iterator[str]:
    """The functions of a file that work in a transaction, or open one; of `db/`, those that only read."""
    path = SOURCE / folder / f"{stem}.py"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        names = [arg.arg for arg in node.args.args]
        writes = folder == "db" and re.search(r"(?i)insert|update|delete", ast.get_source_segment(text, node) or "")
        if names[:1] in (["tx"], ["agency"]) and not writes and stem != "roles":
            own = [arg.arg for arg in node.args.kwonlyargs if arg.arg not in {"actor", "at"}]
            rest = [name for name in names if name not in {"tx", "agency", "at"}]
            yield f"`{node.name}({', '.join([*rest, *own])})`"


def choices() -> str:
    """Each architecture decision, by its number."""
    lines = []
    for page in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")):
        title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        lines.append(f"- [{title.replace('. ', ': ', 1)}](adr/{page.name})")
    return "\n".join(["", *lines, ""])


def guides() -> str:
    """Each page of docs/ that is written by hand."""
    pages = [page for page in sorted((ROOT / "docs").glob("*.md")) if page.stem != "index"]
    lines = [
        f"- [{page.read_text(encoding='utf-8').splitlines()[0].removeprefix('# ')}]({page.name})" for page in pages
    ]
    return "\n".join(["", *lines, ""])
