"""A payment list and the month's totals as tables and sheets, in the reader's words."""

from collections.abc import Iterable

from selection.paying import HandedLine, HandedOut, MonthTotal
from web.exports.payment_sheet import PaymentSheet
from web.fees.words import CLASSES, attended, in_yuan, month_words, yuan
from web.services import Services
from web.spreadsheets import Table, TableColumn
from web.translation import N_, current_translator, gettext

_LINE_COLUMNS = (
    (N_("No."), 6),
    (N_("Name"), 12),
    (N_("Class"), 18),
    (N_("Attendance"), 30),
    (N_("Day rate after tax (yuan)"), 14),
    (N_("Before tax (yuan)"), 14),
    (N_("Income tax withheld (yuan)"), 14),
    (N_("To be paid (yuan)"), 14),
    (N_("Bank and branch that keeps the account"), 28),
    (N_("Number of the bank account"), 24),
)
_TOTAL_COLUMNS = (
    (N_("Payer"), 28),
    (N_("Month"), 12),
    (N_("Name"), 12),
    (N_("Identity number"), 22),
    (N_("Kind of income"), 16),
    (N_("Incomes"), 10),
    (N_("Before tax (yuan)"), 14),
    (N_("Income tax withheld (yuan)"), 14),
    (N_("Paid (yuan)"), 14),
    (N_("Tax due on what was paid (yuan)"), 14),
    (N_("To correct: withheld less due (yuan)"), 16),
)


def _columns(named: Iterable[tuple[str, int]]) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(gettext(words), width) for words, width in named)


def payment_table(handed: HandedOut) -> Table:
    """The list as a workbook, with its sums in the last row."""
    total = handed.payment.total
    sums = (in_yuan(total.gross), in_yuan(total.tax), in_yuan(total.net))
    return Table(
        name=gettext("Payment list"),
        columns=_columns(_LINE_COLUMNS),
        rows=(
            *(
                (
                    number,
                    it.record.expert.name,
                    gettext(CLASSES[it.line.fee_class]),
                    attended(it.line.work),
                    it.line.rate,
                    in_yuan(it.line.fee.gross),
                    in_yuan(it.line.fee.tax),
                    in_yuan(it.line.fee.net),
                    it.branch,
                    it.account,
                )
                for number, it in enumerate(handed.lines, start=1)
            ),
            ("", gettext("Total"), "", "", "", *sums, "", ""),
        ),
        notices=(_title(handed), gettext("Holds bank data: do not pass it on.")),
    )


def totals_table(month: str, totals: Iterable[MonthTotal]) -> Table:
    """The totals of a month by payer and person, for the return of withheld tax."""
    return Table(
        name=gettext("Tax withheld"),
        columns=_columns(_TOTAL_COLUMNS),
        rows=tuple(
            (
                it.payer,
                month,
                it.name,
                it.identity_number,
                gettext("Labour remuneration"),
                it.incomes,
                in_yuan(it.fee.gross),
                in_yuan(it.fee.tax),
                in_yuan(it.fee.net),
                in_yuan(it.due),
                in_yuan(it.excess),
            )
            for it in totals
        ),
        notices=(
            gettext("Fees paid in %(month)s, by payer and person") % {"month": month_words(month)},
            gettext("Holds identity numbers: do not pass it on."),
        ),
    )


def make_payment_sheet(handed: HandedOut, services: Services, printed_by: str) -> PaymentSheet:
    """The list to print and sign."""
    words = current_translator()
    english, payment = words.language == "en", handed.payment
    stamp = {"name": printed_by, "moment": words.moment(services.now())}
    total = payment.total
    return PaymentSheet(
        lang="en" if english else "zh",
        region="gb" if english else "cn",
        title=gettext("Payment list of review fees"),
        subtitle=_title(handed),
        author=gettext("Expert pool and panel draw"),
        facts=(
            (gettext("Payer"), payment.payer),
            (gettext("Paid in"), month_words(payment.month)),
            (gettext("Approved"), words.moment(payment.approved_at)),
        ),
        head=tuple(gettext(it) for it in _SHEET_COLUMNS),
        rows=tuple(_sheet_row(number, it) for number, it in enumerate(handed.lines, start=1)),
        total=(gettext("Total"), yuan(total.gross), yuan(total.tax), yuan(total.net)),
        signs=tuple(gettext(it) for it in (N_("Drawn up by"), N_("Approved by"), N_("Paid by"))),
        printed=gettext("Printed by %(name)s, %(moment)s") % stamp,
        pages=gettext("Page {page} of {total}"),
        demo=gettext("Demo · fictional") if services.settings.demo else "",
    )


_SHEET_COLUMNS = (
    N_("No."),
    N_("Name"),
    N_("Attendance"),
    N_("Before tax (yuan)"),
    N_("Income tax withheld (yuan)"),
    N_("To be paid (yuan)"),
    N_("Bank and account"),
    N_("Signature"),
)


def _sheet_row(number: int, handed: HandedLine) -> tuple[str, ...]:
    fee = handed.line.fee
    return (
        str(number),
        handed.record.expert.name,
        attended(handed.line.work),
        yuan(fee.gross),
        yuan(fee.tax),
        yuan(fee.net),
        f"{handed.branch}\n{handed.account}".strip() or gettext("no account stored"),
        "",
    )


def _title(handed: HandedOut) -> str:
    return gettext("Panel request %(number)s, payment list %(place)s") % {
        "number": handed.request.number,
        "place": handed.payment.number,
    }
