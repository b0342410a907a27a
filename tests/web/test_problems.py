"""Every error that a request can meet has its own HTTP status, and none has it by accident."""

import re
from pathlib import Path

import pytest

from expert_pool.errors import ExpertPoolError
from selection.errors import SelectionError
from web.problems import TITLES, status_of, title_and_advice

ROOT = Path(__file__).parents[2]
SHELLS = (
    *("expert_pool/accounts", "expert_pool/admission", "expert_pool/applications"),
    *("expert_pool/storage", "selection/drawing", "selection/requesting", "selection/storage"),
    *("selection/overseeing", "selection/inviting", "selection/invitations"),
    *("selection/convening", "selection/meetings", "selection/offline_pack"),
    *("selection/evaluating", "selection/evaluations", "selection/excepting"),
    *("selection/requests", "selection/paying", "web"),
)
RAISED = re.compile(r'(?:ExpertPoolError|SelectionError|refuse)\(\s*"([a-z_]+\.[a-z_.]+)"')

EXPECTED: dict[int, str] = {
    400: """
        evaluation.reason_missing meeting.minutes_too_long pack.reason_missing
        account.not_a_staff_role account.not_an_address annulment.note_missing
        payment.reason_missing
        api_body.not_valid check.export_line_too_long
        api_body.repeated_key api_parameter.not_valid api_token.bad_life
        draw.bad_numbers draw.bad_party_commitment draw.bad_throws draw.wrong_form_of_secret
        draw.wrong_form_of_signature expert.leave_ends_before_start
        expert.reason_unknown field.bad_character field.in_the_future field.must_be_ticked
        field.not_a_date field.not_an_age field.not_an_email field.not_in_list
        field.too_long form.day_outside_review form.end_before_start form.not_a_date
        form.not_an_email form.not_offered form.unit_or_person
        form.not_a_time form.value_missing import.nothing_chosen log_filter.size_and_root
        pii.purpose_unknown project.ends_before_start project_import.column_missing
        project_import.no_rows recusal.unit_or_person request.bad_bytes
        request.depth_reason_missing request.exceptions_not_agreed request.not_confirmed
        request.reason_missing request.too_long spreadsheet.active_content
        spreadsheet.broken_quote spreadsheet.damaged spreadsheet.empty spreadsheet.not_a_workbook
        spreadsheet.old_or_encrypted spreadsheet.too_costly spreadsheet.too_many_columns
        spreadsheet.too_many_rows spreadsheet.unknown_encoding upload.active_content
        upload.damaged upload.empty upload.nothing_chosen upload.password_protected
        upload.too_many_files upload.too_many_pages upload.too_many_pixels
        upload.wrong_type vacancy.ground_missing vacancy.note_missing
        arrangement.place_missing arrangement.contact_missing arrangement.too_long
        arrangement.not_first_day arrangement.past invitation.declaration_missing
        invitation.reason_missing invitation.note_missing invitation.ground_unknown
        call.day_over call.field_unknown call.number_wrong
        choice.reason_missing
    """,
    401: "access.sign_in_first",
    403: """
        meeting.chair_way_forbidden meeting.not_a_member call.forbidden exception.officer_needed
        access.forbidden access.second_factor_first annulment.officer_needed
        draw.auditor_needed draw.witness_other_party draw.names_forbidden
        draw.not_a_party request.forged
        supplement.officer_needed
        vacancy.approver_needed vacancy.reason_forbidden payment.forbidden
    """,
    404: """
        call.not_found choice.not_found
        exception.not_found
        evaluation.member_not_found evaluation.not_found
        meeting.member_not_found meeting.not_found pack.unknown
        checkpoint.not_found calendar_feed.not_found
        account.not_found annulment.not_found api_list.not_found api_token.not_found
        alarm.not_found application.not_found application_row.not_found
        application_section.not_found
        credential.not_found declaration.not_found document.not_found draw.not_found
        draw.no_such_witness draw.unknown entry.not_found expert.leave_not_found expert.not_found
        import.not_found log_entry.not_found log_timeline.not_found mail.not_found
        own_record.not_found pii.field_not_found project.not_found request.not_found
        payment.not_found request.unknown unit.not_found vacancy.not_found invitation.not_found
    """,
    409: """
        evaluation.answer_empty evaluation.answer_late evaluation.answered_already
        evaluation.corrected_already evaluation.handed_in_already evaluation.not_handed_in
        evaluation.not_over evaluation.nothing_given
        evaluation.one_way evaluation.points_missing evaluation.pressure_unsaid
        evaluation.process_given evaluation.view_empty evaluation.view_in_future
        meeting.by_correspondence meeting.cannot_begin meeting.cannot_close
        meeting.chair_missing meeting.opinion_given
        meeting.chair_not_present meeting.chair_set
        meeting.code_unknown meeting.identity_not_seen meeting.left_already
        meeting.minutes_changed meeting.minutes_empty meeting.minutes_missing
        meeting.no_majority meeting.not_accepted meeting.not_closed
        meeting.not_in_session meeting.not_late_yet meeting.not_open
        meeting.not_signed_in meeting.not_today meeting.opinions_missing meeting.over
        meeting.reasons_missing meeting.sheet_kept meeting.signed_in_already
        meeting.text_changed meeting.pack_out pack.begun pack.broken pack.code_wrong
        pack.member_unknown pack.minutes_differ pack.not_opened pack.not_out pack.not_today
        pack.nothing_waits pack.out_already pack.time_impossible pack.word_missing pack.no_clock
        pack.nothing_recorded meeting.host_unknown
        log.bad_name log.keys_changed log.not_broken log.not_entitled log.note_too_old
        log.reopening_unfinished log.same_name
        log.second_factor_needed log.second_person_needed
        witness.ahead witness.bad_answer witness.refused
        account.address_taken account.asked_already account.asked_gone
        account.no_second_factor account.own_roles account.role_held account.role_not_held
        account.second_administrator_needed account.wrong_credentials
        account.wrong_password annulment.asked_already annulment.ground_untimely
        annulment.part_of_panel annulment.secret_in_time annulment.supplement_running
        api.key_reused api_token.enough application.already_in_pool
        application.changed_meanwhile application.expert_left application.incomplete
        application.not_open_for_changes application.returned_fields_missing
        application.scan_missing bank_account.consent_missing bank_account.wrong_number
        cli.demo_data cli.own_data cli.port_taken cli.server_ended
        declaration.end_ahead declaration.end_missing
        declaration.repeated draw.auditor_took_part draw.commitment_changed
        draw.drawn_already draw.no_beacon draw.no_dice draw.no_fallback draw.no_secrets
        draw.not_approved_yet draw.not_drawn_yet draw.not_locked draw.party_committed
        draw.committed_already draw.policy_changed draw.no_lottery draw.numbers_too_early
        draw.witness_is_party draw.witness_missing draw.witness_named_already
        draw.other_chain draw.passed_too_late draw.preparation_failed
        draw.reveal_too_early draw.reveal_too_late
        draw.revealed_already draw.round_not_missing draw.secrets_missing
        draw.secrets_wanted draw.thrown_too_early draw.wrong_signature
        draw.same_person draw.wrong_secret entry.never_open entry.sealed
        expert.change_under_way expert.leave_noted expert.leave_over
        expert.not_in_this_standing expert.suspended_by_case
        credit.day_to_come
        import.cannot_be_invited import.changed_meanwhile
        import.check_failed import.not_in_this_state own_record.change_on_paper
        own_record.changed_meanwhile project.changed_meanwhile project.number_taken
        project.numbers_taken request.activity_not_drawn request.already_live
        request.already_live_elsewhere request.blocked request.changed_meanwhile
        request.incomplete request.no_panel request.proposal_stale
        request.second_person_needed request.supplement_fixed request.wrong_state
        second_factor.not_begun second_factor.there_already second_factor.too_late
        second_factor.wrong_code supplement.conditions_unmet supplement.no_open_seat
        supplement.panel_changed supplement.running unit.alias_known unit.parent_below
        unit.parent_not_clear unit.parent_unknown vacancy.decided_already
        vacancy.elsewhere vacancy.reported_already vacancy.seat_changed
        vacancy.still_eligible vacancy.supplement_running
        payment.amounts_changed payment.changed_meanwhile payment.day_to_come
        payment.day_before_approval
        payment.lines_refused payment.nothing_to_pay payment.other_month
        payment.another_open payment.supplement
        payment.unknown_member payment.waiting payment.wrong_day payment.wrong_month
        payment.wrong_state
        call.second_person_needed call.wrong_state
        choice.changed choice.nobody_fits choice.too_late choice.waits
        exception.asked_already exception.at_the_floor exception.enough_here
        exception.not_allowed exception.not_needed exception.not_released
        exception.not_used exception.too_late
        meeting.minutes_written_meanwhile arrangement.before_answers
        arrangement.missing arrangement.too_early invitation.conflict_unanswered
        invitation.review_over invitation.sign_in_first
        invitation.text_changed
    """,
    410: "account.link_not_valid invitation.called_off invitation.too_late",
    413: "import.file_too_large upload.too_big",
    415: "api.json_needed",
    422: """
        api.value_refused api_body.hidden_character field.hidden_character
        request.hidden_character
    """,
    429: "account.too_many_attempts api.too_many_requests count.too_many",
    500: """
        access.route_without_row audit.detail_changed backup.broken backup.changed
        backup.database_not_empty backup.file_exists backup.key_missing backup.log_differs
        backup.no_backup backup.no_checkpoint backup.other_format backup.other_key
        backup.other_secret backup.program_failed backup.uploads_not_empty catalogue.code_twice
        catalogue.two_translations criteria.unreadable database.does_not_start
        database.no_account database.no_programs database.not_created database.not_ours
        database.other_major_version database.schema_differs database.unknown_revision
        document.missing settings.no_database settings.one_chain
    """,
}
TABLE = {code: status for status, codes in EXPECTED.items() for code in codes.split()}


def raised_codes() -> set[str]:
    """Every code that the shells write out where they raise an error."""
    return {
        code
        for folder in SHELLS
        for file in (ROOT / folder).rglob("*.py")
        for code in RAISED.findall(file.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize(("code", "status"), TABLE.items())
def test_an_error_is_answered_with_its_status(code: str, status: int) -> None:
    assert status_of(ExpertPoolError(code)) == status
    assert status_of(SelectionError(code)) == status


def test_the_table_names_every_error_of_the_shells() -> None:
    """Whoever adds an error says here what a program is told."""
    assert raised_codes() == TABLE.keys()


@pytest.mark.parametrize("status", set(EXPECTED) - {415})
def test_every_status_of_a_page_has_a_title(status: int) -> None:
    assert status in TITLES


@pytest.mark.parametrize(
    ("status", "code", "title", "advice"),
    [
        (403, "access.forbidden", "You may not use this page", "ask a user administrator"),
        (403, "http.403", "You may not use this page", "ask a user administrator"),
        (403, "draw.not_a_party", "You may not use this page", ""),
        (403, "request.forged", "This page is out of date", ""),
        (409, "form.out_of_date", "This page is out of date", ""),
        (409, "choice.changed", "This can't be done now", "load the page again"),
        (400, "form.too_long", "There is a problem", "check what you entered"),
        (400, "request.bad_bytes", "We could not read this request", "check what you entered"),
        (418, "http.418", "We could not read this request", "check what you entered"),
        (502, "http.502", "Something went wrong on our side", "Try again"),
        (401, "access.sign_in_first", "Sign in first", ""),
    ],
)
def test_a_page_of_a_problem_names_it_and_advises_only_what_helps(
    status: int, code: str, title: str, advice: str
) -> None:
    named, advised = title_and_advice(status, code)
    assert named == title
    assert advice in advised
    assert bool(advice) == bool(advised)
