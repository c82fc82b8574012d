"""Classes of a threshold: as many as the method finds, each with a name and a colour of its own."""

from itertools import pairwise

import numpy as np
import pytest
import tifffile

from graticule.analysis import Finished, Notice, iter_analyse
from graticule.classes import PALETTE, class_colors, default_classes, default_color
from graticule.errors import ProtocolError
from graticule.protocol import load_protocol, parse_protocol
from graticule.results import Result
from graticule.segment import THRESHOLDS

SEVERAL = ("multi-otsu", "kmeans-colour")
NEEDED = {
    "fixed": "level = 128\n",
    "colour-range": "ranges = [[0, 160], [0, 255], [0, 255]]\n",
}


def protocol(method: str, count: int = 1, names: tuple[str, ...] = (), more: str = ""):
    text = f'name = "own"\ntitle = "Own"\n{more}[method]\nkind = "threshold"\n'
    text += f'method = "{method}"\nclasses = {count}\n{NEEDED.get(method, "")}'
    text += "".join(f'[[classes]]\nname = "{name}"\n' for name in names)
    return parse_protocol(text)


@pytest.fixture(scope="module")
def scan(tmp_path_factory):
    """Five squares, each darker than the one before, on a bright field, in colour."""
    rng = np.random.default_rng(1)
    image = np.full((120, 400, 3), 225, float)
    for i in range(5):
        image[30:70, 20 + 75 * i : 60 + 75 * i] = 180 - 38 * i
    path = tmp_path_factory.mktemp("scan") / "five.tif"
    noisy = image + rng.normal(0, 2, image.shape)
    tifffile.imwrite(path, noisy.clip(0, 255).astype(np.uint8), photometric="rgb")
    return path


CASES = [
    *((method, 1) for method in THRESHOLDS),
    *((method, count) for method in SEVERAL for count in (2, 3, 5)),
]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(("method", "count"), CASES)
def test_every_method_with_every_count_of_classes(scan, tmp_path, method, count, named):
    names = tuple(f"kind {i}" for i in range(count)) if named else ()
    *_, last = iter_analyse(scan, protocol(method, count, names), tmp_path / "out")
    assert isinstance(last, Finished)
    assert last.particles >= 1
    told = names or tuple(info.name for info in default_classes(count)[1:])
    assert tuple(row.name for row in last.summary)[:count] == told
    with Result.open(tmp_path / "out" / "five") as result:
        assert tuple(info.name for info in result.classes[1:]) == told
        assert result.store.info.classes == result.classes  # as it is shown while it grows
        assert len({info.color for info in result.classes}) == count + 1
        assert result.table is not None
        if count == 5:
            places = sorted(zip(result.table["x"], result.table["class"], strict=True))
            found = [int(number) for _, number in places]
            assert sorted(found) == [1, 2, 3, 4, 5]
            if method == "multi-otsu":  # the darker a square, the higher its class
                assert found == sorted(found)


@pytest.mark.parametrize(
    ("method", "count", "names", "words"),
    [
        ("multi-otsu", 3, ("dark",), "finds 3"),
        ("multi-otsu", 5, ("a", "b", "c", "d"), "finds 5"),
        ("kmeans-colour", 2, ("red", "Red "), "a name of its own"),
        ("multi-otsu", 2, ("sand", "background"), "a name of its own"),
        ("otsu", 1, (" ",), "a name of its own"),
    ],
)
def test_names_that_do_not_fit_are_refused_before_the_work(method, count, names, words):
    with pytest.raises(ProtocolError, match=words) as told:
        protocol(method, count, names)
    assert "protocol own names" in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(("method", "count"), [("otsu", 1), ("colour-range", 1), ("multi-otsu", 2)])
def test_more_names_than_classes_are_for_sorting_by_hand_and_told(scan, tmp_path, method, count):
    names = ("sand", "glass", "hair")
    own = protocol(method, count, names)
    assert own.by_hand == names[count:]
    events = list(iter_analyse(scan, own, tmp_path))
    told = f"nothing is found as {', '.join(names[count:])}"
    assert any(isinstance(e, Notice) and e.text.startswith(told) for e in events)
    with Result.open(tmp_path / "five") as result:
        assert [info.name for info in result.classes[1:]] == list(names)
        assert result.record is not None
        assert any(text.startswith(told) for text in result.record.notices)


@pytest.mark.parametrize("part", ["cleaning", "separation"])
def test_settings_of_a_class_that_there_is_none_of_are_refused(scan, tmp_path, part):
    setting = 'min_diameter = "3 px"' if part == "cleaning" else 'method = "watershed"'
    own = protocol("multi-otsu", 2, (), "")
    text = own.text + f'[{part}.classes."sand"]\n{setting}\n'
    with pytest.raises(ProtocolError, match="its classes are class 1, class 2"):
        list(iter_analyse(scan, parse_protocol(text), tmp_path))
    list(iter_analyse(scan, parse_protocol(text.replace("sand", "class 2")), tmp_path))


def test_a_network_brings_its_own_classes():
    text = load_protocol("particles").text + '\n[[classes]]\nname = "mine"\n'
    with pytest.raises(ProtocolError, match="a network brings its own classes"):
        parse_protocol(text)


def test_colours_that_are_not_chosen_are_all_different():
    told = [default_color(i) for i in range(24)]
    assert len(set(told)) == 24
    assert tuple(told[:8]) == PALETTE
    own = protocol("multi-otsu", 3, ("a", "b", "c"))
    assert [info.color for info in own.load_method().classes[1:]] == list(PALETTE[:3])
    assert all(one.color != two.color for one, two in pairwise(default_classes(24)))


def test_colours_of_another_number_than_the_classes_are_refused():
    text = protocol("kmeans-colour", 3).text
    with pytest.raises(ProtocolError, match="are 4 colours, not 6"):
        parse_protocol(text.replace("classes = 3", "classes = 3\nclusters = 6"))
    parse_protocol(text.replace("classes = 3", "classes = 3\nclusters = 4"))


def test_two_classes_never_share_a_colour():
    yellow, blue = PALETTE[3], PALETTE[1]
    assert class_colors([None, None]) == PALETTE[:2]
    assert class_colors([None, yellow, None, None])[:3] == (PALETTE[0], yellow, PALETTE[2])
    assert len(set(class_colors([blue, None, *[None] * 18]))) == 20
    assert class_colors([None] * 20) == tuple(default_color(i) for i in range(20))
    with pytest.raises(ValueError, match="classes 2 and 4 have one colour"):
        class_colors([None, blue, None, blue])
    text = protocol("multi-otsu", 2, ("a", "b")).text
    for name in "ab":
        text = text.replace(f'name = "{name}"\n', f'name = "{name}"\ncolor = [1, 2, 3]\n')
    with pytest.raises(ProtocolError, match="classes 1 and 2 have one colour; give each"):
        parse_protocol(text)
    parse_protocol(text.replace("[1, 2, 3]", "[1, 2, 4]", 1))
