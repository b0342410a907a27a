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
PICTURES = {
    "ceremony": ("en", "auditor-handed-in"),
    "application": ("zh_Hans", "tasks-done"),
    "verification": ("zh_Hans", "credential"),
    "request": ("en", "live-counts"),
    "result": ("zh_Hans", "officer-drawn"),
    "log": ("en", "log-request"),
}


def main() -> None:
    """Cut each picture to one screen, and write it with few colours: small files load fast."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for name, (language, step) in PICTURES.items():
        with Image.open(find(language, step)) as taken:
            screen = taken.convert("RGB").crop((0, 0, taken.width, min(taken.height, HEIGHT)))
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
