"""The build: corpus → site. The only room that writes the output, and the only one that runs all stages.

    inputs    what a result depends on besides values: code by room, language files, templates, versions
    codec     values → bytes and back; the checksum of a value
    memory    results of earlier builds, by what they were made from; why one had to be made again; manifest: its files
    texts     a file through all stages that concern it alone
    engine    who does the work: this process or a pool of processes; what a task is and what it may take
    cluster   … or a Dask cluster
    tasks     what a worker does
    stages    a dossier through all stages; materials: what the exports see of it
    dossiers  … and to its files in the new site; untouched: when nothing was changed, taken over from the last one
    elsewhere … by a worker of a cluster, where no disk is shared
    publish   the new site takes the place of the old one, whole or not at all
    sitemap   the addresses of all pages, for a site that knows its own
    run       all of this together

A document that cannot be read is left out and named; the others are built.
"""

from pipeline.build.cluster import engine_for
from pipeline.build.engine import InProcess, Limits, Pool
from pipeline.build.memory import Memory, Step
from pipeline.build.run import Options, Report, build, memory_of
from pipeline.build.stages import Progress, view_dossier
from pipeline.build.texts import make_expression, unusable

__all__ = [
    "InProcess",
    "Limits",
    "Memory",
    "Options",
    "Pool",
    "Progress",
    "Report",
    "Step",
    "build",
    "engine_for",
    "make_expression",
    "memory_of",
    "unusable",
    "view_dossier",
]
