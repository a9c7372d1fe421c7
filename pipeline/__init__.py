"""Conclusio: whether the language versions of one Council text say the same thing, at every version.

    bytes ─ingest→ Source ─repair→ Source ─parse→ Expression ─operative→ Expression with clauses, verbs, addressees
    all languages of a document ─align→ Alignment (rows × languages)              ┐
    two documents of a dossier, per language ─compare→ Comparison                 ├─check→ Findings
    Comparisons of all languages ─compare→ which change reached which language    ┘
    a document and those after it, per language ─consolidate→ one text in which every word knows where it came from
    all of it ─site→ pages    ─export→ TMX, XLIFF, Akoma Ntoso, DOCX, XLSX, CSV, JSON

Stages take and return the frozen values of `pipeline.model`; only `corpus`, `register`, `build` and `cli` touch
files, network and clock.
"""
