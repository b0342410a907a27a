"""A log nobody can quietly rewrite: encode, chain, prove; sign; no storage, no clock, no key kept."""
