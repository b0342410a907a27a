"""A quota for peers of the project's field is proposed where none asks for them."""

from tests.web.officers.conftest import Bureau
from tests.web.officers.pages import press, read_fields

PROPOSED = "No quota asks for peers of the projects' field: Basic (system) software"


async def test_a_fresh_request_proposes_the_projects_field_and_one_click_adds_it(
    bureau: Bureau,
) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    assert PROPOSED in page.text.replace("&#39;", "'")
    done = await press(bureau.officer, page, f"{path}/edit", do="add-peers 10101")
    fields = read_fields(done, "/edit")
    last = max(name.split("-")[1] for name in fields if name.startswith("quotas-"))
    assert fields[f"quotas-{last}-minimum"] == ["1"]
    assert fields[f"quotas-{last}-conditions-0-attribute"] == ["field"]
    assert PROPOSED not in done.text.replace("&#39;", "'")


async def test_without_a_project_nothing_is_proposed(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    bare = await press(bureau.officer, page, f"{path}/edit", projects=[])
    assert "Add a quota for these peers" not in bare.text


async def test_a_button_without_fields_changes_nothing(bureau: Bureau) -> None:
    path = await bureau.new_request()
    page = await bureau.officer.get(f"{path}/edit")
    before = {name for name in read_fields(page, "/edit") if name.startswith("quotas-")}
    done = await press(bureau.officer, page, f"{path}/edit", do="add-peers ")
    assert {n for n in read_fields(done, "/edit") if n.startswith("quotas-")} == before
