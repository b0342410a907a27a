"""A payment list and the month's totals as tables and sheets, in the reader's words."""

from collections.abc import Iterable

from expert_pool.vocabulary import CodeLists
from selection.paying import HandedLine, HandedOut, MonthTotal
from web.exports.payment_sheet import PaymentSheet
from web.fee_words import CLASSES, attendances, attended, in_yuan, month_words, yuan
from web.fees.capitals import in_capitals
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

_BLANK = "________________"


def _columns(named: Iterable[tuple[str, int]]) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(gettext(words), width) for words, width in named)


def payment_table(handed: HandedOut, lists: CodeLists) -> Table:
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
        notices=(
            gettext("Payment list of review fees"),
            _title(handed),
            gettext("    ").join(_told(*it) for it in _facts(handed, lists)),
            gettext("Holds bank data: do not pass it on."),
        ),
        closing=(
            *(_told(*it) for it in _in_words(handed)),
            gettext("    ").join(_told(part, name or _BLANK) for part, name in _signs(handed)),
        ),
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
    english = words.language == "en"
    stamp = {"name": printed_by, "moment": words.moment(services.now())}
    total = handed.payment.total
    return PaymentSheet(
        lang="en" if english else "zh",
        region="gb" if english else "cn",
        title=gettext("Payment list of review fees"),
        subtitle=_title(handed),
        author=gettext("Expert pool and panel draw"),
        facts=_facts(handed, services.lists),
        head=tuple(gettext(it) for it in _SHEET_COLUMNS),
        rows=tuple(_sheet_row(number, it) for number, it in enumerate(handed.lines, start=1)),
        total=(gettext("Total"), yuan(total.gross), yuan(total.tax), yuan(total.net)),
        words=_in_words(handed),
        signs=_signs(handed),
        sign_date=gettext("Date:              "),
        printed=gettext("Printed by %(name)s, %(moment)s") % stamp,
        pages=gettext("Page {page} of {total}"),
        demo=gettext("Demo · fictional") if services.settings.demo else "",
    )


_SHEET_COLUMNS = (
    N_("No."),
    N_("Name"),
    N_("Attendance"),
    N_("Day rate after tax (yuan)"),
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
        f"{handed.record.expert.name}\n{gettext(CLASSES[handed.line.fee_class])}",
        "\n".join(attendances(handed.line.work)),
        f"{handed.line.rate:,}",
        yuan(fee.gross),
        yuan(fee.tax),
        yuan(fee.net),
        f"{handed.branch}\n{handed.account}".strip() or gettext("no account stored"),
        "",
    )


def _facts(handed: HandedOut, lists: CodeLists) -> tuple[tuple[str, str], ...]:
    """What the payment is for, as far as a finance office needs it; no project is named."""
    words, payment = current_translator(), handed.payment
    activity = lists.activities[handed.request.activity]
    days = gettext(", ").join(words.date(day) for day in handed.days)
    told = (
        (gettext("Payer"), payment.payer),
        (gettext("Kind of review"), lists.name(activity, words.language)),
        (gettext("Review days"), days),
        (gettext("Paid in"), month_words(payment.month)),
        (gettext("Approved"), words.moment(payment.approved_at)),
        (gettext("Unit"), gettext("yuan (RMB)")),
    )
    return tuple(it for it in told if it[1])


def _in_words(handed: HandedOut) -> tuple[tuple[str, str], ...]:
    total = handed.payment.total
    return (
        (gettext("Total before tax, in words"), in_capitals(total.gross)),
        (gettext("Total to be paid, in words"), in_capitals(total.net)),
    )


def _signs(handed: HandedOut) -> tuple[tuple[str, str], ...]:
    """Who signs: drawn up, checked, approved, paid; a name where the service knows it."""
    return (
        (gettext("Drawn up by"), handed.drawn_up_by),
        (gettext("Checked by"), ""),
        (gettext("Approver"), handed.approved_by),
        (gettext("Paid by"), ""),
    )


def _told(name: str, value: str) -> str:
    return gettext("%(name)s: %(value)s") % {"name": name, "value": value}


def _title(handed: HandedOut) -> str:
    return gettext("Panel request %(number)s, payment list %(place)s") % {
        "number": handed.request.number,
        "place": handed.payment.number,
    }
