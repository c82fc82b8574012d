"""The engine's process answers, stops, survives what is wrong, and never outlives its window."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest
import tifffile

sys.path.insert(0, str(Path(__file__).parent))  # beside this file, not a package
from served import served

from graticule.analysis_worker import (
    Analyse,
    Cancel,
    Cancelled,
    Failed,
    Ping,
    Pong,
    Quit,
    Ready,
    decode_answer,
    decode_order,
)
from graticule.events import Finished, Notice, Opened, Options, Stage
from graticule.geometry import Box, PixelSize
from graticule.names import path_text, text_path
from graticule.results import Result
from graticule.scans import GreyRange
from graticule.worker import encode_answer, encode_order


def engine(*command: str):
    arguments = command or ("-m", "graticule.analysis_worker")
    return served(*arguments, decode=decode_answer, stderr=subprocess.PIPE)


@pytest.fixture(scope="module")
def scan(tmp_path_factory) -> Path:
    image = np.random.default_rng(0).normal(200, 5, (700, 900)).clip(0, 255).astype(np.uint8)
    image[100:140, 200:260] = 40
    image[400:460, 500:520] = 60
    path = tmp_path_factory.mktemp("scans") / "block.tif"
    tifffile.imwrite(path, image, tile=(64, 64))
    return path


def order(run: str, scan: Path, out: Path, protocol: str = "generic", **options) -> Analyse:
    return Analyse(
        id=run,
        scan=path_text(scan),
        protocol=protocol,
        out=path_text(out),
        options=Options(**options),
    )


def test_orders_and_answers_come_through_unchanged():
    options = Options(
        pixel_size=PixelSize.parse("0.5um"), grey_range=GreyRange(0.0, 4095.0, "you"),
        region=Box(1, 2, 30, 40), overlap=64,
    )  # fmt: skip
    for sent in (order("a", Path("x y.tif"), Path("out"), frame=2), Cancel("a"), Ping(), Quit()):
        assert decode_order(encode_order(sent)) == sent
    asked = order("a", Path("x"), Path("y"))
    asked = Analyse(id="a", scan="x", protocol="p", out="y", options=options)
    assert decode_order(encode_order(asked)).options == options
    finished = Finished("f", ("a", "b"), 3, 1.5, "cpu", "numpy", unit="µm")
    for event in (Opened("s", "f", 1, 2, "px", 2.0), finished, Failed("no", "why"), Cancelled()):
        assert decode_answer(encode_answer("7", event)) == ("7", event)
    for wrong in (b"", b"{}", b'{"do":"dance"}', b"[1]"):
        with pytest.raises(msgspec.DecodeError):
            decode_order(wrong)
        with pytest.raises(msgspec.DecodeError):
            decode_answer(wrong)


def test_runs_follow_each_other_and_the_input_s_end_is_the_end(scan, tmp_path):
    with engine() as it:
        it.say(order("bad", tmp_path / "nowhere.tif", tmp_path))
        it.say(order("wrong", scan, tmp_path, "nonesuch"))
        it.say(order("good", scan, tmp_path / "out", region=Box(0, 0, 600, 300)))
        heard = it.hear(Finished)
        it.orders.close()
        assert it.process.wait(timeout=200) == 0
        assert it.answers.read() == b""
    assert heard[0] == ("", Ready())
    failures = {run: event for run, event in heard if isinstance(event, Failed)}
    assert set(failures) == {"bad", "wrong"}
    assert "nowhere.tif" in failures["bad"].text
    assert "Traceback" in failures["bad"].details
    assert "nonesuch" in failures["wrong"].text
    good = [event for run, event in heard if run == "good"]
    assert isinstance(good[0], Opened)
    assert {e.phase for e in good if isinstance(e, Stage)} >= {"survey", "segment", "report"}
    assert any(isinstance(e, Notice) for e in good)
    assert (good[-1].particles, good[-1].summary) == (1, ())
    assert len(Result.open(Path(good[-1].folder)).table) == 1


def test_a_protocol_may_come_as_its_text(scan, tmp_path):
    text = 'name = "mine"\ntitle = "x"\n[method]\nkind = "threshold"\nmethod = "otsu"\n'
    with engine() as it:
        it.say(order("a", scan, tmp_path, text))
        folder = it.hear(Finished, Failed)[-1][1].folder
        broken = text.replace("otsu", "guess")
        it.say(order("b", scan, tmp_path, broken))
        assert "guess" in it.hear(Failed)[-1][1].text
    assert Result.open(Path(folder)).protocol_name == "mine"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("KeyError('StripOffsets')", "unexpected KeyError: 'StripOffsets' (a mistake of the"),
        ("RuntimeError('not enough memory: you tried to allocate 9 GB')", "memory ran out"),
        ("UnicodeEncodeError('utf-8', '\\udcfc', 0, 1, 'no text')", "UnicodeEncodeError"),
        ("OSError(5, 'Input/output error', 'Z:/a.tif')", "Input/output error"),
    ],
)
def test_any_error_of_one_scan_is_told_and_the_next_is_analysed(scan, tmp_path, error, words):
    code = f"""
import graticule.analysis as line
from graticule.analysis_worker import main
real = line.open_scan
def opening(path, **options):
    if path.name == "bad.tif":
        raise {error}
    return real(path, **options)
line.open_scan = opening
main()
"""
    with engine("-c", code) as it:
        it.say(order("bad", tmp_path / "bad.tif", tmp_path), order("good", scan, tmp_path))
        failed = it.hear(Failed)[-1][1]
        assert words in failed.text
        assert "\n" not in failed.text
        assert "Traceback" in failed.details
        assert it.hear(Finished, Failed)[-1][0] == "good"


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
@pytest.mark.parametrize("name", [b"gr\xfcn.tif", b"\x8e\xe6.tif"])
def test_a_name_in_any_encoding_goes_to_the_engine_and_comes_back(scan, tmp_path, name):
    path, out = tmp_path / os.fsdecode(name), tmp_path / os.fsdecode(name + b"-out")
    path.write_bytes(scan.read_bytes())
    with engine() as it:
        it.say(order("a", path, out), order("gone", tmp_path / os.fsdecode(b"no" + name), out))
        heard = [event for _, event in it.hear(Failed)]
    (finished,) = (event for event in heard if isinstance(event, Finished))
    with Result.open(text_path(finished.folder)) as result:
        assert result.source == path
        assert text_path(finished.folder).parent == out
    assert any(isinstance(event, Notice) and "no pixel size" in event.text for event in heard)
    assert "�" in heard[-1].text  # as it can be shown


def test_cancel_stops_at_the_next_event_and_the_engine_goes_on(tmp_path):
    rng = np.random.default_rng(1)
    path = tmp_path / "large.tif"
    tifffile.imwrite(path, rng.integers(0, 255, (4096, 4096), np.uint8), tile=(256, 256))
    with engine() as it:
        it.say(Cancel("early"), order("early", path, tmp_path / "out"))
        assert it.hear(Cancelled)[-1] == ("early", Cancelled())
        it.say(order("a", path, tmp_path / "out"))
        it.hear(Stage)
        it.say(Cancel("a"))
        assert it.hear(Cancelled, Finished)[-1] == ("a", Cancelled())
        it.say(Ping("x"))
        assert it.hear(Pong)[-1] == ("x", Pong())
    folder = tmp_path / "out" / "large"
    assert json.loads((folder / "run.json").read_text())["state"] == "running"
    assert not Result.open(folder).complete


def test_what_libraries_print_is_never_taken_for_an_event(scan, tmp_path):
    code = (
        "import os, sys; from graticule import analysis_worker as worker; old = worker.fetch\n"
        "def fetch(name):\n    print('noise'); os.system('echo more'); old(name)\n"
        f"    open({str(tmp_path / 'said')!r}, 'w').close()\n"
        "worker.fetch = fetch; worker.main()"
    )
    with engine("-c", code) as it:
        it.hear(Ready)
        while not (tmp_path / "said").exists():
            time.sleep(0.02)
        it.say(Ping("1"))
        it.orders.write(b"{nonsense\n")
        it.say(Ping("2"), Quit())
        answers = [decode_answer(line) for line in it.answers]
        assert answers == [("1", Pong()), ("2", Pong())]
        assert b"noise" in it.process.stderr.read()


@pytest.mark.skipif(os.name == "nt", reason="priorities have other names there")
def test_the_engine_lets_others_go_first():
    with engine() as it:
        it.hear(Ready)
        nice = Path(f"/proc/{it.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[16]
        assert int(nice) > os.nice(0)


def test_a_window_that_died_in_mid_run_takes_the_engine_along(tmp_path):
    path = tmp_path / "large.tif"
    rng = np.random.default_rng(1)
    tifffile.imwrite(path, rng.integers(0, 255, (4096, 4096), np.uint8), tile=(256, 256))
    with engine() as it:
        it.say(order("a", path, tmp_path / "out"))
        it.hear(Stage)
        it.orders.close()
        it.process.wait(timeout=200)
