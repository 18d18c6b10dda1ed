"""Setting the mall up."""

from dataclasses import replace

import pytest

from display_server import demo
from display_server.actions import mall as setting_up
from display_server.actions.mall import Plan, sign_title
from display_server.actions.ports import Actor
from display_server.domain.errors import Refusal
from display_server.store.store import Store
from tests.mall import HEAD, Mall, plan


def test_a_mall_is_founded_once(small_mall: Mall) -> None:
    assert small_mall.refuses(setting_up.found, plan()).code == "not_empty"


def test_an_empty_database_has_no_mall(tmp_path: object) -> None:
    store = Store(f"sqlite:///{tmp_path}/mall.db")
    try:
        with pytest.raises(Refusal) as refused:
            store.snapshot("kiosk", None, None, None)
        assert refused.value.code == "no_mall"
    finally:
        store.close()


def test_only_an_admin_founds_a_mall(small_mall: Mall) -> None:
    assert small_mall.refuses(setting_up.found, plan(), actor=Actor("s", "supervisor")).code == "forbidden"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"queues": [{"code": "A", "prefix": "abc"}]}, "queue A"),
        ({"zones": []}, "service KTP"),
        ({"services": []}, "counter 1"),
    ],
)
def test_a_plan_that_contradicts_itself_names_the_row(
    tmp_path: object, changed: dict[str, list[object]], named: str
) -> None:
    wrong: Plan = replace(plan(), **changed)
    store = Store(f"sqlite:///{tmp_path}/mall.db")
    try:
        with pytest.raises(ValueError, match=named):
            store.act(lambda work: setting_up.found(work, HEAD, wrong)).result(10)
        assert store.events_after(0, 10) == (0, [])
    finally:
        store.close()


def test_the_demo_mall_is_that_of_trenggalek(tmp_path: object) -> None:
    store = Store(f"sqlite:///{tmp_path}/mall.db")
    try:
        store.act(lambda work: setting_up.found(work, HEAD, demo.plan())).result(10)
        kiosk = store.snapshot("kiosk", None, None, None)["state"]
        assert (len(kiosk["services"]), len(kiosk["counters"]), len(kiosk["zones"])) == (80, 28, 6)
        assert len({service["label"]["agency"]["code"] for service in kiosk["services"]}) == 31
        assert store.check() == []
    finally:
        store.close()


def test_a_sign_of_one_agency_bears_its_name_and_of_several_their_short_names() -> None:
    one = [("Dinas Dukcapil", "Dukcapil"), ("Dinas Dukcapil", "Dukcapil")]
    names = [{"id": "KTP", "en": "ID card"}, {"id": "KK", "en": "Family card"}]
    assert sign_title(one, names) == (
        {"id": "Dinas Dukcapil", "en": "Dinas Dukcapil"},
        {"id": "KTP · KK", "en": "ID card · Family card"},
    )
    assert sign_title([*one, ("Polres", "Polres")], names)[0]["id"] == "Dukcapil · Polres"
