"""What the network makes of test images while it learns: image, truth and answer side by side."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import icons, theme
from graticule_app.look.translation import tr, tr_noop

_TITLES = (tr_noop("The picture"), tr_noop("Your annotation"), tr_noop("What it finds"))


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer: after which step, of which image, and the three pictures' paths."""

    step: int
    name: str
    pictures: tuple[str, str, str]


class Pane(QWidget):
    """One picture, as large as there is room, under its title."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self._title = title
        self.setAccessibleName(title)
        self.setMinimumSize(110, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def show_picture(self, path: str) -> None:
        """Show a file; one that cannot be read leaves the place empty."""
        self._picture = QPixmap(path) if path else QPixmap()
        self.update()

    @property
    def filled(self) -> bool:
        """Whether a picture is shown."""
        return not self._picture.isNull()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The title, and the picture in the middle of the rest."""
        painter = QPainter(self)
        line = self.fontMetrics().height() + theme.TIGHT
        painter.setPen(theme.color("quiet"))
        painter.drawText(
            QRectF(0, 0, self.width(), line), Qt.AlignmentFlag.AlignHCenter, self._title
        )
        room = QRectF(0, line, self.width(), self.height() - line)
        if self._picture.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("field"))
            painter.drawRoundedRect(room, 4, 4)
            return
        size = self._picture.size().toSizeF()
        scale = min(room.width() / size.width(), room.height() / size.height())
        place = QRectF(0, 0, size.width() * scale, size.height() * scale)
        place.moveCenter(room.center())
        small = scale < 1  # enlarged pixels stay what they are
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, small)
        painter.drawPixmap(place, self._picture, QRectF(self._picture.rect()))


class SampleStrip(QWidget):
    """The newest answers; one image at a time, with all its earlier answers on a slider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_image: dict[int, list[Shown]] = {}
        self._image = 0
        self.panes = tuple(Pane(tr(title)) for title in _TITLES)
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.role(self._name, "quiet")
        self._back = _arrow("left", tr("The test image before"))
        self._on = _arrow("right", tr("The next test image"))
        self._back.clicked.connect(lambda: self._turn(-1))
        self._on.clicked.connect(lambda: self._turn(1))
        self._time = QSlider(Qt.Orientation.Horizontal)
        self._time.setAccessibleName(tr("Earlier or later answer"))
        self._time.setToolTip(tr("Drag to see what it found earlier"))
        theme.keep(self._time, self._time.setMaximumWidth, 260)
        self._time.valueChanged.connect(self._show)
        self._when = QLabel()
        theme.role(self._when, "quiet")
        foot = QHBoxLayout()
        foot.setSpacing(theme.GAP)
        foot.addWidget(self._back)
        foot.addWidget(self._on)
        foot.addWidget(self._name, 1)
        foot.addWidget(self._time, 1)
        foot.addWidget(self._when)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        for pane in self.panes:
            row.addWidget(pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addLayout(row, 1)
        column.addLayout(foot)
        self.clear()

    def clear(self) -> None:
        """Nothing is known yet."""
        self._by_image.clear()
        self._image = 0
        self._show()

    def add(self, number: int, shown: Shown) -> None:
        """One more answer to a test image; the newest is shown unless an older one is looked at."""
        answers = self._by_image.setdefault(number, [])
        if any(one.step == shown.step for one in answers):
            return
        follows = self._time.value() == self._time.maximum()
        answers.append(shown)
        answers.sort(key=lambda one: one.step)
        if number == self._images[self._image]:
            self._set_range(follow=follows)
        self._show()

    @property
    def steps(self) -> list[int]:
        """After which steps the image that is shown was answered."""
        return [one.step for one in self._answers]

    @property
    def _images(self) -> list[int]:
        return sorted(self._by_image)

    @property
    def _answers(self) -> list[Shown]:
        return self._by_image[self._images[self._image]] if self._by_image else []

    def _turn(self, by: int) -> None:
        self._image = (self._image + by) % len(self._by_image)
        self._set_range(follow=True)
        self._show()

    def _set_range(self, *, follow: bool) -> None:
        was = self._time.blockSignals(True)
        self._time.setRange(0, len(self._answers) - 1)
        if follow:
            self._time.setValue(self._time.maximum())
        self._time.blockSignals(was)

    def _show(self) -> None:
        answers, count = self._answers, len(self._by_image)
        for part in (self._back, self._on):
            part.setVisible(count > 1)
        self._time.setVisible(len(answers) > 1)
        if not answers:
            for pane in self.panes:
                pane.show_picture("")
            self._name.setText("")
            self._when.setText("")
            return
        shown = answers[min(self._time.value(), len(answers) - 1)]
        for pane, path in zip(self.panes, shown.pictures, strict=True):
            pane.show_picture(path)
        name, number = Path(shown.name).name, self._image + 1
        text = tr("Test image: {name}", name=name)
        if count > 1:
            text = tr(
                "Test image {number} of {count}: {name}", number=number, count=count, name=name
            )
        self._name.setText(text)
        self._name.setToolTip(shown.name)
        newest = shown is answers[-1]
        self._when.setText(
            tr("now, after step {step:,}", step=shown.step)
            if newest
            else tr("after step {step:,}", step=shown.step)
        )


def _arrow(name: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icons.icon(name))
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button
