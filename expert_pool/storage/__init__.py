"""The expert pool's tables and stores: the only code of this package that speaks SQL."""
