"""The step that holds the days of seats: with seats before it, and back."""

from expert_pool.storage.migrating import downgrade, upgrade
from tests.migrations.test_sources import DRAW, run

EXPERT = (
    "INSERT INTO expert (standing, type, name, name_pinyin, sex, birth_date, division, sector,"
    " email, disciplines, directions, integrity_flags, declarations, retirement_document,"
    " retirement_verified, certificates, version)"
    " VALUES ('active', 'technical', '测', '', 'female', '1980-01-01', '330702', 'public', '',"
    " '{}', '{}', '{}', '{}', '', false, 0, 1)"
)
SEATS = (
    "INSERT INTO assignment (expert_id, draw_id, activity, programme, panel, fields, lead_units,"
    " project_ids, review_from, review_to, review_days, outcome)"
    " SELECT expert.id, draw.id, 'A01', '', 'p', '{}', '{}', '{}', day::date, day::date + 1, '{}',"
    " 'pending' FROM expert, draw, unnest(ARRAY['2026-11-02', '2026-11-16', '2026-11-17']) AS day"
)
KEPT = "SELECT string_agg(day::text, ' ' ORDER BY day) FROM seat_day"


def test_seats_keep_their_days_where_no_two_meet(empty_database_url: str) -> None:
    url = empty_database_url
    upgrade(url, "0009")
    for statement in (DRAW, EXPERT, SEATS):
        run(url, statement)
    upgrade(url, "0010")
    assert run(url, KEPT) == "2026-11-02 2026-11-03"
    run(url, "UPDATE assignment SET outcome = 'accepted' WHERE review_from = '2026-11-02'")
    assert run(url, KEPT) == "2026-11-02 2026-11-03"
    run(url, "UPDATE assignment SET review_days = '{2026-11-03}'")
    assert run(url, KEPT) == "2026-11-03"
    run(url, "UPDATE assignment SET outcome = 'recused' WHERE review_from = '2026-11-02'")
    assert run(url, KEPT) is None
    downgrade(url, "0009")
    assert run(url, "SELECT count(*) FROM assignment") == 3
