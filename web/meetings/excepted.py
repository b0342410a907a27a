"""The exceptions of a meeting as lines: on the host's page, and on the sheet that all sign."""

from expert_pool.policy import Policy
from selection.convening import Day
from web.translation import current_translator, gettext


def exception_lines(day: Day, policy: Policy) -> tuple[str, ...]:
    """Rule, seat, ground and moment of each exception that an approver allowed; no names."""
    words, seats = current_translator(), {it.record.id: it.record.position for it in day.members}
    lines = []
    for one in day.exceptions:
        rule = policy.rules[one.about.rule]
        seat = seats.get(one.about.attendance_id) if one.about.attendance_id else None
        parts = (
            f"{rule.id} {rule.name.in_language(words.language)}",
            gettext("Seat %(seat)s") % {"seat": seat} if seat is not None else "",
            words.sentence(f"reason.{one.ground}", {}),
            gettext("allowed on %(moment)s") % {"moment": words.moment(one.decided_at)},
        )
        lines.append(" · ".join(it for it in parts if it))
    return tuple(lines)
