"""The help: short pages in Markdown, shown in a window of its own beside the work."""

import re
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import icons, theme

_FIRST = "first"
# Page: its name in the list. A protocol's page bears the protocol's name.
PAGES: dict[str, str] = {
    "first": "First steps",
    "view": "Looking at a scan",
    "protocol": "Protocols",
    "table": "Particles: table and gallery",
    "sizes": "How sizes are measured",
    "charts": "Charts",
    "filter": "Filters and samples",
    "review": "Correcting a result",
    "queue": "The queue",
    "compare": "Outlines from other programs",
    "report": "Reports and files",
    "training": "Teaching it what to find",
    "guide-generic": "Guide: any scan",
    "guide-particles": "Guide: TEM and SEM particles",
    "guide-nanoparticles": "Guide: nanoparticles in TEM",
    "guide-nanoparticles-uecs": "Guide: nanoparticles that overlap",
    "guide-microtraces": "Guide: traces on tape lifts",
    "guide-microplastics": "Guide: microplastics (network)",
    "guide-mp-vat": "Guide: microplastics (MP-VAT)",
    "guide-mp-vat-2": "Guide: microplastics (MP-VAT 2)",
    "guide-mp-act": "Guide: microplastics (MP-ACT)",
    "guide-coatings": "Guide: coatings in cross-section",
    "guide-meltpools": "Guide: melt pools",
}


def pages_folder() -> Path:
    """Where the pages lie."""
    return icons.resources_folder() / "help"


def page_of(name: str) -> str:
    """The page of a panel or of a protocol; for a user's own protocol, that of all protocols."""
    if name in PAGES:
        return name if (pages_folder() / f"{name}.md").is_file() else _FIRST
    return f"guide-{name}" if f"guide-{name}" in PAGES else "protocol"


class HelpViewer(QDialog):
    """A list of pages and the page. Links between pages work; others open in the browser."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.setWindowTitle("Graticule help")
        self._list = QListWidget()
        self._list.setAccessibleName("Pages")
        theme.keep(self._list, self._list.setFixedWidth, 250)
        self._list.setSpacing(3)
        for name, title in PAGES.items():
            item = QListWidgetItem(title)
            item.setData(256, name)
            self._list.addItem(item)
        self._list.currentItemChanged.connect(self._chosen)
        self._text = QTextBrowser()
        self._text.setAccessibleName("Help")
        self._text.setOpenLinks(False)
        self._text.document().setDocumentMargin(theme.WIDE)
        self._text.anchorClicked.connect(self._follow)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._list)
        row.addWidget(self._text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        theme.changes.changed.connect(self._again)
        self.resize(900, 640)

    @property
    def page(self) -> str:
        """The page that is shown."""
        item = self._list.currentItem()
        return item.data(256) if item is not None else ""

    def open_page(self, name: str) -> None:
        """Show the page of a panel or a protocol."""
        wanted = page_of(name)
        self._list.setCurrentRow(list(PAGES).index(wanted))
        self.show()
        self.raise_()

    def _chosen(self) -> None:
        folder = pages_folder()
        text = (folder / f"{self.page}.md").read_text(encoding="utf-8")
        document = self._text.document()
        document.setBaseUrl(QUrl.fromLocalFile(str(folder) + "/"))
        document.setDefaultStyleSheet(f"a {{ color: {theme.color('link').name()}; }}")
        document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        _give_room(document)
        self._text.verticalScrollBar().setValue(0)

    def _again(self) -> None:
        if self.page:
            self._chosen()

    def _follow(self, link: QUrl) -> None:
        match = re.fullmatch(r"([\w-]+)\.md", link.fileName())
        if match and match[1] in PAGES:
            self.open_page(match[1])
        elif link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)


def _give_room(document: QTextDocument) -> None:
    """Markdown comes set tight: lines and paragraphs further apart read better."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        shape = QTextBlockFormat()
        shape.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if cursor.currentTable() is None and cursor.currentList() is None:
            shape.setBottomMargin(theme.GAP)
        cursor.mergeBlockFormat(shape)
        block = block.next()
