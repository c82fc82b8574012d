"""The training's process answers, stops, goes on, and never outlives its window."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[2]))  # beside this folder, not a package
from served import served

from graticule.learn.events import Ended, PackWritten, Remark, Started, StepDone, TrainOptions
from graticule.learn.folder import TrainingFolder, list_trainings
from graticule.learn.training_worker import (
    Failed,
    Keep,
    Ping,
    Pong,
    Quit,
    Ready,
    Stop,
    Stopped,
    Train,
    decode_answer,
    decode_order,
)
from graticule.worker import encode_answer, encode_order

RECIPE = """
pretrained = false
keep = 64
trim = 32
target = "classes"
[about]
title = "Squares"
[architecture]
name = "Unet"
encoder = "timm-tf_efficientnet_lite0"
depth = 3
decoder = [4, 4, 4]
[normalisation]
mean = [0.5]
sd = [0.5]
[view]
size = 32
[checks]
times = 1
[loop]
steps = 100000
batch = 1
checkpoint = 1000
mixed_precision = false
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    rng = np.random.default_rng(0)
    for part, name in (("train", "a"), ("train", "b"), ("val", "c")):
        image = rng.integers(0, 90, (72, 80)).astype(np.uint8)
        labels = np.zeros((72, 80), np.uint8)
        top, left = rng.integers(5, 40, 2)
        labels[top : top + 20, left : left + 30] = 1
        image[labels > 0] += 120
        for place, pixels in ((part, image), (f"{part}_annot", labels)):
            (folder / place).mkdir(exist_ok=True)
            Image.fromarray(pixels).save(folder / place / f"{name}.png")
    return folder


def teacher():
    return served("-m", "graticule.learn.training_worker", decode=decode_answer)


def test_a_training_is_stopped_goes_on_and_is_kept(data, tmp_path):
    folder = TrainingFolder(tmp_path / "training")
    order = Train(
        id="one", recipe=RECIPE, data=(str(data),), out=str(tmp_path / "pack"),
        folder=str(folder.path), options=TrainOptions(threads=1),
    )  # fmt: skip
    with teacher() as process:
        assert process.hear(Ready) == [("", Ready())]
        process.say(Train(id="no", recipe="none such", data=("x",), out="y"))
        ((run, failed),) = [entry for entry in process.hear(Failed) if entry[0]]
        assert run == "no"
        assert "no recipe is called 'none such'" in failed.text
        assert "Traceback" in failed.details
        process.say(order)
        started = process.hear(Started)[-1][1]
        assert (started.training, started.validation, started.step) == (2, 1, 0)
        assert started.classes == ("background", "class 1")
        process.hear(StepDone)
        process.say(Ping("p"))
        process.hear(Pong)
        process.say(Stop("one"))
        stopped = process.hear(Stopped, Failed)[-1][1]
        assert stopped.step >= 1
        assert folder.checkpoint.exists()
        assert folder.pack is None
        told = folder.order
        assert told is not None
        assert (told.recipe, told.data, told.options.threads) == (RECIPE, order.data, 1)
        assert list_trainings(tmp_path) == [folder]
        process.say(order)
        assert process.hear(Started)[-1][1].step == stopped.step
        assert process.hear(StepDone)[-1][1].step == stopped.step + 1
        process.say(Keep("one"))
        heard = [event for _, event in process.hear(PackWritten, Failed)]
        assert any(event == Ended("kept", event.step) for event in heard if type(event) is Ended)
        assert isinstance(heard[-1], PackWritten)
        assert folder.pack == Path(heard[-1].path) == (tmp_path / "pack").resolve()
        process.say(Quit())
        assert process.process.wait(120) == 0
    steps = [event.step for event in folder.events() if isinstance(event, StepDone)]
    assert steps == list(range(1, len(steps) + 1))


def test_it_ends_with_its_window_and_leaves_a_checkpoint(data, tmp_path):
    with teacher() as process:
        process.say(
            Train(
                id="one",
                recipe=RECIPE,
                data=(str(data),),
                out=str(tmp_path / "pack"),
                folder=str(tmp_path / "training"),
                options=TrainOptions(threads=1),
            )
        )
        process.hear(StepDone)
        process.orders.close()
        process.process.wait(120)
    assert TrainingFolder(tmp_path / "training").checkpoint.exists()
    assert not (tmp_path / "pack").exists()


def test_messages_come_back_as_they_were_sent():
    order = Train(id="a", recipe="lite", data=("x", "y"), out="z", options=TrainOptions(minutes=20))
    assert decode_order(encode_order(order)) == order
    assert decode_answer(encode_answer("a", Remark("so"))) == ("a", Remark("so"))
    for wrong in (b"{}", b'{"do":"dance"}', b"x"):
        with pytest.raises(ValueError, match=r"JSON|Object|Invalid|Expected"):
            decode_order(wrong)
    with pytest.raises(ValueError, match="Nothing"):
        decode_answer(b'{"id":"","kind":"Nothing","event":{}}')
