"""The card of a pack: what it is for, what it was made from, how good it is."""

from graticule.learn.recipe import Recipe
from graticule.models.packs import Manifest

_METRICS = {
    "dice": "Foreground Dice",
    "iou": "Foreground IoU",
    "aji_plus": "AJI+",
    "f1": "F1 of particles at IoU 0.5",
}


def write_card(manifest: Manifest, recipe: Recipe, name: str) -> str:
    """Markdown; every number in it is one of the manifest's."""
    told, built = manifest.training, manifest.architecture
    lines = [
        f"# {name}: {manifest.title}",
        "",
        manifest.description,
        "",
        f"- Classes: {', '.join(info.name for info in manifest.classes)}",
        f"- Network: {built.name}, encoder {built.encoder}, on means of "
        f"{built.reduce} × {built.reduce} px",
        f"- Sees: {_field(manifest)}; tiles of {manifest.patch} px lose {manifest.margin} px on "
        "each side",
        f"- Learned from: {recipe.about.data}; {told['training_images']} images, "
        f"{told['steps']} steps of {recipe.loop.batch}",
        f"- Made by: `{told['command']}`",
        f"- Licence: {manifest.licence}",
    ]
    if manifest.simulated:
        lines.append("- **Trained on simulated scans.**")
    lines += [
        "",
        f"## On {told['validation_images']} images that it has not learned from",
        "",
        *(_particle_figures(manifest) if manifest.distance else _class_figures(manifest)),
        "",
        "## Limits",
        "",
        recipe.about.limits,
        "",
    ]
    return "\n".join(lines)


def _particle_figures(manifest: Manifest) -> list[str]:
    return [
        "| | all pixels or particles pooled | mean of the images |",
        "|---|---|---|",
        *(
            f"| {title} | {manifest.metrics[key]:.3f} | {manifest.metrics[f'{key}_mean']:.3f} |"
            for key, title in _METRICS.items()
        ),
        "",
        "The temperature and the separation's settings were chosen on these same images.",
    ]


def _class_figures(manifest: Manifest) -> list[str]:
    told = manifest.metrics
    return [
        "| class | IoU | precision | recall |",
        "|---|---|---|---|",
        *(
            f"| {info.name} | {told[f'iou_{info.name}']:.3f} | "
            f"{told[f'precision_{info.name}']:.3f} | {told[f'recall_{info.name}']:.3f} |"
            for info in manifest.classes[1:]
        ),
        "",
        f"Mean IoU {told['mean_iou']:.3f}, of all pixels right {told['accuracy']:.3f}, counted "
        "over all images together. The temperature was chosen on these same images.",
    ]


def _field(manifest: Manifest) -> str:
    if not manifest.receptive_field:
        return "the whole image"
    before, after = manifest.receptive_field
    return f"{before} px before and {after} px after each pixel"
