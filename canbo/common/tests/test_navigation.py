import pytest
from django.test import RequestFactory
from django.urls import path

from canbo.common import navigation, panels
from canbo.common.navigation import NavItem
from canbo.common.panels import Panel
from canbo.core.access import AccessContext, Grant, Permission

VIEWER = AccessContext(1, "Lan", (Grant(frozenset({Permission.VIEW_FILES}), ""),))


def page(request):
    raise NotImplementedError


urlpatterns = [
    path("", page, name="home"),
    path("ho-so/", page, name="people"),
    path("ho-so/nhom/", page, name="groups"),
]


@pytest.fixture(autouse=True)
def registries(monkeypatch, settings):
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(panels, "_panels", {})


def test_only_entries_of_held_permissions_are_shown_in_their_order():
    navigation.register(NavItem("b", "Hồ sơ", "people", "users", 20, Permission.VIEW_FILES))
    navigation.register(NavItem("a", "Trang đầu", "home", "home", 10))
    navigation.register(NavItem("c", "Nhóm", "groups", "users", 5, Permission.VIEW_AUDIT))
    assert [link.key for link in navigation.links_for(VIEWER, "/")] == ["a", "b"]


def test_the_entry_with_the_longest_address_above_the_page_is_current():
    for key, name in (("a", "home"), ("b", "people"), ("c", "groups")):
        navigation.register(NavItem(key, key, name, "home", 1))

    def current(address):
        return [link.key for link in navigation.links_for(VIEWER, address) if link.is_current]

    assert current("/") == ["a"]
    assert current("/ho-so/12/") == ["b"]
    assert current("/ho-so/nhom/3/") == ["c"]
    assert current("/khac/") == []


def test_entries_of_the_user_menu_stand_apart():
    navigation.register(NavItem("own", "Hồ sơ của tôi", "people", "id", 1, place="user"))
    assert navigation.links_for(VIEWER, "/") == []
    assert [link.key for link in navigation.links_for(VIEWER, "/", "user")] == ["own"]


def test_panels_are_shown_to_those_who_may_see_them_when_they_have_something_to_show():
    request = RequestFactory().get("/")
    request.access = VIEWER
    panels.register_panel("unit", Panel("late", "Sau", 20, lambda request, obj: f"<p>{obj}</p>"))
    panels.register_panel("unit", Panel("early", "Trước", 10, lambda request, obj: "có", Permission.VIEW_FILES))
    panels.register_panel("unit", Panel("none", "Trống", 5, lambda request, obj: None))
    panels.register_panel("unit", Panel("kept", "Kín", 1, lambda request, obj: "kín", Permission.VIEW_AUDIT))
    shown = panels.panels_for("unit", request, "x")
    assert [(panel.key, panel.html) for panel in shown] == [("early", "có"), ("late", "<p>x</p>")]
    assert panels.panels_for("other", request, "x") == []
