"""Is this receipt true? Numbered checks in one place, from the bytes and nothing else.

Its one job is the verdict. It must not trust the service: it needs no solver, database
or web, and recomputes what it compares. The checks, in order; the first that fails ends it:

 1. form        canonical bytes, known keys only, every value in range
 2. commitment  the document hashes to the commit hash
 3. parties     exactly the committed source spoke; each opened secret is the committed one
 4. times       the round follows from the commitment's time; nothing was opened too late
 5. source      the beacon's signature is real; what two people typed is the same
 6. seed        entropy and seed follow from the commit hash and the source alone
 7. pool        the openings lead to the roots; in full: all candidates, conflicts, exclusions
 8. cells       in full: grouping the pool gives the cells of the document
 9. patterns    every pattern obeys the rules (an employer's expectation: in full only)
10. odds        everybody's chance, recomputed from the table as fractions
11. pattern     the seed leads to this row of the table
12. deal        in full: dealing again gives the same numbers
13. panel       in full: the same panel; in public: the pattern's seats; in both: legal
14. order       in full: the same reserve order, by its hash
15. result      the result hashes to its digest
16. signature   the signature, where there is one, is over exactly this receipt
17. trust       the signature's key, or the published digests, are those known from outside
"""

from selection.verify.trust import PublishedDraw, TrustedChain, TrustedKey, TrustFile, read_trust
from selection.verify.verdict import (
    CHECK_NAMES,
    Check,
    Status,
    Verdict,
    Verification,
    verify_receipt,
)

__all__ = [
    "CHECK_NAMES",
    "Check",
    "PublishedDraw",
    "Status",
    "TrustFile",
    "TrustedChain",
    "TrustedKey",
    "Verdict",
    "Verification",
    "read_trust",
    "verify_receipt",
]
