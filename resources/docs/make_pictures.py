"""Make the guides' pictures anew, by running the code that the guides show.

python resources/docs/make_pictures.py            all of them
python resources/docs/make_pictures.py touching   one
"""

import runpy
import shutil
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

GUIDES = Path(__file__).resolve().parent / "guides"


def make_picture(guide: Path, folder: Path) -> Path:
    """Run a guide in an empty folder; the picture that it left there."""
    with chdir(folder):
        runpy.run_path(str(guide), run_name="__main__")
    return folder / "picture.jpg"


def main() -> None:
    """Put the pictures of the guides that are named, or of all, beside them."""
    wanted = set(sys.argv[1:])
    for guide in sorted(GUIDES.glob("*.py")):
        if wanted and guide.stem not in wanted:
            continue
        print(guide.stem, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(make_picture(guide, Path(folder)), guide.with_suffix(".jpg"))


if __name__ == "__main__":
    main()
