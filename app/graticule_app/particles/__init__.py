"""The particles as a table, as pictures and as charts, all showing the same ones."""

from graticule_app.particles.charts import ChartPanel
from graticule_app.particles.gallery import GalleryPanel
from graticule_app.particles.panel import ParticlePanel
from graticule_app.particles.shown import ShownParticles

__all__ = ["ChartPanel", "GalleryPanel", "ParticlePanel", "ShownParticles"]
