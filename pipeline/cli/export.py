"""The command that writes one document in one format: export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import CORPUS
from pipeline.cli.printing import progress_bar
from pipeline.errors import CorpusError, LanguageError, ReadError

if TYPE_CHECKING:
    from pipeline.export.material import Material
    from pipeline.site.views import DossierView

NAMES = (
    "tmx tmx-sentences xliff tbx xlsx verbs rows findings requests docx html akn json alignment changes"
    " verbs-json requests-json findings-json jsonld"
).split()
"""The formats of `pipeline.export.formats`, which is not imported for --help; a test compares the two."""

PRINTED = "pdf"
"""Made of the format html by WeasyPrint or Chromium, where one of them is there."""


@click.command()
@click.argument("format", type=click.Choice([*NAMES, PRINTED]))
@CORPUS
@click.option("--dossier", default="", help="Name of the dossier; not needed where there is one.")
@click.option("--document", default="", help="Code of the document; else the last of the dossier.")
@click.option("--lang", default="", help="Languages in order, as nl,fr; else all.")
@click.option("-o", "--output", default="-", help="File to write; - for standard output.")
def export(format: str, corpus: Path, dossier: str, document: str, lang: str, output: str) -> None:
    """Write a document in a format of another tool.

    \b
    tmx, tmx-sentences   translation memory, a unit a clause or sentence
    xliff                two languages for a CAT tool, with states of review
    tbx                  operative verbs, concepts, strengths
    xlsx                 all tables as a workbook
    verbs, rows, findings, requests   one table as CSV
    docx, html, pdf      languages side by side
    akn                               Akoma Ntoso 3.0, one language
    json, alignment, changes, jsonld  for programs

    Examples:

    \b
      conclusio export tmx --document "ST 10125/22" -o memory.tmx
      conclusio export xliff --lang en,nl -o en-nl.xlf
      conclusio export docx --lang nl,fr,de -o synopsis.docx
    """
    from pipeline.export.formats import FORMATS

    material = _material(_view(corpus, dossier), document, lang)
    if format == PRINTED:
        from pipeline.cli.pdf import pdf

        data = pdf(FORMATS["html"].write(material))
    else:
        data = FORMATS[format].write(material)
    if output == "-":
        sys.stdout.buffer.write(data)
        return
    from pipeline.corpus.store import write_whole

    write_whole(Path(output), data)
    click.echo(f"{output}: {material.document.printed} in {' '.join(material.languages)}, {len(data)} bytes", err=True)
    if material.specimens:
        click.echo(f"specimens, not Council texts: {' '.join(material.specimens)}", err=True)


def _view(corpus: Path, name: str) -> DossierView:
    from pipeline.build import view_dossier
    from pipeline.corpus import dossier_folders, load_dossier

    folders = {folder.name: folder for folder in dossier_folders(corpus)}
    if name not in folders and (name or len(folders) > 1):
        raise CorpusError(f"say --dossier with one of: {', '.join(folders)}", where=str(corpus))
    with progress_bar() as progress:
        view, _ = view_dossier(load_dossier(folders[name or next(iter(folders))]), progress)
    return view


def _material(view: DossierView, code: str, lang: str) -> Material:
    from pipeline.build.materials import material_of
    from pipeline.ids import DocumentId

    wanted = DocumentId.parse(code) if code else None
    found = [one for one in view.documents if wanted in (None, one.id)]
    if not found:
        there = ", ".join(one.id.printed for one in view.documents) or "none that can be used"
        raise ReadError(f"no such document; there is {there}", where=view.slug)
    material = material_of(view, found[-1])
    codes = [one.strip() for one in lang.split(",") if one.strip()] or list(material.languages)
    missing = [one for one in codes if one not in material.languages]
    if missing:
        there = " ".join(material.languages)
        raise LanguageError(f"{material.document.printed} is not there in {' '.join(missing)}; there is {there}")
    return material.only(codes)
