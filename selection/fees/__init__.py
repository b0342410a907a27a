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
from selection.fees.recorded import (
    Noon,
    Stay,
    check_leaver,
    check_recorded,
    count_stay,
    is_paid_after_leaving,
    read_noon,
    without_days,
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
    "Noon",
    "PaidWork",
    "RateRange",
    "ReviewWork",
    "Stay",
    "TaxRule",
    "TaxUnit",
    "TaxUnitRule",
    "UnitTotal",
    "Usual",
    "WorkedDay",
    "add_up",
    "check_double",
    "check_leaver",
    "check_payee",
    "check_rate",
    "check_recorded",
    "check_withheld",
    "count_portions",
    "count_stay",
    "find_class",
    "find_due",
    "find_excess",
    "find_gross",
    "find_net",
    "find_tax",
    "find_unit",
    "is_month",
    "is_paid_after_leaving",
    "list_portions",
    "needs_reason",
    "read_noon",
    "read_rates",
    "withhold",
    "without_days",
    "work_out_net",
]
