"""What auditors do: read the log, follow one matter through it, export it, verify it.

Nothing here changes anything but the log itself, which tells of every look at a detail.
"""
