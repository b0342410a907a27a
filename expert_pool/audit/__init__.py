"""A log nobody can quietly rewrite: encode, chain, prove; no storage, no clock, no keys."""
