"""Fees of a review from attendance to payment: each step an act in one transaction.

Amounts and checks are `selection.fees`, states `selection.states.payments`; this room loads,
asks them once, stores and records.
"""

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
    archive_list,
    hand_out_list,
    mark_paid,
)
from selection.paying.own_fees import OwnFee, load_own_fees
from selection.paying.reading import (
    READ_BY,
    LineShown,
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
    "ListShown",
    "MonthTotal",
    "Overview",
    "OwnFee",
    "Payee",
    "Reckoned",
    "Review",
    "SentLine",
    "SentList",
    "approve_list",
    "archive_list",
    "find_fees",
    "find_totals",
    "give_back_list",
    "hand_out_list",
    "list_shown_lists",
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
