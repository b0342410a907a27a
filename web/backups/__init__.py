"""Backups: one sealed file with the database and the uploads, and the way back from it.

The keys are never inside. A restore goes into an empty place only, and is held against what
left the machine before: heads of the log that others keep.
"""
