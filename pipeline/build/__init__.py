"""The build: corpus → site. The only room that writes the output, and the only one that runs all stages.

    inputs    what a result depends on besides values: code by room, language files, templates, versions
    codec     values → bytes and back; the checksum of a value
    memory    results of earlier builds, by what they were made from; why one had to be made again
    stages    a file, a document, a dossier through all stages
    publish   the new site takes the place of the old one, whole or not at all
    run       all of this together

A document that cannot be read is left out and named; the others are built.
"""

from pipeline.build.memory import Memory, Step
from pipeline.build.run import Options, Report, build, memory_of
from pipeline.build.stages import Progress, make_expression, unusable, view_dossier

__all__ = [
    "Memory",
    "Options",
    "Progress",
    "Report",
    "Step",
    "build",
    "make_expression",
    "memory_of",
    "unusable",
    "view_dossier",
]
