"""A log nobody can quietly rewrite: encode, chain, prove, sign; no storage, clock or kept key."""
