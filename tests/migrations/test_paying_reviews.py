"""The step that keeps payment lists and the bank's branch: with data before it, and back."""

from expert_pool.storage.migrating import downgrade, upgrade
from tests.migrations.test_answered_forms import ACCOUNT, KNOWN, run

EXPERT = """
INSERT INTO expert (standing, type, name, name_pinyin, sex, birth_date, division, sector, email,
                    retirement_document, retirement_verified, certificates, version,
                    disciplines, directions, integrity_flags, bank_cipher)
VALUES ('active', 'technical', '测', '', 'female', '1980-01-01', '330700', 'university', '',
        '', false, 0, 1, '{}', '{}', '{}', '\\x01')
"""
KEPT = "SELECT count(*) FROM expert WHERE bank_cipher = '\\x01'"
BRANCHES = "SELECT count(*) FROM expert WHERE bank_branch_cipher IS NULL"
TABLES = "SELECT count(*) FROM pg_tables WHERE tablename IN ('payment_list', 'payment_line')"


def test_what_was_there_stays_when_reviews_are_paid_and_when_no_more(
    empty_database_url: str,
) -> None:
    url = empty_database_url
    upgrade(url, "0001")
    run(url, ACCOUNT)
    upgrade(url, "0008")
    run(url, EXPERT)
    upgrade(url, "0009")
    assert (run(url, KNOWN), run(url, BRANCHES), run(url, TABLES)) == (1, 1, 2)
    downgrade(url, "0008")
    assert (run(url, KNOWN), run(url, KEPT), run(url, TABLES)) == (1, 1, 0)
