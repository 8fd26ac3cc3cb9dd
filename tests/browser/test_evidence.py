"""Evidence in a browser: an auditor makes a file by keyboard, downloads it, and it is checked in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import NARROW, axe, sign_in

pytestmark = pytest.mark.browser


def verify(file: Path, vkey: str, folder: Path) -> tuple[int, str]:
    """As on a machine that has nothing but the file and the key."""
    command = [sys.executable, "-m", "proviso", "verify", str(file), "--vkey", vkey]
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PROVISO_")}
    done = subprocess.run(
        command, cwd=folder, env={**bare, "HOME": str(folder)}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.journey
def test_an_auditor_makes_evidence_by_keyboard_and_one_flipped_bit_of_it_is_named(page: Page, tmp_path: Path) -> None:
    sign_in(page, "Alice Tran", "/evidence")
    expect(page.get_by_role("heading", level=1)).to_have_text("Evidence")
    assert "rules are proved by entries of this time" in page.locator(".usa-intro").inner_text()
    assert axe(page) == []
    page.get_by_label("Tool", exact=True).focus()
    page.keyboard.type("North")
    page.get_by_role("button", name="Make the PDF").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Evidence: Northlight Chat")
    download = page.get_by_role("button", name="Download the PDF")
    expect(download).to_be_visible(timeout=60_000)
    assert axe(page) == []
    download.focus()
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    vkey = page.locator("code").inner_text().partition("--vkey '")[2].rstrip("'")
    empty = tmp_path / "empty"
    empty.mkdir()
    code, said = verify(file, vkey, empty)
    assert (code, said.splitlines()[0]) == (0, "Evidence: Northlight Chat"), said
    assert list(empty.iterdir()) == []
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    file.write_bytes(changed)
    code, said = verify(file, vkey, empty)
    assert code == 3
    assert "The file is not the one that was sealed" in said


def test_a_person_without_scripts_on_a_small_screen_asks_for_their_own(plain: Page) -> None:
    plain.set_viewport_size({"width": NARROW, "height": 800})
    sign_in(plain, "Maya Okafor", "/record")
    plain.get_by_role("link", name="Make evidence about yourself, with its proof").click()
    assert plain.evaluate("document.documentElement.scrollWidth") <= NARROW
    plain.get_by_role("button", name="Make the PDF").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Evidence: Maya Okafor")
    for _ in range(60):
        again = plain.get_by_role("link", name="See how far it is now")
        if not again.count():
            break
        again.click()
        plain.wait_for_timeout(500)
    expect(plain.get_by_role("button", name="Download the PDF")).to_be_visible()
    assert plain.evaluate("document.documentElement.scrollWidth") <= NARROW
