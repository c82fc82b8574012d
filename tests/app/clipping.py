"""What of a window's text cannot be read, because there is no room for it."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)

from graticule_app.panels.protocol.fields import CheckBox, ChoiceBox

_SLACK = 1  # px


def clipped(root: QWidget) -> list[str]:
    """Each text that is shown and has too little room, in words."""
    return [
        f"{_name(widget)}: {what}"
        for widget in (root, *root.findChildren(QWidget))
        if widget.isVisible() and widget.window() is root.window() and not _behind(widget)
        for what in (*_too_small(widget), *_outside(widget, root))
    ]


def _behind(widget: QWidget) -> bool:
    """Whether it is in a panel behind another tab: Qt keeps those beyond the upper left corner."""
    outer: QWidget | None = widget
    while outer is not None:
        if isinstance(outer, QDockWidget) and outer.x() < 0 and outer.y() < 0:
            return True
        outer = outer.parentWidget()
    return False


def _too_small(widget: QWidget) -> Iterator[str]:
    for kind, look in _LOOKS:
        if isinstance(widget, kind):
            yield from look(widget)
            return


def _choice(box: QComboBox) -> Iterator[str]:
    yield from _lower(box, box.fontMetrics().height())
    if not isinstance(box, ChoiceBox):  # which ends with an ellipsis
        yield from _below(box, box.minimumSizeHint().width())


def _field(field: QWidget) -> Iterator[str]:
    yield from _lower(field, field.fontMetrics().height())


def _wrapping_box(box: CheckBox) -> Iterator[str]:
    yield from _below(box, box.minimumSizeHint().width())
    yield from _lower(box, box.heightForWidth(box.width()))


def _button(button: QAbstractButton) -> Iterator[str]:
    if button.text() and _says_text(button):
        yield from _below(button, button.sizeHint().width())
        yield from _lower(button, button.fontMetrics().height())


def _lower(widget: QWidget, wanted: int) -> Iterator[str]:
    if widget.height() + _SLACK < wanted:
        yield f"{widget.height()} px high of {wanted}"


def _says_text(button: QAbstractButton) -> bool:
    if not isinstance(button, QToolButton):
        return True
    icon_only = button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    return not (icon_only and not button.icon().isNull())


def _below(widget: QWidget, wanted: int) -> Iterator[str]:
    if widget.width() + _SLACK < wanted:
        yield f"{widget.width()} px wide of {wanted}"


def _label(label: QLabel) -> Iterator[str]:
    if not label.text() or not label.pixmap().isNull():
        return
    room = label.contentsRect()
    if label.wordWrap():
        wanted = label.heightForWidth(label.width())
        longest = max((label.fontMetrics().horizontalAdvance(w) for w in label.text().split()),
                      default=0)  # fmt: skip
        if label.height() + _SLACK < wanted:
            yield f"{label.height()} px high of {wanted} ({label.text()[:40]!r})"
        if room.width() + _SLACK < longest and "<" not in label.text():
            yield f"{room.width()} px wide, a word is {longest} ({label.text()[:40]!r})"
        return
    wanted = label.sizeHint()
    if label.width() + _SLACK < wanted.width() or label.height() + _SLACK < wanted.height():
        yield f"{label.width()} × {label.height()} px of {wanted.width()} × {wanted.height()}"


def _header(header: QHeaderView) -> Iterator[str]:
    if header.orientation() == Qt.Orientation.Horizontal and header.height() < (
        header.fontMetrics().height()
    ):
        yield f"{header.height()} px high"


def _tabs(bar: QTabBar) -> Iterator[str]:
    for number in range(bar.count()):
        if not bar.isTabVisible(number):
            continue
        text = bar.fontMetrics().horizontalAdvance(bar.tabText(number).replace("&", ""))
        if bar.elideMode() == Qt.TextElideMode.ElideNone and bar.tabRect(number).width() < text:
            yield f"tab {bar.tabText(number)!r} {bar.tabRect(number).width()} px of {text}"


def _outside(widget: QWidget, root: QWidget) -> Iterator[str]:
    """Text that lies beyond what holds it, and cannot be scrolled to."""
    if not _holds_text(widget) or widget is root:
        return
    place = QRect(QPoint(0, 0), widget.size())
    inner: QWidget = widget
    while inner is not root:
        outer = inner.parentWidget()
        if outer is None:
            return
        place = place.translated(inner.pos())
        area = outer.parentWidget()
        scrolls = isinstance(area, QAbstractScrollArea) and area.viewport() is outer
        if scrolls and isinstance(area, QScrollArea):
            if area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff and (
                inner.width() > outer.width() + _SLACK
            ):
                yield f"cannot be scrolled to: {inner.width()} px in {outer.width()}"
            place = QRect(QPoint(0, 0), outer.size())
        elif scrolls:
            return
        elif not outer.rect().adjusted(-2, -2, 2, 2).contains(place):
            yield f"{place.getRect()} lies outside of {type(outer).__name__} {outer.size()}"
            return
        inner = outer


def _holds_text(widget: QWidget) -> bool:
    if isinstance(widget, QLabel):
        return bool(widget.text())
    kinds = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox)
    return isinstance(widget, kinds)


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", str)() or widget.accessibleName()
    chain, outer = [], widget.parentWidget()
    while outer is not None and len(chain) < 3:
        if type(outer).__module__.startswith("graticule_app"):
            chain.append(type(outer).__name__)
        outer = outer.parentWidget()
    return f"{type(widget).__name__} {text[:30]!r} in {' < '.join(chain)}"


_LOOKS = (  # the first kind that fits
    (QLabel, _label), (QComboBox, _choice), (QAbstractSpinBox, _field), (QLineEdit, _field),
    (CheckBox, _wrapping_box), (QAbstractButton, _button), (QHeaderView, _header), (QTabBar, _tabs),
)  # fmt: skip
