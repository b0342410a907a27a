"""The way into the pool: applying, being verified, being imported.

Shell: reads, calls the core once, writes rows and log entries in one transaction.
"""
