"""The whole way from annotated pictures to a result, in a real window, timed, with pictures.

    python tests/benchmarks/teach_way.py ANNOTATED SCAN [--minutes 10] [--pictures DIR]

Opens the window on the screen there is, drops SCAN on it, opens the Training page, drops the
folder ANNOTATED there, starts the default recipe, watches it learn, saves the pack, uses it, and
analyses SCAN with it. Settings, packs and caches go to a temporary home; --pack keeps the pack.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "app")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("annotated", type=Path)
    parser.add_argument("scan", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--theme", default="light", choices=("dark", "light"))
    parser.add_argument("--pack", type=Path, help="folder into which the pack is copied")
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="graticule-home-"))
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = f"{home}/{name.lower()}"
    teach(arguments, home)


def teach(arguments: argparse.Namespace, home: Path) -> None:
    """Start the program and go."""
    from person import Person
    from PySide6.QtWidgets import QApplication
    from whole_way import Camera, waiter

    app = QApplication(["graticule"])
    app.setOrganizationName("graticule-walk")
    from graticule_app.look import theme
    from graticule_app.model.settings import Settings
    from graticule_app.shell.window import MainWindow

    theme.apply(app, arguments.theme)
    window = MainWindow(replace(Settings.load(), results=home / "results", theme=arguments.theme))
    window.resize(*(int(side) for side in arguments.size.split("x")))
    window.show()
    window.begin([])
    camera = Camera(window, arguments.pictures)
    wait = waiter(app, camera)
    person = Person(window, wait)
    person.open(arguments.scan.absolute())
    person.do("train")
    wait(lambda: window.on_page("training"), 10)
    page = window.need("training")

    drop(page, arguments.annotated)
    wait(page.learning.start.isEnabled, 60)
    page.how.time.setCurrentIndex(max(0, page.how.time.findData(arguments.minutes)))
    camera.take("teach-1-ready")
    learn(person, page, camera, arguments.minutes)
    use(person, page, camera, arguments)
    window.close()


def drop(page, folder: Path) -> None:
    """Let a folder fall on the page, as a hand does."""
    from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder.absolute()))])
    middle, left = page.rect().center(), Qt.MouseButton.LeftButton
    how = Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(middle, *how))
    QApplication.sendEvent(page, QDropEvent(QPointF(middle), *how))


def learn(person, page, camera, minutes: float) -> None:
    """Start, wait, photograph; end the program if it fails."""
    begun = time.monotonic()
    person.click(page.learning.start)
    shot = begun + 60 * minutes * 0.6
    while not page.learning.outcome.isVisible():
        person.wait_a_little(1)
        if time.monotonic() > shot:
            camera.take("teach-2-learning")
            shot = float("inf")
        if not page.busy and not page.learning.outcome.isVisible():
            sys.exit(page.learning.state.text())
    print(f"learned in {(time.monotonic() - begun) / 60:.1f} min", flush=True)


def use(person, page, camera, arguments: argparse.Namespace) -> None:
    """Save the pack, use it at once, count what it finds."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from graticule.models import load_pack

    QTest.keyClicks(page.learning.outcome.name, "Taught by hand")
    QTest.keyClick(page.learning.outcome.name, Qt.Key.Key_Return)
    person._wait(page.learning.outcome.use.isVisible, 20)
    camera.take("teach-3-saved")
    pack = load_pack("taught-by-hand")
    told = ", ".join(f"{key} {value:.3f}" for key, value in pack.metrics.items())
    print(f"{pack.training['steps']} steps; on its own test images: {told}", flush=True)
    if arguments.pack is not None:
        shutil.copytree(pack.path, arguments.pack)
    person.click(page.learning.outcome.use)
    assert person.bench.protocols.protocol().load_method().facts.sha256 == pack.sha256
    person.analyse(300)
    person.see_all()
    camera.take("teach-4-used")
    print(f"{len(person.document.table)} particles found by it in {arguments.scan.name}")


if __name__ == "__main__":
    main()
