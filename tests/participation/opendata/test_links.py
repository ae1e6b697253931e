"""The link from a page to its data."""

import pytest
from django.template import Context, Template

from tests.factories import make_call, make_institution, make_proposal

pytestmark = pytest.mark.django_db
PAGE = Template("{% load opendata %}{% data_links subject key=key %}")


def test_a_page_links_to_its_row(client):
    proposal = make_proposal(make_call())
    html = PAGE.render(Context({"subject": proposal.subject, "key": proposal.pk}))
    for address in (f"/api/v1/proposals/{proposal.pk}/", f"/datos/comments.csv?subject={proposal.subject_id}"):
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200


def test_what_is_not_public_has_no_data():
    institution = make_institution()
    institution.subject.state = "hidden"
    assert "href" not in PAGE.render(Context({"subject": institution.subject, "key": institution.pk}))
