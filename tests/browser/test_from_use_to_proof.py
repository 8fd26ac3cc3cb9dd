"""An allowed use, two experts, the official file, the evidence, and its proof on a machine with the public key alone.

One walk through the whole of it, by keyboard alone: each field and each button is reached with the Tab key, and axe has
nothing to say about any page (139-07.4, R-073, R-080).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.helpers import axe, scrolls_sideways, watch

pytestmark = [pytest.mark.browser, pytest.mark.journey]
ROOT = Path(__file__).parents[2]
MOST_TABS = 220


class Hands:
    """A person at a keyboard, in a window of their own."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said = watch(page)

    def reach(self, target: Locator) -> None:
        """Press Tab until it has the focus; within a group of radio buttons, the arrows."""
        target.wait_for()
        kind = target.get_attribute("type")
        name = target.get_attribute("name")
        for _ in range(MOST_TABS):
            if self._is_on(target):
                return
            is_group = kind == "radio" and self._name() == name
            self.page.keyboard.press("ArrowDown" if is_group else "Tab")
        raise AssertionError(f"the Tab key does not reach {target}")

    def _is_on(self, target: Locator) -> bool:
        return bool(target.evaluate("element => element === document.activeElement"))

    def _name(self) -> str:
        return str(self.page.evaluate("document.activeElement.type === 'radio' ? document.activeElement.name : ''"))

    def press(self, name: str, role: str = "button") -> None:
        """A button or a link that leads to another page."""
        self.reach(self.page.get_by_role(role, name=name, exact=True).first)  # type: ignore[arg-type]
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def choose(self, selector: str) -> None:
        target = self.page.locator(selector)
        self.reach(target)
        self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def write(self, selector: str, words: str) -> None:
        self.reach(self.page.locator(selector))
        self.page.keyboard.type(words)

    def write_day(self, selector: str, day: datetime) -> None:
        self.reach(self.page.locator(selector))
        self.page.keyboard.type(f"{day:%m%d%Y}")
        expect(self.page.locator(selector)).to_have_value(f"{day:%Y-%m-%d}")

    def take(self, name: str, folder: Path) -> Path:
        """A download."""
        self.reach(self.page.get_by_role("button", name=name, exact=True))
        with self.page.expect_download() as waiting:
            self.page.keyboard.press("Enter")
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def sign_in(self, person: str, then: str) -> None:
        self.page.goto(f"/sign-in?next={then}")
        radio = self.page.get_by_role("radio", name=re.compile(f"^{person}"))
        self.reach(radio)
        self.page.keyboard.press("Space")
        self.reach(self.page.get_by_role("button", name="Sign in", exact=True))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def look(self) -> None:
        """axe, and the width of a phone."""
        assert axe(self.page) == [], self.page.title()
        self.page.set_viewport_size({"width": 375, "height": 812})
        assert not scrolls_sideways(self.page), self.page.title()
        self.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def person(browser: Browser, server: str) -> Callable[[str, str], Hands]:
    """Signs somebody in, in a window of their own."""

    def sign_in(name: str, then: str) -> Hands:
        context = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900}, locale="en-US")
        context.set_default_timeout(20_000)
        hands = Hands(context.new_page())
        hands.sign_in(name, then)
        return hands

    return sign_in


@pytest.fixture(scope="module")
def go_program(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The verifier that shares no code with us; None where there is no Go."""
    if shutil.which("go") is None:
        return None
    built = tmp_path_factory.mktemp("go") / "proviso-verify"
    subprocess.run([ROOT / "verify" / "build.sh", built], check=True)
    return built


def ask_for_review(maya: Hands) -> str:
    """Send the text of a published report, and ask for the review of the answer, for the public."""
    maya.reach(maya.page.get_by_role("button", name="Check and send"))
    maya.page.keyboard.press("Enter")
    maya.page.get_by_role("link", name="Use this officially").wait_for(timeout=60_000)
    maya.look()
    maya.press("Use this officially", "link")
    maya.choose("#where-3")
    maya.write("#subject", "Flood report summary")
    maya.reach(maya.page.locator("#topic"))
    maya.page.keyboard.type("Water")
    maya.write_day("#due", datetime.now(UTC) + timedelta(days=3))
    maya.press("Ask for the review")
    expect(maya.page.locator("#done")).to_contain_text("Sent for review.")
    return maya.page.url


def approve(expert: Hands, review: str) -> None:
    """Yes to the five questions, each for itself."""
    expert.go(review)
    for criterion in ("accuracy", "relevance", "sensitivity", "bias", "policy"):
        expert.choose(f"#{criterion}-yes")
    expert.press("Approve")


def alone(folder: Path, *command: object) -> str:
    """What a command says in an empty folder, on a machine without an agency."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PROVISO_")}
    home = folder / "empty"
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        [*map(str, command)], cwd=home, env={**bare, "HOME": str(home)}, capture_output=True, text=True, check=False
    )
    assert list(home.iterdir()) == []
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


def make_evidence(maya: Hands, folder: Path) -> tuple[Path, str]:
    """From My record: the file about oneself, and the key that its page shows."""
    maya.go("/record")
    maya.press("Make evidence about yourself, with its proof", "link")
    maya.press("Make the PDF")
    maya.page.get_by_role("button", name="Download the PDF").wait_for(timeout=120_000)
    maya.look()
    file = maya.take("Download the PDF", folder)
    return file, maya.page.locator("code").inner_text().partition("--vkey '")[2].rstrip("'")


def test_from_an_allowed_use_to_the_proof_of_it(
    person: Callable[[str, str], Hands], go_program: Path | None, tmp_path: Path
) -> None:
    maya = person("Maya Okafor", "/workspace?sample=flood-report")
    review = ask_for_review(maya)
    code = review.rpartition("/")[2]
    samuel = person("Samuel Adeyemi", "/expert-reviews")
    approve(samuel, review)
    expect(samuel.page.locator("#done")).to_contain_text("Approved. With Grace since")
    maya.go(review)
    expect(maya.page.get_by_role("heading", name="Use it officially")).to_have_count(0)
    grace = person("Grace Liu", "/expert-reviews")
    approve(grace, review)
    expect(grace.page.locator("#done")).to_contain_text("Approved. Maya can use it officially now.")

    maya.go(review)
    official = [maya.take(f"Download as {kind}", tmp_path) for kind in ("Word", "PDF", "Markdown")]
    file, vkey = make_evidence(maya, tmp_path)

    proviso = (sys.executable, "-m", "proviso")
    said = alone(tmp_path, *proviso, "verify", file, "--vkey", vkey)
    assert said.startswith("0\nEvidence: Maya Okafor\n"), said
    entries = [json.loads(line) for line in PdfReader(file).attachments["entries.jsonl"][0].splitlines()]
    about = [entry for entry in entries if entry["data"].get("review") == code]
    kinds = [entry["event"] for entry in about]
    assert kinds.count("ExpertReviewApproved") == 1
    assert kinds.count("OfficialTextExported") == len(official)
    approved = next(entry["data"] for entry in about if entry["event"] == "ExpertReviewApproved")
    for one in official:
        manifest = PdfReader(one).attachments["provenance.json"][0] if one.suffix == ".pdf" else b""
        if manifest:
            key = tmp_path / "agency-key.json"
            key.write_text(json.dumps(json.loads(manifest)["key"]))
            assert approved["sha256"] in manifest.decode()
    for one in official:
        said = alone(tmp_path, *proviso, "provenance", one, "--key", tmp_path / "agency-key.json", "--vkey", vkey)
        assert said.startswith("0\nThis is the approved text, review "), said
    if go_program is not None:
        said = alone(tmp_path, go_program, "evidence", file, "-vkey", vkey)
        assert said.startswith("0\n"), said
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 3] ^= 4
    (tmp_path / "changed.pdf").write_bytes(changed)
    assert "The file is not the one that was sealed" in alone(
        tmp_path, *proviso, "verify", tmp_path / "changed.pdf", "--vkey", vkey
    )
    for hands in (maya, samuel, grace):
        assert hands.said.messages == []
        hands.page.context.close()
