"""Takes the README's picture of a demo that is being served.

Start one with uv run manage.py demo, then: uv run --group test python -m tests.browser.picture
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS

PICTURE = Path(__file__).resolve().parents[2] / "static" / "readme" / "overview.png"


def take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="nb-NO")
        page.goto(f"{address}/accounts/login/")
        page.click("button[value=prosjektleder]")
        page.wait_for_selector("h1")
        PICTURE.parent.mkdir(exist_ok=True)
        page.screenshot(path=PICTURE, clip={"x": 0, "y": 0, "width": 1280, "height": 1080},
                        full_page=True)  # fmt: skip
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
