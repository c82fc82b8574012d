"""What the pages show is true: code runs, commands exist, notices say these words."""

import re
import runpy
import shutil
import warnings
from contextlib import chdir

import h5py
import numpy as np
import pytest
import tifffile
import typer
from PIL import Image

import graticule as gr
from graticule.cli import app
from graticule_resources import __file__ as shipped

FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
GUIDES = ("grey_levels", "touching", "judging", "tape", "thresholds", "uncertain")
QUICK = GUIDES[:2]


@pytest.fixture(scope="session")
def written(root):
    """All texts for people that may show code or commands, by their place."""
    pages = [*(root / "resources" / "docs" / "pages").rglob("*.md"), root / "README.md"]
    pages += [*(root / ".github").glob("*.md"), *(root / "resources").rglob("help/*.md")]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in pages}


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A folder with the samples and a finished result, as the pages take for granted."""
    folder = tmp_path_factory.mktemp("lab")
    for path in gr.samples().values():
        shutil.copy(path, folder)
    with chdir(folder):
        gr.analyse("particles-sample.tif", "generic", "results")
    return folder


WITH_PYTHON = (
    "README.md",
    *(
        f"resources/docs/pages/{name}.md"
        for name in ("start/first-report", "formats/results", "formats/text-files",
                     "formats/annotations", "formats/names")
    ),
)  # fmt: skip


@pytest.mark.parametrize("page", WITH_PYTHON)
def test_the_code_of_a_page_runs_from_its_first_block_to_its_last(written, lab, page, capsys):
    blocks = [code for language, code in FENCE.findall(written[page]) if language == "python"]
    assert blocks
    names = {}
    with chdir(lab), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of scans without a pixel size
        for code in blocks:
            exec(compile(code, page, "exec"), names)


def test_no_page_with_python_is_left_out(written):
    pages = {
        name
        for name, text in written.items()
        if any(language == "python" for language, _ in FENCE.findall(text))
    }
    assert {page for page in pages if "/extend/" not in page} == set(WITH_PYTHON)


@pytest.mark.parametrize(
    "guide",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in GUIDES],
)
def test_a_guide_runs_and_its_picture_is_the_one_that_it_makes(docs, guide, tmp_path, capsys):
    assert {path.stem for path in (docs / "guides").glob("*.py")} == set(GUIDES)
    make_picture = runpy.run_path(str(docs / "make_pictures.py"))["make_picture"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        made = np.asarray(Image.open(make_picture(docs / "guides" / f"{guide}.py", tmp_path)))
    kept = np.asarray(Image.open(docs / "guides" / f"{guide}.jpg"))
    assert made.shape == kept.shape
    assert np.abs(made.astype(int) - kept.astype(int)).mean() < 4  # grey values of 255


def commands_of(text):
    """Command lines of `graticule` in fenced blocks and between backticks."""
    for language, block in FENCE.findall(text):
        if language in ("", "bash", "console"):
            yield from re.findall(
                r"^(?:\$ )?(graticule .*)$", block.replace("\\\n", " "), re.MULTILINE
            )
    yield from re.findall(r"`(graticule [a-z][^`]*)`", FENCE.sub("", text))


def test_every_command_that_a_text_shows_exists_with_its_options(written):
    tree, seen, wrong = typer.main.get_command(app), 0, []
    for place, text in written.items():
        for line in commands_of(" ".join(text.split(" "))):
            words = re.sub(r"\s#.*", "", line).replace("\n", " ").split()[1:]
            command = tree
            while words and words[0] in getattr(command, "commands", {}):
                command = command.commands[words.pop(0)]
            if command is tree and words and not words[0].startswith("-"):
                wrong.append(f"{place}: {line}")
            known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
            options = {word.partition("=")[0] for word in words if re.match(r"-{1,2}[a-z]", word)}
            wrong += [f"{place}: {option} in {line}" for option in options - known - {"--help"}]
            seen += 1
    assert seen > 25
    assert not wrong


def test_options_named_in_a_text_are_some_commands(written):
    known = {"--help", "--version", "--index", "--extra-index-url"}  # and those of pip and uv

    def look(command):
        known.update(name for each in command.params for name in each.opts)
        for inner in getattr(command, "commands", {}).values():
            look(inner)

    look(typer.main.get_command(app))
    for place, text in written.items():
        if place.startswith("resources/docs/pages/"):
            named = set(re.findall(r"`(--[a-z-]+)", FENCE.sub("", text)))
            assert named <= known, place


def ramp():
    return np.random.default_rng(0).integers(0, 200, (300, 400)).astype(np.uint8)


def metres_of(folder):
    size = {
        "PhysicalSizeX": 5,
        "PhysicalSizeXUnit": "m",
        "PhysicalSizeY": 5,
        "PhysicalSizeYUnit": "m",
    }
    tifffile.imwrite(folder / "a.ome.tif", ramp(), metadata=size, ome=True)
    return folder / "a.ome.tif"


def dots(folder):
    settings = {"resolution": (1200, 1200), "resolutionunit": 2, "metadata": None}
    tifffile.imwrite(folder / "dots.tif", ramp(), **settings)
    return folder / "dots.tif"


def oblong(folder):
    settings = {"resolution": (2e4, 1e6), "resolutionunit": 3, "metadata": None}
    tifffile.imwrite(folder / "oblong.tif", ramp(), **settings)
    return folder / "oblong.tif"


def deep(folder):
    tifffile.imwrite(folder / "deep.tif", ramp().astype(np.uint16) * 10, metadata=None)
    return folder / "deep.tif"


def several(folder):
    with tifffile.TiffWriter(folder / "two.tif") as file:
        for height in (300, 200, 250):
            file.write(ramp()[:height], metadata=None)
    return folder / "two.tif"


def data_sets(folder):
    with h5py.File(folder / "sets.h5", "w") as file:
        file["raw"], file["probabilities"] = ramp(), ramp()[None].repeat(2, 0)
    return folder / "sets.h5"


def axes(folder):
    with h5py.File(folder / "axes.h5", "w") as file:
        file["raw"] = ramp()[None].repeat(5, 0)
    return folder / "axes.h5"


def animation(folder):
    first, second = Image.fromarray(ramp()), Image.fromarray(ramp() // 2)
    first.save(folder / "moving.png", save_all=True, append_images=[second])
    return folder / "moving.png"


def phone(folder):
    Image.fromarray(ramp()).save(folder / "phone.jpg")
    with (folder / "phone.jpg").open("ab") as file:
        file.write(b"\xff\xd8\xff\xe0" + b"x" * 2000)
    return folder / "phone.jpg"


def clear(folder):
    pixels = np.dstack([ramp()] * 3 + [np.full((300, 400), 255, np.uint8)])
    pixels[:100, :100, 3] = 0
    Image.fromarray(pixels).save(folder / "clear.png")
    return folder / "clear.png"


def inks(folder):
    Image.fromarray(np.dstack([ramp()] * 4), "CMYK").save(folder / "inks.jpg")
    return folder / "inks.jpg"


FILES = {
    "which no microscope gives": metres_of,
    "right for a flatbed scanner's picture alone": dots,
    "one of the two is likely wrong": oblong,
    "its values reach": deep,
    "this is image 1 of a file that holds 3": several,
    "this is the data set /raw": data_sets,
    "it is an animation of 2 pictures": animation,
    "no tag tells": axes,
    "which is left out": phone,
    "is transparent and shown as the ground around it": clear,
    "its ink amounts (CMYK) are turned": inks,
}
# Said by a run, or by a file that says a range of its own: tested where that is decided.
ELSEWHERE = {"has no pixel size", "says that white is", "nothing to find in it"}


def test_the_page_of_what_can_go_wrong_quotes_what_these_files_tell(written):
    text = written["resources/docs/pages/start/what-can-go-wrong.md"]
    assert set(re.findall(r"^\| “([^”]+)”", text, re.MULTILINE)) == {*FILES, *ELSEWHERE}


@pytest.mark.parametrize("words", FILES)
def test_a_notice_says_these_words(words, tmp_path):
    with gr.open_scan(FILES[words](tmp_path)) as scan:
        assert any(words in notice for notice in scan.notices), scan.notices


@pytest.mark.parametrize("words", sorted(ELSEWHERE))
def test_words_that_a_run_says_stand_in_the_engine(root, words):
    sources = (root / "core" / "graticule").rglob("*.py")
    assert any(words in re.sub(r'"\s+f?"', "", path.read_text("utf-8")) for path in sources)


def test_the_samples_are_those_of_this_repository(root):
    assert str(root / "resources" / "graticule_resources") in shipped
