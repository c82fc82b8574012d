"""Dialogs that are as high as their text asks for at their width."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QDialog


class Fitted(QObject):
    """Keeps a dialog high enough for its wrapped text; it goes with the dialog.

    Qt asks labels that wrap for their height at a width of their own choosing, and cuts them off
    where the dialog is another.
    """

    def __init__(self, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        dialog.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """When it is shown, gets another width, or other things to show."""
        kinds = (QEvent.Type.Show, QEvent.Type.Resize, QEvent.Type.LayoutRequest)
        if watched is self._dialog and event.type() in kinds:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        dialog = self._dialog
        layout = dialog.layout()
        if layout is not None and layout.hasHeightForWidth():
            wanted = layout.totalHeightForWidth(dialog.width())
            dialog.setMinimumHeight(min(wanted, dialog.screen().availableSize().height() - 40))
