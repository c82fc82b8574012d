"""DLLs that wine 8 lacks or has only in part, made for a test prefix. Never shipped.

    stand_ins.py PREFIX

Windows 10 brings all of these. With them only the libraries' own imports are satisfied: what they
do is wine's or mingw's, so a run under wine says nothing about them on a real PC.
"""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from windows import exports

WINE = Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")
HERE = Path(__file__).resolve().parent
COMPLEX = [
    *("cacos", "cacosh", "casin", "casinh", "catan", "catanh", "ccos", "ccosh", "cexp", "clog"),
    *("conj", "cproj", "csin", "csinh", "csqrt", "ctan", "ctanh"),
]
ENDS = ("", "l")  # long double is double here
PARTS = ("cabs", "carg", "cimag", "creal")


def main() -> None:
    system = Path(sys.argv[1]) / "drive_c" / "windows" / "system32"
    work = Path(sys.argv[1]) / "stand-ins"
    work.mkdir(exist_ok=True)
    for name in ("icuuc", "bcryptprimitives"):
        build(system / f"{name}.dll", HERE / f"{name}.c", "-ladvapi32")
    complex_numbers(system, work)
    colour_profiles(system, work)


def complex_numbers(system: Path, work: Path) -> None:
    """ucrtbase.dll: wine's own under another name; C99's complex functions are mingw's."""
    lines = [
        "#include <complex.h>",
        "typedef struct { double v[2]; } D; typedef struct { float v[2]; } F;",
        "typedef union { D s; double complex c; } UD; typedef union { F s; float complex c; } UF;",
        "#define d(a) (((UD){.s = a}).c)",
        "#define f(a) (((UF){.s = a}).c)",
        "#define fromd(a) (((UD){.c = a}).s)",
        "#define fromf(a) (((UF){.c = a}).s)",
    ]
    for name in COMPLEX:
        lines += [
            *(f"D w_{name}{end}(D a) {{ return fromd({name}(d(a))); }}" for end in ENDS),
            f"F w_{name}f(F a) {{ return fromf({name}f(f(a))); }}",
        ]
    for name in PARTS:
        lines += [
            *(f"double w_{name}{end}(D a) {{ return {name}(d(a)); }}" for end in ENDS),
            f"float w_{name}f(F a) {{ return {name}f(f(a)); }}",
        ]
    for end in ENDS:
        lines += [
            f"D w_cpow{end}(D a, D b) {{ return fromd(cpow(d(a), d(b))); }}",
            f"double w_norm{end}(D a) {{ return a.v[0] * a.v[0] + a.v[1] * a.v[1]; }}",
        ]
    lines += [
        "F w_cpowf(F a, F b) { return fromf(cpowf(f(a), f(b))); }",
        "float w_normf(F a) { return a.v[0] * a.v[0] + a.v[1] * a.v[1]; }",
        "F w__FCbuild(float a, float b) { return (F){{a, b}}; }",
        "D w__LCbuild(double a, double b) { return (D){{a, b}}; }",
        "int w_feholdexcept(int *kept) { kept[0] = kept[1] = 0; return 0; }",
    ]
    ours = [f"{name}{end}" for name in (*COMPLEX, *PARTS, "cpow", "norm") for end in (*ENDS, "f")]
    own = {name: f"w_{name}" for name in (*ours, "_FCbuild", "_LCbuild", "feholdexcept")}
    replace(system, work, "ucrtbase", "ucrtwine", own, "\n".join(lines))


def colour_profiles(system: Path, work: Path) -> None:
    """mscms.dll: wine's own, and one function more, for which Qt asks and which it never calls."""
    lines = "void *w_WcsCreateIccProfile(void *profile, unsigned options) { return 0; }"
    own = {"WcsCreateIccProfile": "w_WcsCreateIccProfile"}
    replace(system, work, "mscms", "mscmswine", own, lines)


def replace(
    system: Path, work: Path, name: str, renamed: str, own: dict[str, str], code: str
) -> None:
    """Put a DLL in front of wine's: `own` names are in `code`, all others are passed on."""
    theirs = WINE / f"{name}.dll"
    (system / f"{renamed}.dll").write_bytes(theirs.read_bytes())
    rows = [
        f'  "{n}" = {own.get(n) or chr(34) + renamed + "." + n + chr(34)}' for n in exports(theirs)
    ]
    rows += [f'  "{n}" = {target}' for n, target in own.items() if n not in exports(theirs)]
    source, definition = work / f"{name}.c", work / f"{name}.def"
    source.write_text(code + "\n", "utf-8")
    definition.write_text(f"LIBRARY {name}.dll\nEXPORTS\n" + "\n".join(rows) + "\n", "utf-8")
    build(system / f"{name}.dll", source, str(definition))


def build(library: Path, source: Path, *more: str) -> None:
    library.unlink(missing_ok=True)
    command = ["x86_64-w64-mingw32-gcc", "-O2", "-s", "-shared", "-static-libgcc"]
    subprocess.run([*command, "-o", str(library), str(source), *more], check=True)


if __name__ == "__main__":
    main()
