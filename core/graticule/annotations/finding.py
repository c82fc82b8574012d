"""Which scans of the files and folders that a person points at have annotations, and where.

Known are: `images/NAME.*` with `labels/NAME.png|tif|geojson`; `NAME/X.*` with `NAME_annot/X.png`;
a scan with `NAME.geojson`, `NAME.annotations.geojson`, `NAME.truth.geojson`, `NAME_labels.png|tif`
or `NAME.truth.tif` beside it; a COCO file (JSON). A folder whose name begins with "val" is for
validation.
"""

import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graticule.annotations.coco import is_coco, read_coco
from graticule.annotations.outlines import Outlines
from graticule.endings import GEOJSON, JSON, LABELS, SCANS
from graticule.errors import TrainingError

# What is taken first, of several beside one scan: what a person drew goes before a truth.
_BESIDE = (
    *((kind + ending, "outlines") for kind in ("", ".annotations", ".truth")
      for ending in GEOJSON),
    *((kind + ending, "labels") for kind in ("_labels", "-labels", ".labels", ".truth")
      for ending in LABELS),
)  # fmt: skip
_ANNOTATION = re.compile(
    r"(.+?)(?:(?:\.annotations|\.truth)?(?:{})|(?:[_.-]labels|\.truth)(?:{}))".format(
        *("|".join(map(re.escape, endings)) for endings in (GEOJSON, LABELS))
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AnnotatedFile:
    """A scan and what was drawn over it: outlines (read already, from COCO) or a label image."""

    name: str
    scan: Path
    annotation: Path
    drawn: bool  # outlines, else a label image
    validation: bool = False
    outlines: Outlines | None = None
    size: tuple[int, int] | None = None  # (width, height) that the annotation claims
    others: tuple[Path, ...] = ()  # annotations of the same scan that are not taken


def find_annotated(paths: Sequence[Path]) -> list[AnnotatedFile]:
    """Every annotated scan that files and folders name or hold, each once, by name.

    Raises `TrainingError` for a path that is not there or has no annotations.
    """
    found: dict[Path, AnnotatedFile] = {}
    for path in paths:
        own = list(_in_folder(path) if path.is_dir() else _of_file(path))
        if not own:
            raise TrainingError(
                f"{path}: no annotated scan in it; give a scan with NAME.geojson beside it, a "
                "folder with images/ and labels/, or a COCO file"
            )
        for entry in own:
            _keep(found, entry)
    return sorted(_named_apart(found.values()), key=lambda entry: entry.name)


def corrections_of(scan: Path) -> Path:
    """The file beside a scan into which its corrections go, called after the scan alone.

    Of two scans that differ in their ending, each has the ending in the file's name, too.
    """
    alike = (path for path in scan.parent.glob(f"{glob.escape(scan.stem)}.*") if path != scan)
    several = any(path.suffix.lower() in SCANS and path.stem == scan.stem for path in alike)
    return scan.with_name(f"{scan.name if several else scan.stem}.annotations.geojson")


def _keep(found: dict[Path, AnnotatedFile], entry: AnnotatedFile) -> None:
    """Keep the first annotation of a scan; another one of it is told, not used."""
    first = found.setdefault(entry.scan.resolve(), entry)
    others = (*first.others, entry.annotation)
    if first is not entry and first.annotation != entry.annotation:
        found[entry.scan.resolve()] = replace(first, others=tuple(dict.fromkeys(others)))


def _of_file(path: Path) -> Iterator[AnnotatedFile]:
    if not path.is_file():
        raise TrainingError(f"{path}: is not there")
    if is_coco(path):
        yield from _coco(path, path.parent)
        return
    match = _ANNOTATION.fullmatch(path.name)
    scan = _scan_of(path, match[1]) if match else None
    if match and scan:
        drawn = path.suffix.lower() not in LABELS
        yield AnnotatedFile(_name(scan, path.parent), scan, path, drawn)
        return
    if match and path.suffix.lower() not in LABELS:
        raise TrainingError(f"{path}: the scan that it belongs to is not beside it")
    pair = _paired(path)
    own = _beside(path, path.parent)
    if pair or own:
        yield pair or own[0]
        return
    raise TrainingError(
        f"{path}: has no annotations; save them as {path.stem}.geojson beside the scan"
    )


def _in_folder(folder: Path) -> Iterator[AnnotatedFile]:
    """Every annotated scan in a folder, at any depth; a scan of several layouts by the first."""
    for place in sorted(_folders(folder)):
        files = sorted(place.glob("*"))
        scans = [p for p in files if _is_scan(p)]
        if _labels_folder(place):
            for path in scans:
                pair = _paired(path)
                if pair:
                    yield replace(pair, name=_name(path, folder))
            continue
        for path in files:
            if path.suffix.lower() == JSON and is_coco(path):
                yield from _coco(path, folder)
        for path in scans:
            yield from _beside(path, folder)[:1]


def find_scans(paths: Sequence[Path]) -> list[tuple[str, Path]]:
    """All scans among files and folders, annotated or not, under names that occur once.

    What a folder holds of label images is left out. Raises `TrainingError` for a path that is not
    there.
    """
    found: dict[Path, AnnotatedFile] = {}
    for path in paths:
        if not path.exists():
            raise TrainingError(f"{path}: there is no such file or folder")
        scans = [path]
        if path.is_dir():
            places = sorted(_folders(path))
            labels = {_labels_folder(place) for place in places}
            scans = [s for p in places if p not in labels for s in sorted(p.glob("*"))]
            scans = [scan for scan in scans if _is_scan(scan)]
        for scan in scans:
            name = _name(scan, path if path.is_dir() else scan.parent)
            found.setdefault(scan.resolve(), AnnotatedFile(name, scan, scan, drawn=False))
    return [(entry.name, entry.scan) for entry in _named_apart(found.values())]


def _folders(folder: Path) -> Iterator[Path]:
    """The folder and those in it, but hidden ones and the many of a result's zarr store."""
    for place, inner, _ in os.walk(folder):
        inner[:] = [name for name in inner if name[0] != "." and not name.endswith(".zarr")]
        yield Path(place)


def _is_scan(path: Path) -> bool:
    """Whether a file is a scan by its name, and no annotation of one."""
    if path.name.startswith(".") or path.suffix.lower() not in SCANS or not path.is_file():
        return False
    match = _ANNOTATION.fullmatch(path.name)
    return not (match and _scan_of(path, match[1]))


def _labels_folder(images: Path) -> Path | None:
    """The folder with the labels of a folder's images."""
    beside = "labels" if images.name == "images" else f"{images.name}_annot"
    labels = images.with_name(beside)
    return labels if labels.is_dir() else None


def _paired(path: Path) -> AnnotatedFile | None:
    """A scan whose labels lie in a folder of their own."""
    labels = _labels_folder(path.parent)
    for ending in (*LABELS, *GEOJSON) if labels else ():
        annotation = labels / f"{path.stem}{ending}" if labels else path
        if annotation.is_file():
            apart = path.parent.name.lower().startswith("val")
            name = _name(path, path.parent)
            return AnnotatedFile(name, path, annotation, ending in GEOJSON, apart)
    return None


def _beside(scan: Path, root: Path) -> list[AnnotatedFile]:
    """The scan with the annotation beside it that counts; empty if there is none."""
    there = [
        (path, kind == "outlines")
        for ending, kind in _BESIDE
        for path in dict.fromkeys((scan.with_name(scan.stem + ending),
                                   scan.with_name(scan.name + ending)))
        if path.is_file()
    ]  # fmt: skip
    if not there:
        return []
    (first, drawn), *others = there
    apart = scan.parent.name.lower().startswith("val")
    # a truth in outlines and the same one in pixels are no two opinions
    rest = tuple(p for p, _ in others if ".truth." not in p.name or ".truth." not in first.name)
    return [AnnotatedFile(_name(scan, root), scan, first, drawn, apart, others=rest)]


def _scan_of(annotation: Path, stem: str) -> Path | None:
    """The scan beside an annotation called after `stem`, with the scan's ending or without."""
    whole = annotation.with_name(stem)
    if whole.suffix.lower() in SCANS and whole.is_file():
        return whole
    for ending in SCANS:
        for path in (
            annotation.with_name(stem + ending),
            annotation.with_name(stem + ending.upper()),
        ):
            if path.is_file() and path != annotation:
                return path
    return None


def _coco(path: Path, root: Path) -> Iterator[AnnotatedFile]:
    for picture in read_coco(path):
        yield AnnotatedFile(
            _name(picture.path, root), picture.path, path, drawn=True,
            validation=picture.validation, outlines=picture.outlines, size=picture.size,
        )  # fmt: skip


def _name(path: Path, folder: Path) -> str:
    """The scan's path in the folder, without ending and without the part that all share."""
    own = path.resolve().with_suffix("")
    root = folder.resolve()
    parts = own.relative_to(root).parts if own.is_relative_to(root) else (own.name,)
    return "/".join(part for part in parts if part != "images")


def _named_apart(found: Iterable[AnnotatedFile]) -> Iterator[AnnotatedFile]:
    """The same with names that occur once: with their folder's name before them, then a number."""
    taken: set[str] = set()
    for entry in found:
        folder = entry.scan.resolve().parent
        folder = folder.parent if folder.name == "images" else folder
        tries = [entry.name, f"{folder.name}/{entry.name}"]
        tries += [f"{entry.name} ({number})" for number in range(2, len(taken) + 3)]
        name = next(text for text in tries if text not in taken)
        taken.add(name)
        yield replace(entry, name=name)
