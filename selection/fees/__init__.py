"""What a review pays: rates, days, tax and checks as pure functions on exact whole amounts.

Every amount is a whole number of fen (1 yuan is 100 fen), every factor a fraction; a float
never takes part. Who attended, who approves and where money goes are the shell's.
"""

from selection.fees.attendance import (
    DAY,
    HALF,
    ReviewWork,
    WorkedDay,
    count_portions,
    list_portions,
    work_out_net,
)
from selection.fees.checks import (
    PaidWork,
    check_double,
    check_payee,
    check_rate,
    check_withheld,
    needs_reason,
)
from selection.fees.rates import (
    FeeClass,
    FeeRates,
    RateRange,
    Usual,
    find_class,
    read_rates,
)
from selection.fees.tax import FEN, Fee, TaxRule, find_gross, find_net, find_tax
from selection.fees.units import (
    TaxUnit,
    TaxUnitRule,
    UnitTotal,
    add_up,
    find_due,
    find_excess,
    find_unit,
    is_month,
    withhold,
)

__all__ = [
    "DAY",
    "FEN",
    "HALF",
    "Fee",
    "FeeClass",
    "FeeRates",
    "PaidWork",
    "RateRange",
    "ReviewWork",
    "TaxRule",
    "TaxUnit",
    "TaxUnitRule",
    "UnitTotal",
    "Usual",
    "WorkedDay",
    "add_up",
    "check_double",
    "check_payee",
    "check_rate",
    "check_withheld",
    "count_portions",
    "find_class",
    "find_due",
    "find_excess",
    "find_gross",
    "find_net",
    "find_tax",
    "find_unit",
    "is_month",
    "list_portions",
    "needs_reason",
    "read_rates",
    "withhold",
    "work_out_net",
]
