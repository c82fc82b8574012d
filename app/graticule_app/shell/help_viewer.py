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
from graticule_app.look.translation import tr, tr_noop

_FIRST = "first"
# Page: its name in the list. A protocol's page bears the protocol's name.
PAGES: dict[str, str] = {
    "first": tr_noop("First steps"),
    "view": tr_noop("Looking at a scan"),
    "protocol": tr_noop("Protocols"),
    "table": tr_noop("Particles: table and gallery"),
    "sizes": tr_noop("How sizes are measured"),
    "charts": tr_noop("Charts"),
    "filter": tr_noop("Filters and samples"),
    "review": tr_noop("Correcting a result"),
    "queue": tr_noop("The queue"),
    "compare": tr_noop("Outlines from other programs"),
    "report": tr_noop("Reports and files"),
    "training": tr_noop("Teaching it what to find"),
    "guide-generic": tr_noop("Guide: any scan"),
    "guide-particles": tr_noop("Guide: TEM and SEM particles"),
    "guide-nanoparticles": tr_noop("Guide: nanoparticles in TEM"),
    "guide-nanoparticles-uecs": tr_noop("Guide: nanoparticles that overlap"),
    "guide-microtraces": tr_noop("Guide: traces on tape lifts"),
    "guide-microplastics": tr_noop("Guide: microplastics (network)"),
    "guide-mp-vat": tr_noop("Guide: microplastics (MP-VAT)"),
    "guide-mp-vat-2": tr_noop("Guide: microplastics (MP-VAT 2)"),
    "guide-mp-act": tr_noop("Guide: microplastics (MP-ACT)"),
    "guide-coatings": tr_noop("Guide: coatings in cross-section"),
    "guide-meltpools": tr_noop("Guide: melt pools"),
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
        self.setWindowTitle(tr("Graticule help"))
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Pages"))
        self._list.setSpacing(3)
        for name, title in PAGES.items():
            item = QListWidgetItem(tr(title))
            item.setData(256, name)
            self._list.addItem(item)
        theme.keep(self._list, self._fit_list)
        self._list.currentItemChanged.connect(self._chosen)
        self._text = QTextBrowser()
        self._text.setAccessibleName(tr("Help"))
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

    def _fit_list(self) -> None:
        wanted = self._list.sizeHintForColumn(0) + 2 * self._list.spacing() + theme.WIDE
        self._list.setFixedWidth(max(theme.px(250), wanted))

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
