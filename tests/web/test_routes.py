"""Every URL: one line each in `app.py`, a plain function behind it, and no link in a template that leads nowhere."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from starlette.routing import Match, Mount, Route

from proviso.api.acts.application import is_mine as is_act
from proviso.app import ROUTES
from proviso.web import pages
from proviso.web.render import HERE, environment

PAGES = [route for route in ROUTES if isinstance(route, Route)]
TEMPLATES = sorted((HERE / "templates").glob("*.html"))
INLINE = re.compile(r"""<script(?![^>]*\bsrc=)|<style|\sstyle="|\son[a-z]+="|javascript:""")
LINK = re.compile(r'\b(href|action|formaction)="(/[^"]*)"')


def methods(route: Route) -> set[str]:
    return (route.methods or set()) - {"HEAD"}


def leads_to_a_page(path: str, method: str) -> bool:
    if is_act(path):
        return True
    scope = {"type": "http", "path": path, "method": method, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in ROUTES)


def test_each_address_is_there_once() -> None:
    seen = [(route.path, method) for route in PAGES for method in methods(route)]
    assert len(seen) == len(set(seen))


def test_only_the_static_files_are_mounted() -> None:
    assert [route.path for route in ROUTES if isinstance(route, Mount)] == ["/static"]


@pytest.mark.parametrize("route", PAGES, ids=lambda route: f"{'/'.join(methods(route))} {route.path}")
def test_page_is_a_plain_function_that_says_what_it_answers(route: Route) -> None:
    assert inspect.isfunction(route.endpoint)
    assert not inspect.iscoroutinefunction(route.endpoint), "Starlette runs plain functions in its thread pool"
    assert route.endpoint.__module__.startswith("proviso.web.pages.")
    assert route.endpoint.__doc__


@pytest.mark.parametrize("route", PAGES, ids=lambda route: f"{'/'.join(methods(route))} {route.path}")
def test_address_has_no_trailing_slash_and_one_method(route: Route) -> None:
    assert route.path == "/" or not route.path.endswith("/")
    assert methods(route) in ({"GET"}, {"POST"})


def test_each_page_file_is_reached() -> None:
    files = {path.stem for path in Path(pages.__path__[0]).glob("*.py") if path.stem != "__init__"}
    reached = {route.endpoint.__module__.rpartition(".")[2] for route in PAGES}
    assert files - reached == {"errors"}, "each file of web/pages/ has a line in ROUTES"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_link_of_a_template_leads_nowhere(template: Path) -> None:
    for attribute, address in LINK.findall(template.read_text(encoding="utf-8")):
        path = re.sub(r"\{\{.*?\}\}", "1", address.partition("#")[0].partition("?")[0])
        method = "GET" if attribute == "href" else "POST"
        found = leads_to_a_page(path, method) or (attribute == "action" and leads_to_a_page(path, "GET"))
        assert found, f"{template.name}: {attribute}={address}"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_template_compiles_and_has_nothing_inline(template: Path) -> None:
    environment().get_template(template.name)
    text = template.read_text(encoding="utf-8")
    assert not INLINE.search(text)
    assert "|safe" not in text.replace(" ", "")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_each_form_that_changes_something_carries_the_token(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, flags=re.DOTALL):
        assert re.search(r'name="csrf"|token\(', form), f"{template.name}: {form[:120]}"
