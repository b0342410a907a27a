from selection.documents.commitment import hash_party_secret
from tests.selection.tool.commands import run, run_json


def test_a_secret_comes_with_its_commitment() -> None:
    arguments = ("secret", "--request", "R-1", "--role", "officer")
    made = run_json(*arguments)
    secret = bytes.fromhex(made["secret"])
    assert len(secret) == 16
    assert made["commitment"] == hash_party_secret("R-1", "officer", secret)
    assert made != run_json(*arguments)


def test_a_secret_is_explained_in_the_reader_s_language() -> None:
    arguments = ("secret", "--request", "R-1", "--role", "auditor")
    assert "keep it to yourself" in run(*arguments).output
    assert "自行保密" in run(*arguments, language="zh").output
