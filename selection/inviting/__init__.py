"""Members of a drawn panel answer, or do not, and the officer watches: arrangement, answers, terms.

Shell: reads, calls the core, and writes rows and log entries in one transaction. Invitations open
where seats are given, in `selection.drawing.invited`.
"""
