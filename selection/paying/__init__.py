"""Fees of a review from attendance to payment: each step an act in one transaction.

Amounts and checks are `selection.fees`, states `selection.states.payments`; this room loads,
asks them once, stores and records.
"""

from selection.paying.archiving import (
    Unarchived,
    archive_list,
    attend_archive,
    find_unarchived,
    list_to_archive,
)
from selection.paying.deciding import approve_list, give_back_list, return_list, submit_list
from selection.paying.drafting import (
    FeesOfReview,
    SentList,
    find_fees,
    months_offered,
    save_list,
)
from selection.paying.handing_out import (
    HANDED_OUT,
    HandedLine,
    HandedOut,
    hand_out_list,
    mark_paid,
)
from selection.paying.own_fees import OwnFee, load_own_fees
from selection.paying.reading import (
    READ_BY,
    LineShown,
    ListFilter,
    ListShown,
    Overview,
    list_shown_lists,
    read_list,
)
from selection.paying.reckoning import Reckoned, SentLine
from selection.paying.review import Payee, Review
from selection.paying.totals import MonthTotal, find_totals, read_totals, sum_month

__all__ = [
    "HANDED_OUT",
    "READ_BY",
    "FeesOfReview",
    "HandedLine",
    "HandedOut",
    "LineShown",
    "ListFilter",
    "ListShown",
    "MonthTotal",
    "Overview",
    "OwnFee",
    "Payee",
    "Reckoned",
    "Review",
    "SentLine",
    "SentList",
    "Unarchived",
    "approve_list",
    "archive_list",
    "attend_archive",
    "find_fees",
    "find_totals",
    "find_unarchived",
    "give_back_list",
    "hand_out_list",
    "list_shown_lists",
    "list_to_archive",
    "load_own_fees",
    "mark_paid",
    "months_offered",
    "read_list",
    "read_totals",
    "return_list",
    "save_list",
    "submit_list",
    "sum_month",
]
