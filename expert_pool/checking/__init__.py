"""Recomputes what the database says of itself, and names what does not fit.

Shell: reads in one snapshot, asks the core, changes nothing and writes no entry.
"""

from expert_pool.checking.credit import check_integrity_files
from expert_pool.checking.log import LogReport, check_log
from expert_pool.checking.pool import PoolReport, check_pool_records

__all__ = [
    "LogReport",
    "PoolReport",
    "check_integrity_files",
    "check_log",
    "check_pool_records",
]
