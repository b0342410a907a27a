"""What is worked out before the seed exists: feasible or not, the odds, the pattern table.

Its one job is to prepare what gets committed; it must never choose people, and nothing
here runs after the seed is known. The only package that speaks to OR-Tools.
"""
