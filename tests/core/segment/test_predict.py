import math

import msgspec
import numpy as np
import pytest
import torch

from graticule.errors import OtherResult, PackError, ProtocolError, ResultError, ScanError
from graticule.geometry import Length, PixelSize
from graticule.models.networks import Reduced
from graticule.scans import ArrayScan, single_frame
from graticule.segment import (
    PackSettings,
    ResultStore,
    SegmentRemark,
    open_pack_store,
    segment_with_pack,
)
from graticule.segment import networks as networks_module
from graticule.segment.networks import not_enlarged
from graticule.segment.outputs import enlarged
from graticule.segment.settings import margin_of, plan_of

PLAIN = PackSettings(runtime="fp32", device="cpu", keep_background=True, overlap=12, patch=72)
MAPS = ("classes", "uncertainty", "distance")


def run(path, scan, pack, settings=PLAIN) -> ResultStore:
    store = open_pack_store(path, scan, pack, settings)
    events = list(segment_with_pack(scan, pack, store, settings))
    assert [event.done for event in events] == list(range(1, len(store.grid) + 1))
    assert store.complete
    return store


def maps(store: ResultStore) -> dict[str, np.ndarray]:
    return {name: np.asarray(getattr(store, name)[:]) for name in MAPS}


def test_an_exact_overlap_gives_the_scan_in_one_piece(tmp_path, pack, picture, in_one_piece):
    settings = msgspec.structs.replace(PLAIN, overlap="exact")
    store = run(tmp_path / "r", ArrayScan(picture), pack, settings)
    assert len(store.grid) > 10
    whole = in_one_piece(pack, picture, store.grid.margin)
    assert (store.classes[:] == whole[:3].argmax(dim=0).numpy()).all()
    assert len(np.unique(store.classes[:])) == 3


def test_too_little_overlap_shows_seams(tmp_path, pack, picture, in_one_piece):
    """Or the test above would prove nothing."""
    store = run(tmp_path / "r", ArrayScan(picture), pack, msgspec.structs.replace(PLAIN, overlap=0))
    whole = in_one_piece(pack, picture, 16)[:3].argmax(dim=0).numpy()
    assert (store.classes[:] != whole).mean() > 1e-3


def test_uncertainty_and_distance_are_what_they_are_defined_to_be(
    tmp_path, pack, picture, in_one_piece
):
    settings = msgspec.structs.replace(PLAIN, overlap="exact")
    store = run(tmp_path / "r", ArrayScan(picture), pack, settings)
    logits = in_one_piece(pack, picture, store.grid.margin)
    p = torch.softmax(logits[:3] / 1.5, dim=0).numpy()
    entropy = -(p * np.log(p + 1e-30)).sum(axis=0) / math.log(3)
    assert np.abs(store.uncertainty[:] - entropy * 255).max() <= 1.01
    assert np.abs(store.distance[:] - torch.sigmoid(logits[3]).numpy() * 255).max() <= 1.01


def test_turns_and_flips_are_averaged(tmp_path, pack, picture, in_one_piece):
    settings = msgspec.structs.replace(PLAIN, overlap="exact", tta=True)
    store = run(tmp_path / "r", ArrayScan(picture[:64, :64]), pack, settings)
    total = np.zeros((4, 64, 64))
    for turns in range(4):
        for over in (False, True):
            seen = np.rot90(picture[:64, :64][:, ::-1] if over else picture[:64, :64], turns)
            logits = in_one_piece(pack, np.ascontiguousarray(seen), 16)
            shares = torch.cat([(logits[:3] / 1.5).softmax(dim=0), logits[3:].sigmoid()]).numpy()
            shares = np.rot90(shares, -turns, (1, 2))
            total += shares[:, :, ::-1] if over else shares
    total /= 8
    entropy = -(total[:3] * np.log(total[:3] + 1e-30)).sum(axis=0) / math.log(3)
    assert (store.classes[:] == total[:3].argmax(axis=0)).mean() > 0.9999
    assert np.abs(store.uncertainty[:] - entropy * 255).max() <= 1.01
    assert np.abs(store.distance[:] - total[3] * 255).max() <= 1.01


def test_several_packs_are_averaged(tmp_path, make_pack, picture, in_one_piece):
    packs = [make_pack(seed=seed, distance=True) for seed in (1, 2)]
    settings = msgspec.structs.replace(PLAIN, overlap=24, patch=0)
    store = run(tmp_path / "r", ArrayScan(picture), packs, settings)
    shares = [in_one_piece(pack, picture, 64)[:3].softmax(dim=0) for pack in packs]
    mean = torch.stack(shares).mean(dim=0).numpy()
    assert (store.classes[:] == mean.argmax(axis=0)).mean() > 0.9995
    assert store.attributes["runtimes"] == ["fp32", "fp32"]


def test_packs_that_do_not_go_together(tmp_path, make_pack, picture):
    scan = ArrayScan(picture)
    with pytest.raises(PackError, match="classes"):
        open_pack_store(tmp_path / "r", scan, [make_pack(), make_pack(classes=2)], PLAIN)
    with pytest.raises(PackError, match="pixel size"):
        open_pack_store(tmp_path / "r", scan, [make_pack(), make_pack(distance=True)], PLAIN)
    with pytest.raises(PackError, match="does not fit"):
        run(tmp_path / "r", ArrayScan(np.zeros((40, 40, 7), np.uint8)), make_pack())


def test_background_is_left_out_and_nothing_is_lost(tmp_path, pack, picture):
    everything = run(tmp_path / "all", ArrayScan(picture), pack)
    settings = msgspec.structs.replace(PLAIN, keep_background=False)
    store = run(tmp_path / "some", ArrayScan(picture), pack, settings)
    assert 0 < store.skipped < len(store.grid)
    for tile in store.grid:
        part = picture[tile.keep.slices].astype(int)
        if (part.min(axis=2) < 180).any():
            assert (store.classes[tile.keep.slices] == everything.classes[tile.keep.slices]).all()
    empty = ArrayScan(np.full((200, 200, 3), 230, np.uint8))
    store = run(tmp_path / "empty", empty, pack, settings)
    assert store.skipped == len(store.grid)
    assert not np.any(store.uncertainty[:])


def test_a_run_that_is_stopped_gives_the_same_bytes(tmp_path, pack, picture):
    scan = ArrayScan(picture)
    settings = msgspec.structs.replace(PLAIN, batch=3)
    undisturbed = maps(run(tmp_path / "a", scan, pack, settings))
    for stop in (1, 5, 4):
        store = open_pack_store(tmp_path / "b", scan, pack, settings)
        work = segment_with_pack(scan, pack, store, settings)
        for _ in range(stop):
            next(work)
        work.close()
        assert len(store.done) >= stop
    resumed = open_pack_store(tmp_path / "b", scan, pack, settings)
    assert 10 <= len(resumed.done) < len(resumed.grid)
    list(segment_with_pack(scan, pack, resumed, settings))
    for name, expected in maps(resumed).items():
        assert (expected == undisturbed[name]).all(), name


def begun(path, scan, pack, settings, tiles: int = 5) -> ResultStore:
    """A run that was stopped after some tiles."""
    store = open_pack_store(path, scan, pack, settings)
    work = segment_with_pack(scan, pack, store, settings)
    for _ in range(tiles):
        next(work)
    work.close()
    assert tiles <= len(store.done) < len(store.grid)
    return store


def remarks(scan, pack, store, settings) -> list[str]:
    events = list(segment_with_pack(scan, pack, store, settings))
    assert store.complete
    return [event.text for event in events if isinstance(event, SegmentRemark)]


@pytest.mark.parametrize("runtime", ["fp32", "openvino"])
def test_a_resumed_run_keeps_its_runtime_and_its_bytes(tmp_path, pack, picture, runtime):
    scan = ArrayScan(picture)
    auto, told = (msgspec.structs.replace(PLAIN, runtime=name) for name in ("auto", runtime))
    undisturbed = maps(run(tmp_path / "a", scan, pack, told))
    store = begun(tmp_path / "b", scan, pack, told)
    before = store.done
    store = open_pack_store(tmp_path / "b", scan, pack, auto)  # where it runs is not what is asked
    assert store.done == before
    assert remarks(scan, pack, store, auto) == []
    assert store.attributes["runtimes"] == [runtime]
    for name, expected in maps(store).items():
        assert (expected == undisturbed[name]).all(), name


@pytest.mark.parametrize(
    "gone", [{"runtimes": ["fp16"]}, {"device": "cuda", "device_name": "NVIDIA H100"}, {}]
)
def test_a_run_that_was_begun_elsewhere_goes_on_and_says_so(tmp_path, pack, picture, gone):
    scan = ArrayScan(picture)
    auto = msgspec.structs.replace(PLAIN, runtime="auto")
    store = begun(tmp_path / "r", scan, pack, auto)
    before, computer = store.done, dict(store.attributes["computer"])
    store.note(**gone, computer={**computer, "processor": "Another 9000", "torch": "1.0"})
    first = {tile: store.classes[store.grid[tile].keep.slices] for tile in before}
    (text,) = remarks(scan, pack, store, auto)
    assert text.startswith(f"{len(before)} of {len(store.grid)} tiles were computed with")
    assert "Another 9000" in text
    assert "torch 1.0" in text
    assert "32 bits" in text
    for tile, classes in first.items():  # nothing is thrown away
        assert (store.classes[store.grid[tile].keep.slices] == classes).all()
    assert store.attributes["computer"] == computer
    assert store.attributes["ran_before"][0]["computer"]["processor"] == "Another 9000"
    plain = maps(run(tmp_path / "plain", scan, pack))
    assert (store.classes[:] == plain["classes"]).mean() > 0.999


def test_a_runtime_that_is_asked_for_is_taken_and_told(tmp_path, pack, picture):
    scan = ArrayScan(picture)
    fp32, openvino = (msgspec.structs.replace(PLAIN, runtime=name) for name in ("fp32", "openvino"))
    begun(tmp_path / "r", scan, pack, fp32)
    store = open_pack_store(tmp_path / "r", scan, pack, openvino)
    (text,) = remarks(scan, pack, store, openvino)
    assert "computed with fp32" in text
    assert "others are with openvino" in text


@pytest.mark.parametrize("change", [{"device": "cpu"}, {"runtime": "openvino"}, {"batch": 4}])
def test_device_runtime_and_batch_are_no_part_of_a_result(tmp_path, pack, picture, change):
    scan = ArrayScan(picture)
    done = run(tmp_path / "r", scan, pack).done
    other = msgspec.structs.replace(PLAIN, **change)
    assert open_pack_store(tmp_path / "r", scan, pack, other).done == done


@pytest.mark.parametrize("change", ["scan", "pack", "settings", "precision"])
def test_a_changed_scan_pack_or_setting_is_another_result(
    tmp_path, pack, make_pack, picture, change
):
    run(tmp_path / "r", ArrayScan(picture), pack)
    scan, settings = ArrayScan(picture), PLAIN
    if change == "scan":
        scan = ArrayScan(picture[:, ::-1])
    elif change == "pack":
        pack = make_pack(seed=5, distance=True)
    elif change == "precision":
        settings = msgspec.structs.replace(PLAIN, precision="fast")
    else:
        settings = msgspec.structs.replace(PLAIN, tta=True)
    words = {"scan": "scan has changed", "pack": "another network", "settings": "tta False",
             "precision": "precision exact, now fast"}  # fmt: skip
    with pytest.raises(OtherResult, match=words[change]):
        open_pack_store(tmp_path / "r", scan, pack, settings)
    assert ResultStore.open(tmp_path / "r").complete


def test_memory_that_runs_out_halves_the_batch(tmp_path, pack, picture, monkeypatch):
    scan = ArrayScan(picture)
    plain = maps(run(tmp_path / "a", scan, pack))
    seen = []
    real = networks_module.Ensemble.predict

    def tight(self, inputs):
        seen.append(len(inputs))
        if len(inputs) > 2:
            raise RuntimeError("CUDA out of memory. Tried to allocate 20 GiB")
        return real(self, inputs)

    monkeypatch.setattr(networks_module.Ensemble, "predict", tight)
    store = run(tmp_path / "b", scan, pack, msgspec.structs.replace(PLAIN, batch=8))
    assert seen[:3] == [8, 4, 2]
    assert set(seen[3:]) == {2}
    assert (store.classes[:] == plain["classes"]).mean() > 0.9999


def test_what_goes_wrong_in_a_thread_reaches_the_caller(tmp_path, pack, picture, monkeypatch):
    class Broken(ArrayScan):
        def read_work(self, box, scale, *, frame=0):
            if box.top > 60:
                raise ScanError("broken.tif: tile 7 cannot be decoded")
            return super().read_work(box, scale, frame=frame)

    store = open_pack_store(tmp_path / "r", Broken(picture), pack, PLAIN)
    with pytest.raises(ScanError, match="tile 7"):
        list(segment_with_pack(Broken(picture), pack, store, PLAIN))
    assert 0 < len(store.done) < len(store.grid)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    store = open_pack_store(tmp_path / "other", ArrayScan(picture), pack, PLAIN)
    with pytest.raises(ResultError, match="No space"):
        list(segment_with_pack(ArrayScan(picture), pack, store, PLAIN))


def test_a_small_picture_is_one_tile_and_a_frame_is_a_frame(tmp_path, pack, picture):
    stack = np.stack([picture, picture[::-1]])
    scan = single_frame(ArrayScan(stack, stack=True), 1)
    settings = msgspec.structs.replace(PLAIN, patch=0, overlap="default")
    store = open_pack_store(tmp_path / "r", scan, pack, settings)
    assert len(list(segment_with_pack(scan, pack, store, settings))) == 1
    alone = run(tmp_path / "alone", ArrayScan(picture[::-1]), pack, settings)
    assert (store.classes[:] == alone.classes[:]).all()


def test_the_packs_pixel_size_is_the_work_grids(tmp_path, make_pack, picture):
    pack = make_pack(working_pixel_size="2 µm", distance=True)
    scan = ArrayScan(picture, pixel_size=PixelSize(1, 1, "µm"))
    store = run(tmp_path / "r", scan, pack)
    assert store.info.scale == 2.0
    assert store.classes.shape == (75, 115)
    assert pack.pixel_size == Length(2, "µm")


def test_margins(make_pack):
    assert margin_of(make_pack(margin=8), "default") == 64
    assert margin_of(make_pack(margin=96), "default") == 96
    assert margin_of(make_pack(), 9) == 12
    assert margin_of(make_pack(receptive_field=(17, 13)), "exact") == 20
    with pytest.raises(ProtocolError, match="as a whole"):
        margin_of(make_pack(), "exact")


def test_wrong_names_are_told(tmp_path, pack, picture):
    for wrong, match in (({"runtime": "fast"}, "no runtime"), ({"runtime": "fp16"}, "not work")):
        with pytest.raises(ProtocolError, match=match):
            run(tmp_path / "r", ArrayScan(picture), pack, msgspec.structs.replace(PLAIN, **wrong))
    with pytest.raises(PackError, match="device"):
        run(tmp_path / "r", ArrayScan(picture), pack, msgspec.structs.replace(PLAIN, device="tpu"))
    with pytest.raises(ProtocolError):
        PackSettings(overlap=-1)
    small = PackSettings(patch=64, overlap=32)
    with pytest.raises(ProtocolError, match="leaves nothing"):
        open_pack_store(tmp_path / "r", ArrayScan(picture), pack, small)


def test_small_patches_are_cut_with_an_overlap_that_leaves_most_of_them(make_pack):
    grid = plan_of(PackSettings(patch=256), [make_pack(margin=192)], (1024, 1024))
    assert grid.margin == 32
    assert 128 < grid.step[0] <= 192
    whole = plan_of(PackSettings(), [make_pack(margin=192)], (1024, 1024))
    assert len(whole) == 1
    assert plan_of(PackSettings(patch=1024), [make_pack(margin=192)], (4096, 4096)).margin == 192


def test_a_network_that_enlarges_its_answer_gives_the_same_without_that_step():
    inner = torch.nn.Conv2d(1, 3, 3, padding=1)
    network = Reduced(inner, 2).eval()
    pixels = torch.randn((1, 1, 32, 48), generator=torch.manual_seed(0))
    part, factor = not_enlarged(network)
    assert factor == 2
    assert part(pixels).shape == (1, 3, 16, 24)
    assert torch.allclose(enlarged(part(pixels), factor), network(pixels))
    assert not_enlarged(inner) == (inner, 1)
