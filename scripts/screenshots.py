"""The atlas -> pictures of its views for the docs. Run by hand, with Chromium at hand:

python scripts/screenshots.py results/atlas.html docs/img/atlas
"""

import argparse
import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from werven.words.tables import languages

VIEWS = ("map", "ranking", "work", "whatif", "timeline", "needs", "flows", "inputs", "remarks", "about")
SIZES = {1280: 800, 1920: 1080}

parser = argparse.ArgumentParser(description="Take pictures of every view of the atlas, in every language.")
parser.add_argument("page", type=Path, help="the atlas")
parser.add_argument("folder", type=Path, help="where the pictures go")
parser.add_argument(
    "--width", type=int, default=640, help="of the pictures [px]; the narrow window's front page is kept"
)
words = parser.parse_args()
words.folder.mkdir(parents=True, exist_ok=True)


def keep(shot: bytes, path: Path, width: int) -> None:
    """Write a picture, small and in few colours."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    picture = picture.resize((width, picture.height * width // picture.width), Image.Resampling.LANCZOS)
    picture.quantize(200, dither=Image.Dither.NONE).save(path, optimize=True)


with sync_playwright() as playwright:
    options = ["--no-sandbox", "--disable-gpu"]
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
    for wide, high in SIZES.items():
        page = browser.new_context(viewport={"width": wide, "height": high}, offline=True).new_page()
        for lang in languages():
            for view in VIEWS:
                page.goto(f"file://{words.page.resolve()}#view={view}&lang={lang}")
                page.wait_for_timeout(1200)
                shot = page.screenshot()
                keep(shot, words.folder / f"{view}_{lang}_{wide}.png", words.width)
                if (view, lang, wide) == ("ranking", "en", 1280):
                    keep(shot, words.folder / "front.png", wide)
    browser.close()
