import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from graticule.reports.pyramid import TILE, TiledPyramid, halve_mean, halve_mode

shapes = hnp.array_shapes(min_dims=2, max_dims=2, max_side=9)
grids = hnp.arrays(np.uint8, shapes, elements=st.integers(0, 4))


def squares(grid):
    """Every 2 × 2 block, odd edges doubled, with its place."""
    padded = np.pad(grid, ((0, grid.shape[0] % 2), (0, grid.shape[1] % 2)), mode="edge")
    for y in range(0, padded.shape[0], 2):
        for x in range(0, padded.shape[1], 2):
            yield y // 2, x // 2, padded[y : y + 2, x : x + 2].ravel()


@given(grids)
def test_the_commonest_value_wins_and_of_two_pairs_the_larger(grid):
    half = halve_mode(grid)
    for y, x, values in squares(grid):
        counts = np.bincount(values)
        assert half[y, x] == np.flatnonzero(counts == counts.max()).max()


@given(grids)
def test_the_mean_is_rounded(grid):
    half = halve_mean(grid)
    for y, x, values in squares(grid):
        assert half[y, x] == int(values.mean() + 0.5)


def test_a_line_of_one_pixel_survives_every_level():
    grid = np.zeros((512, 512), np.uint8)
    grid[255] = 3
    for _ in range(6):
        grid = halve_mode(grid)
        assert (grid.max(axis=0) == 3).all()


def test_each_pixel_is_read_once_and_no_tile_is_large(tmp_path):
    height, width = 3 * TILE + 7, 2 * TILE + 1
    seen = np.zeros((height, width), np.uint8)

    def read(rows, columns):
        seen[rows, columns] += 1
        assert rows.stop - rows.start <= TILE
        return np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.uint8)

    pyramid = TiledPyramid((height, width), np.dtype(np.uint8), read, halve_mode, tmp_path)
    with pyramid:
        steps = list(pyramid.encode())
        tiles = [len(list(pyramid.tiles(level))) for level in range(len(pyramid.shapes))]
    assert (seen == 1).all()
    assert steps == list(range(1, 13))
    assert pyramid.shapes == [(height, width), (772, 513), (386, 257)]
    assert tiles == [12, 4, 1]
