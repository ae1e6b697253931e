"""The officials' admin: who gets in, what they find, and that no path in it writes but through an act."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin as DjangoModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from participation.models import MethodSetting, Person, Role
from participation.web import office
from participation.web.admin_base import ActAdmin
from tests import factories
from tests.personas import NOW, client_of, make_person
from tests.rows import row_counts

PAGES = sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label)
IDS = [model._meta.label for model, _page in PAGES]
PERSONAS = ("carla", "dario", "elena", "olga")
INLINES = ActAdmin.get_inline_instances
# Everything that Django or Unfold would write with; only ActAdmin's own, which refuse or do nothing, may stand there.
WRITERS = (
    "save_form", "save_model", "save_related", "save_formset", "delete_model", "delete_queryset", "has_delete_permission",
    "log_addition", "log_change", "construct_change_message",
)  # fmt: skip


def address(model: type[Model], page: str, *args: Any) -> str:
    if model is MethodSetting and page != "changelist":  # ways to verify are not rows: each has a page of its own
        own = {"add": ("minors", ()), "change": ("setup", ("counter",))}
        if page not in own:
            return f"{reverse('admin:participation_methodsetting_changelist')}{args[0]}/{page}/"
        page, args = own[page]
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def rows(db: None) -> None:
    """A row of most things that have a page."""
    component = factories.make_call()
    proposal = factories.make_proposal(component)
    factories.make_comment(proposal.subject)
    factories.make_institution()
    factories.make_territory()


def first_row(model: type[Model]) -> Any:
    return model._default_manager.order_by("pk").values_list("pk", flat=True).first()


# --- what is in it ----------------------------------------------------------------------------------------------------
def test_there_are_pages() -> None:
    assert len(PAGES) >= 8


def paths_past_the_acts(page: Any) -> list[str]:
    """Return by what a page could write without an act; none for a page as it must be."""
    if not isinstance(page, ActAdmin):
        return ["not an ActAdmin"]
    found = [name for name in WRITERS if getattr(type(page), name) is not getattr(ActAdmin, name)]
    found += [name for name in ("list_editable", "inlines") if tuple(getattr(page, name))]
    if type(page).get_inlines is not ActAdmin.get_inlines or type(page).get_inline_instances is not INLINES:
        found.append("get_inlines")
    if page.has_delete_permission(None):  # type: ignore[arg-type]
        found.append("has_delete_permission")
    return found


@pytest.mark.parametrize(("model", "page"), PAGES, ids=IDS)
def test_no_path_of_a_page_saves_or_deletes_by_itself(model: type[Model], page: Any) -> None:
    assert paths_past_the_acts(page) == []


class _Line(admin.TabularInline):
    model = Role


@pytest.mark.parametrize(
    ("bases", "body", "found"),
    [
        ((DjangoModelAdmin,), {}, ["not an ActAdmin"]),
        ((ActAdmin,), {"save_model": lambda self, request, obj, form, change: obj.save()}, ["save_model"]),
        ((ActAdmin,), {"save_form": lambda self, request, form, change: form.save()}, ["save_form"]),
        ((ActAdmin,), {"save_formset": DjangoModelAdmin.save_formset}, ["save_formset"]),
        ((ActAdmin,), {"delete_queryset": DjangoModelAdmin.delete_queryset}, ["delete_queryset"]),
        ((ActAdmin,), {"has_delete_permission": lambda self, request, obj=None: True}, ["has_delete_permission"] * 2),
        ((ActAdmin,), {"list_editable": ("name",)}, ["list_editable"]),
        ((ActAdmin,), {"inlines": (_Line,)}, ["inlines"]),
        ((ActAdmin,), {"get_inlines": lambda self, request, obj: [_Line]}, ["get_inlines"]),
        ((ActAdmin,), {"get_inline_instances": lambda self, request, obj=None: []}, ["get_inlines"]),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, (dict, list)) else "",
)
def test_the_walk_finds_a_page_that_writes_by_itself(
    bases: tuple[type, ...], body: dict[str, Any], found: list[str]
) -> None:
    bad = type("BadAdmin", bases, body)(Person, admin.site)
    assert paths_past_the_acts(bad) == found


def test_a_page_that_is_not_built_on_acts_is_not_registered() -> None:
    from django.contrib.contenttypes.models import ContentType

    admin.site.register(ContentType, DjangoModelAdmin)
    assert not admin.site.is_registered(ContentType)


@pytest.mark.parametrize(("model", "page"), PAGES, ids=IDS)
def test_a_page_adds_and_changes_only_where_it_names_an_act(model: type[Model], page: Any, carla: Person) -> None:
    request = type("Request", (), {"user": carla, "GET": {}, "method": "GET"})()
    # A page with addresses of its own (the editor of processes) calls its acts there; Django's form must refuse.
    for act, change in ((page.act_create, False), (page.act_update, True)):
        if act is None:
            with pytest.raises(PermissionDenied):
                page.save_form(request, None, change)


def test_the_base_closes_every_writer_of_django() -> None:
    """Should a new version of Django bring another way to write, this list shows it."""
    known = {*WRITERS, "save_as", "save_as_continue", "save_on_top", "delete_confirmation_template", "delete_view",
             "delete_selected_confirmation_template", "get_deleted_objects", "log_deletion", "log_deletions",
             "response_delete", "render_delete_form", "_delete_view",
             "response_post_save_add", "response_post_save_change", "_response_post_save"}  # fmt: skip
    words = ("save", "delet", "log_")
    assert {name for name in dir(DjangoModelAdmin) if any(word in name for word in words)} - known == set()


def test_nobody_may_delete_many_at_once(carla: Person) -> None:
    assert "delete_selected" not in dict(admin.site.actions)


def test_pages_of_others_stay_out() -> None:
    labels = {model._meta.app_label for model, _page in PAGES}
    assert labels <= {"participation", "processes", "proposals", "budgets", "commitments"}
    for name in ("password_change", "password_change_done"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{name}")


# --- who gets in ------------------------------------------------------------------------------------------------------
def test_signed_out_goes_to_our_sign_in_and_back(db: None) -> None:
    response = Client().get("/admin/", follow=False)
    assert response.status_code == 302
    response = Client().get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/cuenta/entrar/?next=/admin/"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/otra/", "/admin", "javascript:alert(1)"])
def test_the_way_back_stays_in_the_admin(db: None, back: str) -> None:
    response = Client().get("/admin/login/", {"next": back})
    assert response.headers["Location"] == "/cuenta/entrar/?next=/admin/"


def test_a_citizen_is_told_why_not(ana: Person) -> None:
    response = client_of(ana).get("/admin/")
    assert response.status_code == 403
    assert "Esta parte es para personas del gobierno con un papel en algún proceso" in response.content.decode()


def test_staff_without_a_role_see_nothing(db: None) -> None:
    person = make_person("Sin papel", is_staff=True)
    assert client_of(person).get("/admin/").status_code == 403
    role = Role.objects.create(person=person, kind="observer", granted_at=NOW)
    assert client_of(Person.objects.get(pk=person.pk)).get("/admin/").status_code == 200
    Role.objects.filter(pk=role.pk).update(ended_at=NOW)
    assert client_of(Person.objects.get(pk=person.pk)).get("/admin/").status_code == 403


def test_a_role_alone_is_not_enough_without_staff(db: None) -> None:
    person = make_person("Solo papel")
    Role.objects.create(person=person, kind="steward", granted_at=NOW)
    assert client_of(person).get("/admin/").status_code == 403


@pytest.mark.parametrize("name", PERSONAS)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_opens_or_says_no(name: str, prefix: str, rows: None, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(name)
    client = client_of(person)
    assert client.get(f"{prefix}/admin/").status_code == 200
    for model, _page in PAGES:
        pages = [address(model, "changelist"), address(model, "add")]
        if pk := first_row(model):
            pages += [address(model, page, pk) for page in ("change", "history", "delete")]
        for path in pages:
            status = client.get(prefix + path).status_code
            assert status in ({403, 404} if path.endswith("/delete/") else {200, 302, 403, 404}), f"{status} {path}"


def test_no_page_opens_for_a_citizen_or_a_stranger(rows: None, ana: Person) -> None:
    citizen, stranger = client_of(ana), Client()
    for model, _page in PAGES:
        for path in (
            address(model, "changelist"),
            address(model, "add"),
            address(model, "change", first_row(model) or 1),
        ):
            assert citizen.get(path).status_code == 403, path
            assert stranger.get(path).status_code == 302, path


# --- broken input -----------------------------------------------------------------------------------------------------
BROKEN = ("o=abc", "p=zzz", "p=-1", "e=1", "q=%27%22%3Cscript%3E", "id__exact=99999999999999999999999", "nosuch=1",
          "o=1.2.3.999", "all=", "_facets=x", "_to_field=nosuch", "_popup=x", "subject__id__exact=a")  # fmt: skip


@pytest.mark.parametrize("query", BROKEN)
def test_a_broken_address_of_a_list_is_no_server_error(query: str, rows: None, carla: Person) -> None:
    client = client_of(carla)
    for model, _page in PAGES:
        path = f"{address(model, 'changelist')}?{query}"
        assert client.get(path).status_code in {200, 302, 400, 403}, path


@pytest.mark.parametrize("pk", ["abc", "99999999999999999999999", "-1", "0", "%00", "__", "_5F", "1;drop"])
def test_a_broken_address_of_a_row_is_no_server_error(pk: str, carla: Person) -> None:
    client = client_of(carla)
    for model, _page in PAGES:
        base = address(model, "changelist")
        for page in ("change", "history", "delete"):
            assert client.get(f"{base}{pk}/{page}/").status_code in {302, 400, 403, 404}, f"{base}{pk}/{page}/"


@pytest.mark.parametrize("query", ["s=a&page=abc", "s=a&page=9999", "s=a&page=-1", "s=%00", "s=", "s=a&extended"])
def test_the_search_survives(query: str, carla: Person) -> None:
    assert client_of(carla).get(f"/admin/search/?{query}").status_code in {200, 400, 404}


def test_posts_without_substance_change_nothing(rows: None, carla: Person) -> None:
    client = client_of(carla)
    before = row_counts()
    for model, _page in PAGES:
        base = address(model, "changelist")
        pk = first_row(model) or 1
        bodies: list[dict[str, Any]] = [
            {},
            {"action": "delete_selected", "_selected_action": [pk], "post": "yes"},
            {"action": "nosuch"},
        ]
        for body in bodies:
            assert client.post(base, body).status_code in {200, 302, 400, 403, 404, 405}, base
        for path in (address(model, "add"), address(model, "change", pk)):
            assert client.post(path, {}).status_code in {200, 302, 400, 403, 404, 422}, path
        assert client.post(address(model, "delete", pk), {"post": "yes"}).status_code in {302, 403, 404}
    assert row_counts() == before


# --- the official's home ----------------------------------------------------------------------------------------------
def test_the_home_shows_what_waits_urgent_things_first(carla: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def waiting(person: Person, at: datetime) -> list[office.WaitingItem]:
        assert person.pk == carla.pk
        assert at.tzinfo is not None
        return [
            office.WaitingItem("Cosas <b>tranquilas</b>", 3, "/admin/a/"),
            office.WaitingItem("Nada de esto", 0, "/admin/b/"),
            office.WaitingItem("Respuestas", 1204, "/admin/c/", note="La más antigua vence mañana", urgent=True),
        ]

    monkeypatch.setattr(office, "_sources", [waiting])
    page = client_of(carla).get("/admin/").content.decode()
    assert page.index("Respuestas") < page.index("Cosas &lt;b&gt;tranquilas&lt;/b&gt;")
    assert "Atrasado o por vencer" in page
    assert "La más antigua vence mañana" in page
    assert "Nada de esto" not in page


def test_an_empty_home_says_so(carla: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_sources", [])
    assert "No tienes nada pendiente." in client_of(carla).get("/admin/").content.decode()
    assert "Nothing waits for you now." in client_of(carla).get("/en/admin/").content.decode()


def test_every_source_answers_for_every_official(
    rows: None, carla: Person, dario: Person, elena: Person, olga: Person
) -> None:
    for person in (carla, dario, elena, olga):
        for item in office.waiting_for(person, NOW):
            assert str(item.label)
            assert client_of(person).get(item.url).status_code == 200, item.url


def test_the_brand_and_the_name_come_from_the_installation(carla: Person) -> None:
    from participation.web.models import Installation

    Installation.objects.create(name="Participa Xalapa", government="Ayuntamiento de Xalapa", hue=320, is_sample=True)
    page = client_of(carla).get("/admin/").content.decode()
    assert "Participa Xalapa" in page
    assert "Ayuntamiento de Xalapa" in page
    assert "--color-primary-600: hsl(320 83% 25.5%);" in page
    assert "Demostración" in page


def test_the_frame_is_in_spanish(carla: Person) -> None:
    """django-unfold ships without Spanish; every word of its frame that we show is in our catalogue."""
    from django.utils import translation

    from config.admin_words import WORDS

    same = {"General", "No"}
    with translation.override("es-mx"):
        assert [word for word in WORDS if word not in same and translation.gettext(word) == word] == []


def test_the_policy_of_content_lets_the_admin_work_and_nothing_else(carla: Person) -> None:
    csp = client_of(carla).get("/admin/").headers["Content-Security-Policy"]
    assert "'unsafe-eval'" in csp
    assert "default-src 'self'" in csp
    assert "http" not in csp
