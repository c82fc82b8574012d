"""Fields for how particles are sorted: limits of size classes, and rules of shape classes."""

from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from graticule.counting import CountSettings
from graticule.errors import ProtocolError
from graticule.geometry import parse_number
from graticule.particles import Shapes, Sizes
from graticule.particles.grouping import MEASURES
from graticule_app.look import theme
from graticule_app.look.icons import icon
from graticule_app.look.translation import tr, tr_engine
from graticule_app.panels.protocol.fields import UNITS, ChoiceBox, Column, Field, Switch, calm


class SizeClasses(Field):
    """Which length counts, and where it is cut: "1-10-20-50 µm"; no limits are no classes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lines = Column()
        self.add(lines)
        self.measure = ChoiceBox(8)
        for key, title in MEASURES.items():
            self.measure.addItem(tr_engine(title), key)
        self.limits = QLineEdit()
        self.limits.setPlaceholderText(tr("none; or 1-10-20-50-100"))
        self.unit = QComboBox()
        for unit in UNITS:
            self.unit.addItem(unit, "um" if unit == "µm" else unit)
        calm(self.unit)
        row = QHBoxLayout()
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.limits, 1)
        row.addWidget(self.unit)
        lines.column.addLayout(row)
        lines.column.addWidget(self.measure)
        self.setFocusProxy(self.limits)
        self.limits.textEdited.connect(lambda _text: self.edited.emit())
        for box in (self.unit, self.measure):
            box.activated.connect(lambda _index: self.edited.emit())

    def value(self) -> dict[str, Any]:
        """As the protocol has it; `ValueError` tells what is wrong with the limits."""
        text = self.limits.text().replace("–", "-").replace(";", "-").replace(" ", "-")
        limits = []
        for part in filter(None, text.split("-")):
            try:
                limits.append(parse_number(part))
            except ValueError as error:
                raise ValueError(tr("{error}; write 1-10-20-50", error=error)) from None
        found = {"limits": limits, "unit": self.unit.currentData()}
        found["measure"] = self.measure.currentData()
        try:
            return msgspec.to_builtins(msgspec.convert(found, Sizes))
        except (ProtocolError, msgspec.ValidationError) as error:
            raise ValueError(str(error)) from error

    def set_value(self, value: Any) -> None:
        """Show size classes; a text that says the same is left as it was typed."""
        told = msgspec.convert(value or {}, Sizes)
        self.unit.setCurrentIndex(max(0, self.unit.findData(told.unit.replace("µm", "um"))))
        self.measure.setCurrentIndex(self.measure.findData(told.measure))
        try:
            same = self.value()["limits"] == list(told.limits)
        except ValueError:
            same = False
        if not same:
            self.limits.setText("-".join(f"{limit:g}" for limit in told.limits))
            self.limits.setCursorPosition(0)  # the small ones are seen first


class _Rule(QWidget):
    """One line: what a particle is called, and when."""

    edited = Signal()
    removed = Signal()

    def __init__(self, name: str, when: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.when = QLineEdit(name), QLineEdit(when)
        self.name.setMaxLength(80)
        self.name.setAccessibleName(tr("Shape class"))
        self.when.setAccessibleName(tr("When"))
        self.when.setPlaceholderText(tr("such as aspect_ratio > 3"))
        self.when.setCursorPosition(0)
        self.when.setToolTip(when)
        remove = QToolButton()
        remove.setIcon(icon("clear"))
        remove.setToolTip(tr("Remove this shape class"))
        remove.setAccessibleName(tr("Remove this shape class"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.name, 2)
        row.addWidget(self.when, 5)
        row.addWidget(remove)
        for edit in (self.name, self.when):
            edit.textEdited.connect(lambda _text: self.edited.emit())
        remove.clicked.connect(lambda _on: self.removed.emit())


class ShapeRules(Field):
    """Names with their rules, the first one that fits counts; the name of the rest last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = Column()
        self.add(self._lines)
        told = QLabel(tr("Shape classes: the first rule that fits counts"), wordWrap=True)
        self._lines.column.addWidget(told)
        self._rules: list[_Rule] = []
        self.rest = QLineEdit(Shapes().rest)
        self.rest.setAccessibleName(tr("All others"))
        self.more = QToolButton()
        self.more.setIcon(icon("add"))
        self.more.setToolTip(tr("Add a shape class"))
        self.more.setAccessibleName(tr("Add a shape class"))
        foot = QHBoxLayout()
        foot.setSpacing(theme.TIGHT)
        foot.addWidget(self.rest, 2)
        self._others = QLineEdit(tr("all others"))
        self._others.setEnabled(False)
        foot.addWidget(self._others, 5)
        foot.addWidget(self.more)
        self._lines.column.addLayout(foot)
        self.rest.textEdited.connect(lambda _text: self.edited.emit())
        self.more.clicked.connect(lambda _on: self._add("", ""))

    def value(self) -> dict[str, Any]:
        """As the protocol has it; `ValueError` tells what is wrong with a rule."""
        rules = [
            {"class": rule.name.text().strip(), "when": rule.when.text().strip()}
            for rule in self._rules
            if rule.name.text().strip() or rule.when.text().strip()
        ]
        for rule in rules:
            if not rule["class"]:
                raise ValueError(tr("Every rule needs the name of a shape"))
        rest = self.rest.text().strip()
        if rules and not rest:
            raise ValueError(tr("What all others are called is missing"))
        try:
            found = msgspec.convert({"rules": rules, "rest": rest or "fragment"}, Shapes)
            return msgspec.to_builtins(found)
        except (ProtocolError, msgspec.ValidationError) as error:
            raise ValueError(str(error)) from error

    def set_value(self, value: Any) -> None:
        """Show shape classes; what is being typed is left alone."""
        told = msgspec.convert(value or {}, Shapes)
        try:
            if self.value() == msgspec.to_builtins(told):
                return
        except ValueError:
            pass
        for rule in list(self._rules):
            self._drop(rule)
        for rule in told.rules:
            self._add(rule.name, rule.when)
        self.rest.setText(told.rest)

    def _add(self, name: str, when: str) -> None:
        rule = _Rule(name, when)
        rule.edited.connect(self.edited)
        rule.removed.connect(lambda: self._removed(rule))
        self._lines.column.insertWidget(1 + len(self._rules), rule)
        self._rules.append(rule)
        self._show_rest()
        if not name:
            rule.name.setFocus()

    def _removed(self, rule: _Rule) -> None:
        self._drop(rule)
        self.edited.emit()

    def _drop(self, rule: _Rule) -> None:
        self._rules.remove(rule)
        self._lines.column.removeWidget(rule)
        rule.hide()
        rule.deleteLater()
        self._show_rest()

    def _show_rest(self) -> None:
        self.rest.setVisible(bool(self._rules))
        self._others.setVisible(bool(self._rules))


class Counted(Switch):
    """Whether counts per filter and sample are told; its settings are kept while it is off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Count per filter and sample"), parent)
        self._kept: dict[str, Any] = msgspec.to_builtins(CountSettings())

    def value(self) -> Any:
        """The settings, or None."""
        return self._kept if self.box.isChecked() else None  # changes are kept with it

    def set_value(self, value: Any) -> None:
        """Show whether there are settings."""
        if value is not None:
            self._kept = value
        self.box.setChecked(value is not None)
