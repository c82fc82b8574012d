"""What the libraries bring along and the program never uses: left out of both packages.

The patterns are of paths relative to the folder that holds the packages, with /.
"""

import re
from collections import defaultdict
from pathlib import Path

_UNUSED_QT = (
    "Concurrent|Designer|EglFS|Help|Labs|Lottie|Pdf|Qml|Quick|RemoteObjects|Scxml|Sql"
    "|StateMachine|Test|UiTools|WaylandCompositor|WebEngine|Xml(?!\\w)"
)
LEFT_OUT = {  # reason: patterns
    "for those who compile against a library": (
        r"torch/(include|share)/",
        r"torch/lib/.*\.(a|lib|pdb|cmake)$",
        r"torch/_inductor/.*\.(h|cpp|jinja)$",
        r"torch/_inductor/(codegen/cutlass|kernel/vendored_templates)/",
        r"openvino/(cmake|include)/",
        r"openvino/libs/.*\.(lib|pdb|pc)$",
        r"PySide6/(doc|glue|include|lib|scripts|typesystems)/",
        r"PySide6/(Qt/)?(libexec|metatypes|modules)/",
        r"PySide6/.*\.lib$",
        r".*\.(pxd|pxi|pyx|h|hpp|cuh|c|cpp|f90)$",
        r".*/core/include/",
    ),
    "the libraries' own tests and examples": (
        r"torch/(test|testing/_internal/(generated|distributed/(_shard|rpc)))/",
        r"torch/bin/(?!torch_shm_manager)",  # without that one torch refuses to be imported
        r"torch/lib/(lib)?(torchbind_test|aoti_custom_ops|backend_with_compiler|jitbackend_test)",
        r"skimage/data/.*\.(gif|jpg|npy|npz|png|tiff?)$",
        r"(?!torch/|numpy/).*/(tests|benchmarks|examples)/",
        r"numpy/(?!_core/).*tests/",
        r"numpy/_core/tests/(?!_natype|__init__)",  # numpy.testing imports that one
    ),
    "programs of the libraries, set-up and downloads: nothing is downloaded at run time": (
        r"(bin|Scripts|share|include|hf_xet|setuptools|pip|_distutils_hack|pkg_resources)/",
        r"distutils-precedence\.pth$",
        r"PySide6/.*\.exe$",
        r"PySide6/[a-z]+$",
    ),
    "networks come from torch, in memory, and run on the processor": (
        r"openvino/libs/.*(gpu|npu|auto_batch|auto_plugin|hetero)",
        r"openvino/libs/(cache\.json$|.*(gguf|jax|onnx|paddle|tensorflow|tokenizers))",
        r"openvino/(tools/benchmark|torch)/",
        r"openvino/frontend/(jax|onnx|paddle)/",
    ),
    "Linux: built for CUDA, they cannot be loaded beside a CPU build of torch": (
        r"torchvision/.*\.so$",
        r"torchvision\.libs/",
    ),
    "parts of Qt that the window does not use": (
        rf"(PySide6/(Qt/lib/)?)?(lib)?Qt6?({_UNUSED_QT})",
        r"(PySide6/)?(lib)?pyside6qml",
        r"PySide6/(Qt/)?(qml|resources)/",
        r"PySide6/(Qt/)?translations/(?!qtbase_de\.)",  # one for each language of the window
        r"PySide6/(Qt/)?plugins/(designer|egldeviceintegrations|generic|help|networkinformation"
        r"|position|qmllint|qmlls|qmltooling|sqldrivers|tls|webview"
        r"|wayland-graphics-integration-server)/",
        r"PySide6/(Qt/)?plugins/platforms/.*(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc)",
        r"PySide6/opengl32sw\.dll",  # the window paints by itself
    ),
    "Linux: come from the machine that builds, through plugins and drivers that are left out": (
        r"PySide6/Qt/plugins/platformthemes/libqgtk3",
        r"lib(atk|atk-bridge|atspi|cairo|cairo-gobject|datrie|epoxy|fribidi|gdk|gdk_pixbuf|graphite2"
        r"|gtk|harfbuzz|pango|pangocairo|pangoft2|pixman|thai)(-\d[\d.]*)?\.so",
        r"lib(cudart|nvjpeg|OpenCL)\.so",
    ),
    "paths too long for Windows, of what is never imported": (
        r"torch/(ao/pruning/_experimental|distributed/elastic)/",
        r"torch/_functorch/_activation_checkpointing/remat",
    ),
    "all licences stand in one file, and nothing is uninstalled piece by piece": (
        r"[^/]*\.dist-info/(licenses|sboms|RECORD$)",
    ),
    "Windows: in the folder of Python already, or never asked for": (
        r"(PySide6|shiboken6)/(concrt|vcamp|vccorlib|vcomp)140\.dll",
        r"PySide6/plugins/platforms/qdirect2d",
        r"PySide6/Qt6?(DBus|PrintSupport)[^/]*\.(dll|pyd)",
        r"openvino/libs/(openvino_c|tbbmalloc_proxy|.*_debug)\.dll",
    ),
    "what they ask for themselves is not there": (
        r"imagecodecs/_(heif|jetraw|jpegxs)\.pyd$",
        r"PySide6/(Qt/)?plugins/(vectorimageformats/|.*qpdf|.*virtualkeyboard)",
    ),
    "telemetry": (r"openvino_telemetry",),  # OpenVINO has an empty one in its place
    "icons: the fonts of other sets": (r"qtawesome/fonts/(?!.*phosphor)",),
    "for type checkers": (r"(?!skimage/).*\.pyi$",),  # scikit-image's lazy loader reads its own
    "another window toolkit": (r"(_tcl_data|_tk_data|tcl8)/", r"libt(k|cl)8", r"_tkinter\."),
}
LARGE = 10_000_000  # bytes from which on a library is named
_PATTERN = re.compile("|".join(f"(?:{p})" for patterns in LEFT_OUT.values() for p in patterns))


def left_out(path: str) -> bool:
    """Whether the file at `path`, relative to the folder of the packages, is left out."""
    return _PATTERN.match(path.replace("\\", "/")) is not None


def shares(folder: Path, packages: str) -> str:
    """The large libraries of a program folder and their size on the disk, in MB.

    `packages`: where in it they lie.
    """
    library = folder / packages
    sizes: dict[str, int] = defaultdict(int)
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            inside = path.relative_to(library).parts if path.is_relative_to(library) else ()
            name = inside[0] if len(inside) > 1 else "Python itself"
            sizes[name.removesuffix(".libs")] += path.stat().st_size
    named = sorted(((size, name) for name, size in sizes.items() if size >= LARGE), reverse=True)
    rest = sum(size for size in sizes.values() if size < LARGE)
    lines = [*named, (rest, "all others")]
    return "".join(f"{size / 1e6:6.0f} MB  {name}\n" for size, name in lines)
