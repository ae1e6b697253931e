"""The base of the admin's pages: the act is the last thing that happens to a form."""

import re

from django.contrib import admin
from django.test import RequestFactory
from unfold.admin import TabularInline

from participation.models import Institution, Page
from participation.web.admin_base import ActAdmin
from tests.factories import make_process
from tests.personas import client_of


class Rows(TabularInline):
    model = Page


class WithInlines(ActAdmin):
    inlines = [Rows]


def test_a_page_with_inlines_does_not_start_and_shows_none():
    page = WithInlines(Institution, admin.site)
    assert "participation.E010" in {problem.id for problem in page.check()}
    assert page.get_inline_instances(RequestFactory().get("/")) == []


def test_no_page_of_ours_has_any():
    for page in admin.site._registry.values():
        assert "participation.E010" not in {problem.id for problem in page.check()}


def test_every_import_map_of_the_editor_carries_the_nonce(carla):
    """Without it the admin's policy blocks the map, and a formatted text cannot be edited."""
    process = make_process("Plan Municipal")
    for path in ("/admin/participation/page/add/", f"/admin/processes/process/{process.pk}/change/"):
        response = client_of(carla).get(path)
        nonces = re.findall(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])
        maps = [tag for tag in re.findall(r"<script[^>]*>", response.content.decode()) if "importmap" in tag]
        assert len(maps) == 1, path
        assert f'nonce="{nonces[0]}"' in maps[0], path
