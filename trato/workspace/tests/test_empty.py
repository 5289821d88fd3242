"""Empty screens say what goes there, and offer the one next step."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from trato.accounts.models import User
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db
BEGIN = "Add the first person you deal with, or bring a whole list from a file."


def test_my_day_shows_how_to_begin(cast: Cast, make: Makers) -> None:
    day = sign_in(cast.adam).get("/").text
    assert BEGIN in day
    assert 'href="/contacts/new"' in day
    assert 'href="/import/?type=contacts"' in day or 'href="/import?type=contacts"' in day
    make.company(owner=cast.adam)
    day = sign_in(cast.adam).get("/").text
    assert BEGIN not in day
    assert "Nothing waits for you" in day


def test_who_may_not_begin_is_not_told_to(cast: Cast) -> None:
    assert BEGIN not in sign_in(cast.rita).get("/").text


def test_a_board_without_cards_says_what_goes_there(cast: Cast, make: Makers) -> None:
    client = sign_in(cast.ana)
    board = client.get("/deals/?layout=board").text
    banner = board.split('class="nextstep', 1)[1].split("</section>")[0]
    assert "No deals yet. Add the first sale you are working on" in banner
    assert 'href="/deals/new"' in banner
    assert board.count('class="column"') == 6
    make.deal(owner=cast.ana, name="Hall")
    assert "No deals yet" not in client.get("/deals/?layout=board").text
    none = client.get("/deals/?layout=board&filter=name:zzz").text
    assert "No deals fit this filter." in none
    assert "Clear the filter" in none.split('class="nextstep', 1)[1].split("</section>")[0]


def test_a_reader_sees_no_button_for_it(cast: Cast) -> None:
    board = sign_in(cast.rita).get("/deals/?layout=board").text
    banner = board.split('class="nextstep', 1)[1].split("</section>")[0]
    assert "No deals that you can see. What you may see appears here." in banner
    assert "/deals/new" not in banner


def test_a_list_does_not_tell_a_reader_to_add(cast: Cast, make: Makers) -> None:
    make.deal(owner=cast.ana, name="Hall")
    teach = sign_in(cast.rita).get("/deals/").text.split('class="content teach"', 1)[1]
    assert "No deals that you can see" in teach
    assert "If something is missing, ask an administrator." in teach
    assert "Add the first" not in teach
    assert "No leads yet" in sign_in(cast.ana).get("/leads/").text


def test_what_is_made_elsewhere_leads_there(cast: Cast) -> None:
    files = sign_in(cast.owner).get("/files/").text
    assert "Bring them from a file" not in files
    assert 'href="/files/new"' in files.split('class="content teach"', 1)[1]
    teach = sign_in(cast.rita).get("/files/").text.split('class="content teach"', 1)[1]
    assert 'href="/contacts/"' in teach
    assert "/files/new" not in teach
    assert 'type=contacts"' in sign_in(cast.owner).get("/contacts/").text


def test_the_agenda_offers_a_meeting(cast: Cast, make: Makers) -> None:
    client = sign_in(cast.ana)
    agenda = client.get("/calendar/?view=agenda").text.split('class="agenda', 1)[1]
    assert "Nothing planned." in agenda
    assert 'href="/meetings/new"' in agenda
    assert 'href="/meetings/new"' not in sign_in(cast.rita).get("/calendar/?view=agenda").text


@pytest.mark.parametrize(
    ("language", "banner", "foot"),
    [
        ("en", "No deals yet. Add the first sale", "<b>1</b> user<"),
        ("es", "Todavía no hay negocios. Añade la primera venta", "<b>1</b> usuario<"),
        ("zh-hans", "还没有商机。添加你正在跟进的第一笔销售", "<b>1</b> 个用户<"),
    ],
)
def test_each_language_joins_its_sentences(cast: Cast, language: str, banner: str, foot: str) -> None:
    User.objects.filter(pk=cast.owner.user_id or 0).update(language=language)
    client = sign_in(cast.owner)
    assert banner in client.get("/deals/?layout=board").text
    assert foot in client.get("/users/?filter=name:owner").text


def test_a_stage_is_called_unused_only_to_who_sees_all_of_it(cast: Cast, make: Makers) -> None:
    make.deal(owner=cast.ana, name="Hall")
    assert "not used" in sign_in(cast.owner).get("/settings/lists/pipelines").text
    page = sign_in(cast.rita).get("/settings/lists/pipelines").text
    assert "Qualified" in page
    assert "not used" not in page


@pytest.mark.parametrize(
    ("language", "hour", "said"),
    [
        ("en", 18, "Good evening"),
        ("es", 19, "Buenas tardes"),
        ("es", 20, "Buenas noches"),
        ("zh-hans", 18, "下午好"),
    ],
)
def test_the_greeting_keeps_each_languages_hours(cast: Cast, language: str, hour: int, said: str) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(language=language, time_zone="UTC")
    with time_machine.travel(datetime(2026, 11, 20, hour, 30, tzinfo=UTC), tick=False):
        assert f"{said}, Ana" in sign_in(cast.ana).get("/").text.replace("，", ", ")
