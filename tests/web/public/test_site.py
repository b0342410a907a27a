"""The public pages as visitors see them."""

from pathlib import Path

import pytest

from expert_pool.policy import load_policy
from expert_pool.policy.kinds import OneOf, SomeOf
from expert_pool.policy.schema import PARAMETERS
from expert_pool.roles import Role
from expert_pool.vocabulary import load_code_lists
from tests.web.conftest import Browser, SignedIn
from web.app import create_app
from web.public.rules import BY_HAND, GROUPS, ORIGINS, OVERRIDERS, UNITS, WEIGHTS, write_value
from web.public.site import conditions_of_the_call
from web.settings import Settings
from web.translation import Translator, load_sentences

FIRST_PAGE_BYTES = 100_000


@pytest.mark.parametrize("lang", ["zh_Hans", "en"])
@pytest.mark.parametrize("path", ["/", "/policy", "/patterns", "/patterns?form=errors", "/sign-in"])
async def test_a_page_speaks_one_language_and_says_which(
    browser: Browser, path: str, lang: str
) -> None:
    page = await browser.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    assert page.status_code == 200
    assert f'<html lang="{lang.replace("_", "-")}">' in page.text


async def test_the_language_switch_stays_on_the_page_and_is_kept(browser: Browser) -> None:
    page = await browser.get("/patterns?form=filled")
    assert 'href="?form=filled&amp;lang=zh_Hans"' in page.text
    await browser.get("/patterns?form=filled&lang=zh_Hans")
    assert '<html lang="zh-Hans">' in (await browser.get("/")).text


async def test_the_first_page_is_light(browser: Browser) -> None:
    size = 0
    for path in ("/", "/static/service.css", "/static/mark.svg"):
        size += len((await browser.get(path)).content)
    assert size < FIRST_PAGE_BYTES


@pytest.mark.parametrize(
    ("role", "led", "not_led"),
    [
        (Role.EXPERT, "Go to my registration", "Go to my desk"),
        (Role.OFFICER, "Go to my desk", "Go to my registration"),
    ],
)
async def test_home_leads_experts_and_staff_to_their_own_pages(
    signed_in: SignedIn, role: Role, led: str, not_led: str
) -> None:
    page = (await (await signed_in(role)).get("/?lang=en")).text
    assert led in page
    assert not_led not in page


async def test_rules_that_the_service_does_not_carry_out_say_so(browser: Browser) -> None:
    page = (await browser.get("/policy?lang=en")).text
    assert page.count("does not carry these rules out yet") == len(BY_HAND)
    assert set(GROUPS) > BY_HAND


async def test_home_shows_the_conditions_of_the_call(browser: Browser) -> None:
    page = (await browser.get("/?lang=zh_Hans")).text
    for rule in ("ELG-01", "ELG-02", "ELG-14"):
        assert f'href="/policy#{rule}"' in page


async def test_home_keeps_the_conditions_of_each_expert_type_apart(browser: Browser) -> None:
    page = (await browser.get("/?lang=en")).text
    _, everybody, technical, financial = page.split('<h3 id="conditions-')
    assert everybody.startswith('all">Experts of every type')
    assert technical.startswith('technical">Technical expert')
    assert financial.startswith('financial">Financial expert')
    for rule, place in (("ELG-02", everybody), ("ELG-05", technical), ("ELG-08", financial)):
        assert f"#{rule}" in place
        assert page.count(f"#{rule}") == 1


def test_a_type_without_a_condition_of_its_own_is_named_too(tmp_path: Path) -> None:
    city = tmp_path / "city.toml"
    city.write_text(
        'id = "city"\nversion = "1"\ntitle_zh = "某市"\ntitle_en = "A city"\n'
        'organiser_zh = "某局"\norganiser_en = "A bureau"\nextends = "jinhua"\n'
        '[values]\nexpert_types = ["technical", "management"]\n',
        encoding="utf-8",
    )
    found = dict(conditions_of_the_call(load_policy(city)))
    assert list(found) == ["", "technical", "management"]
    assert found["management"] == ()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh_Hans", ("主办单位：示例市科学技术局（虚构）", "地址 某路1号", "电话 000")),
        ("en", ("Organiser: Shili City Science and", "Address 1 Some Road", "Telephone 000")),
    ],
)
async def test_every_page_names_the_organiser_and_how_to_reach_it(
    settings: Settings, lang: str, words: tuple[str, ...]
) -> None:
    contact = {
        "contact_address": "某路1号",
        "contact_address_en": "1 Some Road",
        "contact_phone": "000",
        "contact_email": "a@b.example",
    }
    app = create_app(settings.model_copy(update=contact))
    browser = Browser(app)
    for path in ("/", "/policy", "/sign-in"):
        page = (await browser.get(f"{path}?lang={lang}")).text
        assert [word for word in words if word not in page] == []
    await browser.client.aclose()
    await app.state["services"].database.close()


async def test_a_missing_contact_is_said_on_the_first_page(browser: Browser) -> None:
    assert "Not given yet" in (await browser.get("/")).text


async def test_experts_find_their_registration_and_their_draws_in_the_menu(
    signed_in: SignedIn,
) -> None:
    expert, officer = await signed_in(Role.EXPERT), await signed_in(Role.OFFICER)
    for path in ("/application", "/my/draws", "/policy"):
        page = (await expert.get(f"{path}?lang=zh_Hans")).text
        assert "我的申报</a>" in page
        assert '<a href="/my/draws"' in page
    page = (await officer.get("/?lang=zh_Hans")).text
    assert "工作台</a>" in page
    assert "/my/draws" not in page


@pytest.mark.parametrize(("lang", "mark"), [("zh_Hans", "参照："), ("en", "Modelled on: ")])
async def test_a_text_of_another_city_is_shown_as_a_model(
    browser: Browser, lang: str, mark: str
) -> None:
    page = (await browser.get(f"/policy?lang={lang}")).text
    article = page.partition('id="VER-02"')[2].partition("</article>")[0]
    assert mark in article
    binding = page.partition('id="AUD-06"')[2].partition("</article>")[0]
    assert mark not in binding


async def test_the_page_of_the_rules_shows_every_rule_and_parameter(browser: Browser) -> None:
    policy = load_policy("demo")
    page = (await browser.get("/policy")).text
    assert policy.digest in page
    for rule in policy.rules:
        assert f'id="{rule}"' in page
    for name in policy.parameters:
        assert f">{name}</code>" in page


def test_every_word_of_the_policy_has_a_name_on_the_page() -> None:
    policy = load_policy("jinhua")
    for rule in policy.rules.values():
        assert rule.group in GROUPS
        assert rule.severity in WEIGHTS
        assert rule.source_kind in ORIGINS
        assert rule.override_by in OVERRIDERS
    assert {each.unit for each in policy.parameters.values() if each.unit} <= UNITS.keys()


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (True, "", "Yes"),
        (False, "", "No"),
        (65, "years", "65 years"),
        ("2/3", "share", "2/3 (share)"),
        ((), "", "None"),
        (("x", "y"), "", "x, y"),
        (("spouse", "direct_blood"), "", "spouse, lineal relatives by blood"),
        ("own_retirement_age", "", "own statutory retirement age"),
        ("21:00", "", "21:00"),
    ],
)
def test_a_value_is_written_in_words(value: object, unit: str, written: str) -> None:
    lists = load_code_lists()
    assert write_value(value, unit, lists, Translator("en")) == written  # type: ignore[arg-type]


def test_every_choice_of_a_policy_has_words_on_the_page() -> None:
    kinds = [kind for _, kind in PARAMETERS.values() if isinstance(kind, OneOf | SomeOf)]
    choices = {name for kind in kinds for name in kind.names.split()}
    assert {f"policy.choice.{name}" for name in choices} <= load_sentences().keys()


def test_codes_are_written_by_their_names() -> None:
    lists = load_code_lists()
    code, title = next(iter(lists.titles.items()))
    assert write_value((code,), "", lists, Translator("zh_Hans")) == title.name_zh


async def test_an_unknown_address_gets_a_page_with_a_reference(browser: Browser) -> None:
    page = await browser.get("/no-such-page")
    assert page.status_code == 404
    assert "Check the address" in page.text
    assert "Reference" in page.text


async def test_a_wrong_method_gets_a_page_too(browser: Browser) -> None:
    assert (await browser.client.put("/policy")).status_code == 405


async def test_under_the_api_errors_are_problem_documents(browser: Browser) -> None:
    answer = await browser.get("/api/no-such-thing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "http.404"
    assert answer.json()["reference"]


async def test_the_service_is_healthy_while_its_database_answers(browser: Browser) -> None:
    assert (await browser.get("/healthz")).json() == {"status": "ok"}


async def test_outside_the_demo_nobody_reads_mails(settings: Settings) -> None:
    real = create_app(settings.model_copy(update={"demo": False}))
    browser = Browser(real)
    assert (await browser.get("/demo/mailbox")).status_code == 404
    assert "projects here are fictional" not in (await browser.get("/")).text
    await browser.client.aclose()
    await real.state["services"].database.close()
