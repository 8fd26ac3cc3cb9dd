"""What page tests share: accessibility rules, signing in, focus, screenshots, and the console's silence."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "test-results"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "section508", "best-practice"]
NARROW, WIDE = 375, 1440
ISOLATED_NOTE = "Failed to load resource: the server responded with a status of"


@dataclass
class Watched:
    """What the console said, without the browser's own note that a page came with a status of 4xx."""

    messages: list[str] = field(default_factory=list)


def watch(page: Page) -> Watched:
    """Listen to the console of a page: errors, warnings, and every word about CSP or trusted types."""
    watched = Watched()

    def hear(message: ConsoleMessage) -> None:
        text = message.text
        if message.type in {"error", "warning"} and not text.startswith(ISOLATED_NOTE):
            watched.messages.append(text)

    page.on("console", hear)
    page.on("pageerror", lambda error: watched.messages.append(str(error)))
    return watched


def axe(page: Page) -> list[str]:
    """Violations of WCAG 2.2 AA, Section 508 and best practice, one line each.

    axe runs as a script of the browser's own tool, so our CSP stays on; trusted types do not concern it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "; true")
    found = page.evaluate(
        """async (tags) => {
            const result = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
            return result.violations.map(v => `${v.id}: ${v.help}: ` + v.nodes.map(n => n.target.join(" ")).join(", "));
        }""",
        TAGS,
    )
    return [str(line) for line in found]


def sign_in(page: Page, person: str, then: str = "/") -> None:
    """Sign in as a person of the demo, by the form of the picker, and go to a page.

    The form is sent without being drawn, which takes a second less; `pick` presses it."""
    drawn = page.request.get("/sign-in").text()
    names = re.search(rf'value="([\w.]+)"(?: checked)?>\s*<label[^>]*>{re.escape(person)}', drawn)
    token = re.search(r'name="(csrf)" value="([^"]+)"', drawn)
    assert names, f"{person} is not among the people to pick"
    assert token, "the form has no token"
    answer = page.request.post("/sign-in", form={"person": names[1], token[1]: token[2], "next": then}, max_redirects=0)
    assert answer.status == 303, answer.status
    page.goto(then)


def pick(page: Page, person: str, then: str = "/") -> None:
    """Sign in as a person of the demo as they would: choose the name, press the button."""
    page.goto(f"/sign-in?next={then}")
    page.locator("label.usa-radio__label", has_text=person).click()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def press(button: Locator) -> None:
    """Press a button of the workspace and wait until its answer stands in the page and has the focus."""
    page = button.page
    page.evaluate(
        """() => {
            window.swapped = new Promise(done =>
                document.addEventListener("htmx:after:swap", () => setTimeout(done), {once: true}));
        }"""
    )
    button.click()
    page.evaluate("() => window.swapped")


def focused(page: Page) -> str:
    """Tag and id of what has the focus: `h2#outcome`; `body` means that it was lost."""
    return str(page.evaluate("() => { const e = document.activeElement; return e.localName + (e.id && '#' + e.id); }"))


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than the window (tables scroll inside their own frame)."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def shoot(page: Page, name: str) -> None:
    """Screenshots at 375 and 1440 pixels, when somebody wants to look: `PROVISO_SHOTS=1 make journeys`."""
    if not os.environ.get("PROVISO_SHOTS"):
        return
    SHOTS.mkdir(exist_ok=True)
    before = page.viewport_size
    for width, height in ((NARROW, 812), (WIDE, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True, timeout=60_000)
    if before:
        page.set_viewport_size(before)
