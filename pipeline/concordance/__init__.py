"""Every operative verb of a corpus with its equivalents, what the rows teach about them, and what the lexicon lacks.

    rows of a document ─occurrences→ Occurrence ─counts→ Counts, which add up over documents
    Counts of pairs of forms ─dictionary→ Correspondence, with measures of association
    Counts of forms and what stands opposite ─proposals→ Proposal, for a person to review

An official text and a specimen are never counted together.
"""

from pipeline.concordance.counts import Counts, Opposite, Pair, Tally, Use, merged, opposites, pairs, uses
from pipeline.concordance.dictionary import Correspondence, correspondences
from pipeline.concordance.occurrences import Occurrence, Said, occurrences
from pipeline.concordance.proposals import Proposal, proposals

__all__ = [
    "Correspondence",
    "Counts",
    "Occurrence",
    "Opposite",
    "Pair",
    "Proposal",
    "Said",
    "Tally",
    "Use",
    "correspondences",
    "merged",
    "occurrences",
    "opposites",
    "pairs",
    "proposals",
    "uses",
]
