"""Conclusio: whether the language versions of one Council text say the same thing, at every version.

    bytes ─ingest→ Source ─repair→ Source ─parse→ Expression ─operative→ Expression with clauses, verbs, addressees
    all languages of a document ─align→ Alignment (rows × languages)
    two documents of a dossier, per language ─compare→ Comparison
    all of it ─site→ pages    ─export→ JSON

Stages take and return the frozen values of `pipeline.model`; only `corpus`, `build` and `cli` touch files.
"""
