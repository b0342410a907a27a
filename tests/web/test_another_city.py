"""Another city runs the service with its own policy file: the one in docs/policy-files.md."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import Response
from litestar import Litestar
from litestar.routes import HTTPRoute

from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Severity
from expert_pool.policy import load_policy, load_rulebook
from expert_pool.roles import Role
from tests.web.conftest import Browser, SignedIn, SteppingClock
from tests.web.signing_in import PASSWORD
from web.app import create_app
from web.services import Services
from web.settings import Settings
from web.spreadsheets import write_pool_template

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/policy-files.md").read_text(encoding="utf-8")
# The code of a division stands alone; the same digits in a form's random token are none.
JINHUA = re.compile(r"jinhua|金华|婺城|\b3307\d\d\b", re.IGNORECASE)


def example(kind: str) -> str:
    found = re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)
    assert len(found) == 1, f"the guide shows one {kind} file"
    return str(found[0])


@pytest.fixture
def city_file(tmp_path: Path) -> Path:
    (tmp_path / "yunhu-divisions.csv").write_text(example("csv"), encoding="utf-8")
    file = tmp_path / "yunhu.toml"
    file.write_text(example("toml"), encoding="utf-8")
    return file


@pytest.fixture
def settings(
    database_url: str, tmp_path: Path, city_file: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    monkeypatch.setenv("EXPERT_POOL_POLICY", str(city_file))
    return Settings(database_url=database_url, data_dir=tmp_path)


@pytest.fixture
async def app(settings: Settings, clock: SteppingClock) -> AsyncIterator[Litestar]:
    made = create_app(settings, clock)
    yield made
    await made.state["services"].database.close()


def pages_of(app: Litestar) -> list[str]:
    """Every page that is opened without naming one thing on it."""
    return sorted(
        route.path
        for route in app.routes
        if isinstance(route, HTTPRoute)
        and "GET" in route.methods
        and not route.path_parameters
        and route.path != "/sign-out"
    )


def is_text(page: Response) -> bool:
    return not page.headers.get("content-type", "").startswith("application/vnd.openxml")


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Rules of the Yunhu science and technology expert pool"),
        ("zh_Hans", "云湖市科技专家库管理规则"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/policy"])
async def test_the_first_page_and_the_rules_bear_the_name_of_the_city(
    browser: Browser, path: str, lang: str, title: str
) -> None:
    assert title in (await browser.get(f"{path}?lang={lang}")).text


async def test_the_pages_show_the_values_of_the_city(browser: Browser) -> None:
    home = (await browser.get("/")).text
    assert "Age not over 60" in home
    assert "not over 65" not in home
    rules = (await browser.get("/policy")).text
    assert "otherwise 65 years" in rules
    assert "only 14 days after verification" in rules
    assert "Yunhu call for science and technology experts, item 2" in rules


@pytest.mark.parametrize("role", [None, *Role])
async def test_no_page_mentions_jinhua(
    app: Litestar, browser: Browser, signed_in: SignedIn, role: Role | None
) -> None:
    reader = browser if role is None else await signed_in(role)
    shown = 0
    for lang in ("en", "zh_Hans"):
        await reader.get(f"/?lang={lang}")
        for path in pages_of(app):
            page = await reader.get(path)
            assert page.status_code < 500, path
            if page.status_code == 200 and is_text(page):
                shown += 1
                assert not JINHUA.search(page.text), path
    assert shown > 10


async def test_the_form_speaks_of_the_limits_and_the_organiser_of_the_city(
    signed_in: SignedIn,
) -> None:
    expert = await signed_in(Role.EXPERT)
    await expert.send("/application", {}, to="/application/start")
    page = (await expert.get("/application/identity?lang=en")).text
    assert "special-allowance expert and retire after 60" in page
    assert "Only where yours is above 60 and approved, for example 65." in page
    assert "Yunhu Science and Technology Bureau" in page
    assert not JINHUA.search(page)


def test_the_workbook_for_an_import_offers_the_areas_of_the_city(services: Services) -> None:
    workbook = write_pool_template(services.lists, services.policy.codes("expert_types"))
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        words = package.read("xl/sharedStrings.xml").decode()
    assert "青溪县" in words
    assert not JINHUA.search(words)


def test_the_city_has_its_own_areas_prefix_and_limit(services: Services) -> None:
    assert set(services.lists.divisions) == {"990100", "990102", "990121", "OUT-CN"}
    assert services.policy.text("reference_prefix") == "YH"
    assert services.policy.finding("ELG-02.over_age_limit").severity is Severity.HARD
    assert services.policy.parameters["age_limit_years"].default == 65


async def test_the_name_of_the_city_is_no_password_there(browser: Browser) -> None:
    fields = {"email": "new@example.org", "password": "Yunhu20272027"}
    page = await browser.send("/sign-up", fields)
    assert page.status_code == 422
    fields["password"] = PASSWORD
    assert (await browser.send("/sign-up", fields)).status_code == 200


@pytest.mark.parametrize(
    ("areas", "code"),
    [
        (None, "policy.not_found"),
        ("", "code_list.missing_column"),
        (example("csv").replace("county,no,990100", "county,no,990199"), ""),
        (example("csv").replace("990121", "990102"), "code_list.duplicate_code"),
    ],
)
def test_a_broken_list_of_areas_stops_the_service(
    city_file: Path, areas: str | None, code: str
) -> None:
    file = city_file.with_name("yunhu-divisions.csv")
    file.unlink()
    if areas is not None:
        file.write_text(areas, encoding="utf-8")
    with pytest.raises(ExpertPoolError) as caught:
        load_policy(city_file)
    assert caught.value.code == (code or "code_list.unknown_reference")


def test_the_name_of_the_list_must_be_a_text(city_file: Path) -> None:
    text = city_file.read_text(encoding="utf-8").replace('"yunhu-divisions.csv"', "true")
    city_file.write_text(text, encoding="utf-8")
    with pytest.raises(ExpertPoolError) as caught:
        load_policy(city_file)
    assert caught.value.code == "policy.wrong_type"
    assert caught.value.params["parameter"] == "divisions"


def test_a_file_above_may_keep_or_replace_the_areas(city_file: Path) -> None:
    head = (
        'id = "top"\nversion = "1"\ntitle_zh = "某区"\ntitle_en = "A district"\n'
        'organiser_zh = "某局"\norganiser_en = "A bureau"\n'
    )
    top = city_file.with_name("top.toml")
    top.write_text(f'{head}extends = "yunhu.toml"\n', encoding="utf-8")
    assert "990100" in load_rulebook(top)[1].divisions


def test_the_code_names_the_city_nowhere_but_in_a_default_and_the_demo() -> None:
    named = {
        str(file.relative_to(ROOT))
        for package in ("expert_pool", "selection", "web")
        for file in (ROOT / package).rglob("*")
        if file.suffix in {".py", ".html", ".po", ".js", ".txt"}
        and JINHUA.search(file.read_text(encoding="utf-8"))
    }
    outside_the_demo = {name for name in named if not name.startswith("web/demo/")}
    # The id of the packaged policy that holds when nobody chooses another.
    assert outside_the_demo == {"web/settings.py"}
