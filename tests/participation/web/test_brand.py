"""One hue and one logo re-brand everything: pages, icon of the browser, and the admin."""

import pytest
from django.test import Client

from participation.models import Attachment, Person
from participation.web import installation
from participation.web.actions import set_logo, update_installation
from tests.participation.web.test_installation import _picture as picture
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db


def test_without_a_logo_the_icon_has_the_hue(carla: Person) -> None:
    update_installation(by=carla, at=NOW, hue=320)
    installation.forget()
    response = Client().get("/icono.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "hsl(320 83% 25.5%)" in response.content.decode()
    assert "public" in response.headers["Cache-Control"]
    for page in (Client().get("/"), client_of(carla).get("/admin/")):
        assert 'href="/icono.svg"' in page.content.decode()


def test_a_logo_stands_in_pages_icon_and_admin(carla: Person) -> None:
    set_logo(upload=picture(), by=carla, at=NOW)
    installation.forget()
    address = f"/archivos/{Attachment.objects.get().key}/"
    assert Client().get(address).status_code == 200
    public = Client().get("/").content.decode()
    assert f'<link rel="icon" href="{address}">' in public
    assert f'<img src="{address}"' in public
    assert "az-logo-ground" not in public
    admin = client_of(carla).get("/admin/").content.decode()
    assert f'rel="icon" href="{address}"' in " ".join(admin.split())
    assert f'src="{address}"' in admin
