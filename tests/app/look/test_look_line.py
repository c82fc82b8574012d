"""A line of text that changes does not have the layouts around it made anew."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from graticule_app.look.line import Line


class Asked(QObject):
    """Counts how often a layout is asked for."""

    times = 0

    def eventFilter(self, _watched, event):
        self.times += event.type() == QEvent.Type.LayoutRequest
        return False


def test_only_a_label_asks_for_another_layout_with_each_text(qtbot):
    outer, asked = QWidget(), Asked()
    qtbot.addWidget(outer)
    row, line, label = QHBoxLayout(outer), Line("wide enough for all"), QLabel("a")
    row.addWidget(line)
    row.addWidget(label)
    outer.show()
    QCoreApplication.processEvents()
    outer.installEventFilter(asked)
    for number in range(20):
        line.set_text(f"text {number}" * number)
        QCoreApplication.processEvents()
    assert (line.text(), asked.times) == ("text 19" * 19, 0)
    assert line.toolTip() == line.accessibleName() == line.text()
    label.setText("wider than it was")
    QCoreApplication.processEvents()
    assert asked.times > 0
