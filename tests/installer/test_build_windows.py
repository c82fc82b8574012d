"""What the Windows installer is made of; `installer/test windows` tries the installer itself."""

import re
import shutil
import struct
import subprocess
import sys

import pytest

ENDINGS = {"tif", "tiff", "svs", "ndpi", "mrxs", "scn", "dm3", "dm4", "graticule"}


def needs(*programs):
    missing = [name for name in programs if shutil.which(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{missing} not installed")


@pytest.fixture
def windows(installer, monkeypatch, tmp_path):
    import windows

    monkeypatch.setattr(windows, "WORK", tmp_path / "work")
    windows.WORK.mkdir()
    return windows


@pytest.fixture
def script(windows):
    return (windows.HERE / "graticule.nsi").read_text("utf-8")


@pytest.fixture
def stub(windows, tmp_path):
    """A folder as the program's, with next to nothing in it."""
    folder = tmp_path / "Graticule"
    (folder / "_internal" / "Lib").mkdir(parents=True)
    (folder / "_internal" / "start.py").write_text("")
    (folder / "_internal" / "Lib" / "grain.pyc").write_bytes(b"grain")
    for name in ("graticule.exe", "graticule-app.exe", "LICENCE.txt"):
        (folder / name).write_text(name)
    return folder


@needs("makensis", "rsvg-convert", "icotool")
def test_a_small_folder_becomes_an_installer(windows, stub, tmp_path):
    windows.icon(stub / "graticule.ico")
    made = windows.pack(stub, tmp_path / "dist", quick=True)
    assert made.name == f"graticule-{windows.version()}-setup.exe"
    assert made.read_bytes()[:2] == b"MZ"


def test_everything_that_is_put_down_is_removed_by_name(windows, stub):
    top = {path.name for path in stub.iterdir()}
    assert {*windows.top_files(stub), "_internal"} == top
    (stub / "plugins").mkdir()
    with pytest.raises(ValueError, match="_internal"):
        windows.top_files(stub)


def test_no_folder_but_its_own_is_removed_whole(script):
    own = [r"$INSTDIR\_internal", r"$LOCALAPPDATA\graticule\Cache"]
    assert re.findall(r'RMDir /r "(.*?)"', script) == own


def test_each_type_is_offered_and_withdrawn_and_none_is_taken(script):
    each = script.partition("!macro EACH_TYPE")[2].partition("!macroend")[0]
    assert set(re.findall(r"\$\{DO\} (\w+) ", each)) == ENDINGS
    assert "EACH_TYPE OFFER" in script
    assert "EACH_TYPE WITHDRAW" in script
    assert not re.search(r'WriteRegStr HKCU "\$\{CLASSES\}\\\.\$\{ENDING\}" ', script)


def test_the_users_settings_are_not_the_installers(script):
    """Qt keeps them in HKCU\\Software\\graticule, and the registry knows no upper case."""
    keys = re.findall(r'HKCU "([^"]+)"', script)
    assert keys
    assert not [key for key in keys if re.match(r"software\\(graticule|\$\{NAME\})", key, re.I)]


def test_paths_that_windows_refuses_are_found(windows, stub):
    windows.check(stub)
    (stub / "_internal" / "LIB").mkdir()
    with pytest.raises(SystemExit, match="the same"):
        windows.check(stub)
    (stub / "_internal" / "LIB").rmdir()
    (stub / "_internal" / ("n" * 140)).touch()
    with pytest.raises(SystemExit, match="too long"):
        windows.check(stub)


@needs("x86_64-w64-mingw32-gcc", "rsvg-convert", "icotool")
def test_the_window_has_no_console_and_the_command_line_has_one(windows, tmp_path):
    windows.icon(tmp_path / "graticule.ico")
    windows.launchers(tmp_path)

    def subsystem(name):
        program = (tmp_path / name).read_bytes()
        header = struct.unpack_from("<I", program, 0x3C)[0]
        return struct.unpack_from("<H", program, header + 0x5C)[0]

    assert subsystem("graticule-app.exe") == 2
    assert subsystem("graticule.exe") == 3


@needs("x86_64-w64-mingw32-gcc")
def test_a_library_that_nobody_has_is_found(windows, tmp_path):
    """wine has Microsoft's C++ runtime of its own, and would not tell that it is forgotten."""
    (tmp_path / "c.c").write_text("int grain(void); int size(void) { return grain(); }\n")
    (tmp_path / "cpp.c").write_text("int grain(void) { return 3; }\n")
    made = tmp_path / "Graticule"
    made.mkdir()
    windows.mingw("gcc", "-shared", "-o", made / "vcgrain.dll", tmp_path / "cpp.c")
    windows.mingw("gcc", "-shared", "-o", made / "size.pyd", tmp_path / "c.c", made / "vcgrain.dll")
    assert windows.missing(made) == []
    (made / "vcgrain.dll").unlink()
    assert windows.missing(made) == ["size.pyd asks for vcgrain.dll"]


def test_another_python_than_python_orgs_is_refused(windows, tmp_path):
    (tmp_path / "python.zip").write_bytes(b"PK another")
    with pytest.raises(SystemExit, match="SHA-256"):
        windows.unpack_embeddable(tmp_path / "python.zip", tmp_path)


def test_byte_code_takes_the_place_of_sources_but_torchs(installer, tmp_path):
    library = tmp_path / "Lib"
    for package in ("grain", "site-packages/torch"):
        (library / package).mkdir(parents=True)
        (library / package / "size.py").write_text("SIZE = 3\n")
    compiling = f"import windows; windows.compile_modules(windows.Path({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", compiling], cwd=installer, check=True)
    assert [path.name for path in (library / "grain").iterdir()] == ["size.pyc"]
    assert (library / "site-packages/torch/size.py").exists()
    assert list((library / "site-packages/torch/__pycache__").iterdir())
    ask = [sys.executable, "-c", "import size; print(size.SIZE)"]
    told = subprocess.run(ask, cwd=library / "grain", capture_output=True, text=True, check=True)
    assert told.stdout == "3\n"


def test_a_program_without_a_console_can_print(installer, monkeypatch):
    import start

    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(sys, "frozen", False, raising=False)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    start.be_packed()
    print("grain")
    assert sys.frozen  # type: ignore[attr-defined]
    assert sys.excepthook is start.show
    sys.stdout.close()


def test_numbers_that_differ_are_found(installer, tmp_path, capsys, monkeypatch):
    monkeypatch.syspath_prepend(str(installer / "wine"))
    import compare
    import xlsxwriter

    for name, area in (("one", 2.0), ("same", 2.000001), ("other", 2.1)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "particles.csv").write_text(f"id,area\n1,{area}\n", "utf-8")
        (folder / "particles.geojson").write_text(f'{{"area": {area}}}', "utf-8")
        with xlsxwriter.Workbook(str(folder / "report.xlsx")) as book:
            book.add_worksheet().write_row(0, 0, ["fibre", area, f"/home/{name}"])
    for name, status in (("same", 0), ("other", 1)):
        monkeypatch.setattr(sys, "argv", ["compare", str(tmp_path / "one"), str(tmp_path / name)])
        assert compare.main() == status
    assert "sheet1 B1: 2.0, 2.1" in capsys.readouterr().out
