"""How well the specimens are read, aligned and compared, against their gold, per language: `python -m bench.specimens`.

Clauses count as found when their text is the same to the letter; a verb when it is printed the same; a concept when it
is among those of the verb (a language may have one verb for two), in brackets when it comes first; addressees by their
words.
"""

from __future__ import annotations

from collections import Counter

from specimens import GOLD_FAULTS, ROOT, STRUCTURE, VERSIONS, gold, of_clause, plain_unit

from pipeline.build import view_dossier
from pipeline.corpus import load_dossier
from pipeline.model import Expression, Kind
from pipeline.site import DossierView


def read(code: str, version: str, expression: Expression) -> Counter[str]:
    """Counts of one text: g… in the gold, f… found, r… right."""
    units = [name for point in STRUCTURE[version]["paragraphs"] for name in point]
    clauses = {clause.text: clause for clause in expression.of_kind(Kind.CLAUSE)}
    count = Counter(g_clause=len(units), f_clause=len(expression.of_kind(Kind.CLAUSE)))
    for name in units:
        clause = clauses.get(plain_unit(code, version, name))
        if clause is None or clause.verb is None:
            continue
        concept = of_clause(code, version, "concepts", name)
        count["r_clause"] += 1
        count["r_verb"] += clause.verb.text == of_clause(code, version, "verbs", name)
        count["r_concept"] += concept in clause.verb.concepts
        count["first"] += clause.verb.concepts[:1] == (concept,)
        entry = gold(code)["addressees"].get(name, {})
        if (code, version, name) in GOLD_FAULTS or (entry and entry.get(version, entry.get("adopted")) is None):
            continue
        expected = set(entry.get(version) or entry.get("adopted") or [])
        found = {addressee.text for addressee in clause.addressees}
        count.update(g_address=len(expected), f_address=len(found), r_address=len(expected & found))
    return count


def main() -> None:
    """Print a line a language, then rows and changes."""
    view, _ = view_dossier(load_dossier(ROOT / "corpus" / "2022-research-innovation"))
    print("language  clauses P/R     verbs   concepts (first)  addressees P/R")
    total: Counter[str] = Counter()
    for expression in view.documents[-1].expressions:
        code = expression.language
        count: Counter[str] = Counter()
        for version, index in VERSIONS.items():
            text = view.documents[index].expression(code)
            count += read(code, version, text) if text else Counter()
        total += count
        print(line(code, count))
    print(line("all", total))
    rows_and_changes(view)


def line(name: str, count: Counter[str]) -> str:
    """One row of the table."""

    def share(part: str, whole: str) -> str:
        return f"{count[part] / count[whole]:.3f}" if count[whole] else "-"

    return (
        f"{name:8}  {share('r_clause', 'f_clause')} / {share('r_clause', 'g_clause')}   {share('r_verb', 'g_clause')}"
        f"   {share('r_concept', 'g_clause')} ({share('first', 'g_clause')})     "
        f"{share('r_address', 'f_address')} / {share('r_address', 'g_address')}"
    )


def rows_and_changes(view: DossierView) -> None:
    """Rows that hold the same part in all languages; changes per operation and language."""
    for document in view.documents:
        whole = len(document.expressions)
        rows = document.alignment.rows
        right = [row for row in rows if len(row.cells) == whole and len({eids for _, eids in row.cells}) == 1]
        print(f"{document.id.printed}: {len(right)} of {len(rows)} rows hold the same part in {whole} languages")
    counts = Counter(
        tuple(sorted(Counter(str(change.op) for change in one.comparison.changes).items())) for one in view.comparisons
    )
    for operations, languages in sorted(counts.items()):
        print(f"{languages} languages: " + ", ".join(f"{n} {op}" for op, n in operations))


if __name__ == "__main__":
    main()
