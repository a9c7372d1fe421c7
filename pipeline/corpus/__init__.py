"""The corpus folders: the only room that knows where files lie and what a dossier file says.

    corpus/<dossier>/dossier.toml                       the chain of documents, provenance of every file
    corpus/<dossier>/<ST-10125-2022-INIT>/<lang>.<ext>  sources as received, never edited
    corpus/<dossier>/decisions.toml                     what people decided about findings and rows

`dossier` reads, `entries` writes dossier.toml, `examine` reads what a file says of itself, `intake` takes files in,
`shelf` is where the register puts what it has downloaded, `decisions` reads and writes decisions.toml.
"""

from pipeline.corpus.dossier import (
    Dossier,
    DossierDocument,
    Manifestation,
    dossier_folders,
    load_dossier,
    locate,
    provenance_of,
    read_bytes,
    up_to,
)

__all__ = [
    "Dossier",
    "DossierDocument",
    "Manifestation",
    "dossier_folders",
    "load_dossier",
    "locate",
    "provenance_of",
    "read_bytes",
    "up_to",
]
