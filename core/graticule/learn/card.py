"""The card of a pack: what it is for, what it was made from, how good it is."""

from graticule.learn.recipe import Recipe
from graticule.models.packs import Manifest

PICTURE = "picture.jpg"  # beside the card

_METRICS = {
    "dice": "Foreground Dice",
    "iou": "Foreground IoU",
    "aji_plus": "AJI+",
    "f1": "F1 of particles at IoU 0.5",
}

_CHOSEN = "The weights that are kept and the temperature were chosen on these same images."


def write_card(manifest: Manifest, recipe: Recipe, name: str) -> str:
    """Markdown; every number in it is one of the manifest's."""
    told, built = manifest.training, manifest.architecture
    size = f" at {manifest.working_pixel_size} per pixel" if manifest.working_pixel_size else ""
    reduced = f", on means of {built.reduce} × {built.reduce} px" if built.reduce > 1 else ""
    data = f"{recipe.about.data}; " if recipe.about.data else ""
    lines = [
        f"# {name}: {manifest.title}",
        "",
        *([manifest.description, ""] if manifest.description else []),
        f"![Image, truth and prediction]({PICTURE})",
        "",
        "A part that it was tested on: the image, what is marked as true, what the network says.",
        "",
        f"- Classes: {', '.join(info.name for info in manifest.classes)}",
        f"- Network: {built.name}, encoder {built.encoder}{reduced}{size}",
        f"- Sees: {_field(manifest)}; tiles of {manifest.patch} px lose {manifest.margin} px on "
        "each side",
        f"- Learned from: {data}{told['training_images']} images, {told['steps']} steps of "
        f"{recipe.loop.batch} in {told['minutes']} min; kept are the weights after step "
        f"{told['best_step']}",
        f"- Made by: `{told['command']}`",
        f"- Licence: {manifest.licence or 'not told'}",
    ]
    if manifest.simulated:
        lines.append("- **Trained on simulated scans.**")
    lines += [
        "",
        f"## On {told['validation_images']} images that it has not learned from",
        "",
        *(
            _class_figures(manifest)
            if "mean_iou" in manifest.metrics
            else _particle_figures(manifest)
        ),
        "",
        "## Limits",
        "",
        recipe.about.limits
        or "Nobody has said what it is not good for: test it on scans of your own.",
        "",
    ]
    return "\n".join(lines)


def _particle_figures(manifest: Manifest) -> list[str]:
    return [
        "| | all pixels or particles pooled | mean of the images |",
        "|---|---|---|",
        *(
            f"| {title} | {_figure(manifest, key)} | {_figure(manifest, f'{key}_mean')} |"
            for key, title in _METRICS.items()
        ),
        "",
        _CHOSEN,
    ]


def _class_figures(manifest: Manifest) -> list[str]:
    return [
        "| class | IoU | precision | recall |",
        "|---|---|---|---|",
        *(
            f"| {info.name} | {_figure(manifest, f'iou_{info.name}')} | "
            f"{_figure(manifest, f'precision_{info.name}')} | "
            f"{_figure(manifest, f'recall_{info.name}')} |"
            for info in manifest.classes[1:]
        ),
        "",
        f"Mean IoU {_figure(manifest, 'mean_iou')}, of all pixels right "
        f"{_figure(manifest, 'accuracy')}, counted over all images together. {_CHOSEN}",
    ]


def _figure(manifest: Manifest, key: str) -> str:
    """A figure with three digits, or a dash where the images held nothing to count."""
    return f"{manifest.metrics[key]:.3f}" if key in manifest.metrics else "–"


def _field(manifest: Manifest) -> str:
    if not manifest.receptive_field:
        return "the whole image"
    before, after = manifest.receptive_field
    return f"{before} px before and {after} px after each pixel"
