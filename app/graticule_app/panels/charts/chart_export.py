"""A chart as a picture: dark on white, the same size wherever it was seen."""

from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from graticule.errors import ResultError
from graticule.files import atomic
from graticule_app.look.translation import tr
from graticule_app.panels.charts.chart_data import Chart
from graticule_app.panels.charts.chart_view import ChartView, Style

SIZE = QSize(900, 600)  # logical px
_SHARP = 2  # image px per logical px


def drawn(chart: Chart, style: Style) -> ChartView:
    """The chart on paper, laid out but never on the screen."""
    view = ChartView()
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.resize(SIZE)
    view.show()
    view.draw(chart, style)
    view.name_classes(chart, style)
    view.settle()
    return view


def picture(chart: Chart, style: Style) -> QImage:
    """The chart as an image of twice `SIZE`."""
    view = drawn(chart, style)
    image = QImage(SIZE * _SHARP, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    view.render(painter, QRectF(0, 0, image.width(), image.height()), view.rect())
    painter.end()
    _dispose(view)
    return image


def save(chart: Chart, style: Style, path: Path) -> None:
    """Write a .png or .svg, whole or not at all; raises `ResultError`."""
    with atomic(path) as temporary:
        if path.suffix.lower() == ".svg":
            written = _write_svg(chart, style, temporary)
        else:
            written = picture(chart, style).save(str(temporary))
        if not written:
            raise ResultError(tr("{path}: cannot be written", path=path))


def _write_svg(chart: Chart, style: Style, path: Path) -> bool:
    view = drawn(chart, style)
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(SIZE)
    generator.setViewBox(QRect(0, 0, SIZE.width(), SIZE.height()))
    generator.setResolution(view.logicalDpiX())  # as the axes were laid out
    generator.setTitle(tr("Chart of particles"))
    painter = QPainter()
    begun = painter.begin(generator)
    if begun:
        view.render(painter, QRectF(0, 0, SIZE.width(), SIZE.height()), view.rect())
        painter.end()
    _dispose(view)
    return begun and path.stat().st_size > 0


def _dispose(view: ChartView) -> None:
    view.hide()
    view.close()
    view.deleteLater()
