"""Prints "identical" if a view on a screen of this ratio shows a scan's own pixels at 1:1."""

import numpy as np
from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from graticule.geometry import Box
from graticule.scans import ArrayScan
from graticule_app.canvas.scan_view import ScanView
from graticule_app.model.document import Document
from graticule_app.model.workspace import Workspace

app = QApplication([])
rng = np.random.default_rng(1)
scan = ArrayScan(rng.integers(0, 255, (900, 1200, 3)).astype(np.uint8))
workspace = Workspace()
view = ScanView(workspace)
view.resize(401, 301)
view.show()
workspace.show(Document(scan))
view.one_to_one()
view.center_on(600.4, 440.2)
view.minimap.set_wanted(False)
app.processEvents()
while not view.complete:
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 10)
picture = view.grab_picture().convertToFormat(QImage.Format.Format_RGB32)
bits = np.frombuffer(picture.constBits(), np.uint8)
shown = bits.reshape(picture.height(), -1, 4)[..., 2::-1]
left, top = (round(v) for v in view.camera.corner)
height = round(200 * view.devicePixelRatioF())  # the scale bar lies below
width = shown.shape[1]
pixels = scan.read_level(0, Box(left, top, left + width, top + height))
same = (shown[:height] == pixels).all()
print(f"{view.devicePixelRatioF():g}", "identical" if same else "different")
workspace.show(None)
