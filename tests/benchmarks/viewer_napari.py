"""Times napari on the viewer's scene; run by bench_viewer.py with the interpreter of its own.

Reads a JSON object from standard input (paths and steps), writes one with milliseconds.
"""

import json
import sys
import time

import napari
import numpy as np
import tifffile
import zarr
from qtpy.QtWidgets import QApplication

COARSER = (4, 16, 64)


def levels_of(path: str) -> list:
    """A map and what napari shows of it from afar; made beforehand, so that it costs nothing."""
    whole = zarr.open_array(path, mode="r")
    first = np.concatenate([whole[i : i + 1024][::4, ::4] for i in range(0, whole.shape[0], 1024)])
    return [whole, first, first[::4, ::4], first[::16, ::16]]


class Frames:
    """Moves a viewer's camera and waits until that has been painted."""

    def __init__(self, viewer: napari.Viewer) -> None:
        self.viewer = viewer
        self.canvas = viewer.window._qt_viewer.canvas._scene_canvas
        self.drawn = False
        self.canvas.events.draw.connect(self._painted, position="last")

    def _painted(self, _event: object) -> None:
        self.drawn = True

    def until_painted(self, start: float) -> float:
        """Milliseconds from `start` until the step is seen and the next one could be taken.

        A draw notices what has to be read, reads it at once and asks for another draw; until
        that is done the window answers nothing, so it belongs to the step.
        """
        self.canvas.update()
        while not self.drawn:
            QApplication.processEvents()
        while self.drawn:
            self.drawn = False
            QApplication.processEvents()
        return (time.perf_counter() - start) * 1000

    def step(self, step: list) -> float:
        """Do one step of the script; milliseconds until it is on the screen."""
        kind, *values = step
        start, self.drawn = time.perf_counter(), False
        camera = self.viewer.camera
        if kind == "pan":
            _, y, x = camera.center
            camera.center = (0, y + values[1] / camera.zoom, x + values[0] / camera.zoom)
        elif kind == "zoom":
            camera.zoom *= values[0]
        else:
            camera.center = (0, values[1], values[0])
        return self.until_painted(start)


def main() -> None:
    """One run."""
    job = json.load(sys.stdin)
    store = tifffile.imread(job["scan"], aszarr=True)
    group = zarr.open_group(store, mode="r")
    image = [group[str(i)] for i in range(len(list(group.array_keys())))]
    viewer = napari.Viewer(show=False)
    viewer.add_image(image, multiscale=True, rgb=True, name="scan")
    viewer.add_labels(levels_of(job["classes"]), multiscale=True, opacity=0.45)
    viewer.add_image(
        levels_of(job["uncertainty"]), multiscale=True, colormap="viridis", opacity=0.5,
        blending="translucent", contrast_limits=(0, 255),
    )  # fmt: skip
    window = viewer.window
    for dock in (window._qt_viewer.dockLayerList, window._qt_viewer.dockLayerControls):
        dock.hide()
    window.show()
    canvas = window._qt_viewer.canvas.native
    for _ in range(2):  # until its canvas has the size, whatever stands around it
        QApplication.processEvents()
        around = window._qt_window.size() - canvas.size()
        window._qt_window.resize(job["size"][0] + around.width(), job["size"][1] + around.height())
        QApplication.processEvents()
    frames = Frames(viewer)
    found: dict[str, list[float]] = {}
    for name, steps in job["script"].items():
        viewer.camera.zoom = job["zoom"].get(name, 1.0)
        viewer.camera.center = (0, *job["center"][::-1])
        frames.step(["pan", 0, 0])
        found[name] = [frames.step(step) for step in steps]
    size = (canvas.width(), canvas.height())
    print(json.dumps({"times": found, "size": size, "napari": napari.__version__}))
    viewer.close()


main()
