"""Renews the pictures of the README from those that the main job's journey left behind.

Run by `make screenshots`, never by a test: the pictures change only when somebody wants it.
"""

from pathlib import Path

from PIL import Image

from expert_pool.storage.migrating import ROOT

TAKEN = ROOT / "test-results" / "screenshots"
KEPT = ROOT / "docs" / "images"
HEIGHT = 900
COLOURS = 96
PICTURES = {  # language, step, and how far down the page the picture begins
    "ceremony": ("en", "auditor-handed-in", 0),
    "application": ("zh_Hans", "tasks-done", 0),
    "verification": ("zh_Hans", "credential", 0),
    "request": ("en", "live-counts", 1650),
    "result": ("zh_Hans", "officer-drawn", 0),
}


def main() -> None:
    """Cut each picture to one screen, and write it with few colours: small files load fast."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for name, (language, step, top) in PICTURES.items():
        with Image.open(find(language, step)) as taken:
            bottom = min(taken.height, top + HEIGHT)
            screen = taken.convert("RGB").crop((0, top, taken.width, bottom))
        few = screen.quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(KEPT / f"{name}.png", optimize=True)


def find(language: str, step: str) -> Path:
    """The picture of one step of the main job."""
    found = sorted((TAKEN / language / "main_job").glob(f"*-{step}.png"))
    if not found:
        message = f"No picture of “{step}”: run `make screenshots`."
        raise FileNotFoundError(message)
    return found[0]


if __name__ == "__main__":
    main()
