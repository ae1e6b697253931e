"""The router of the API: each app's viewsets under /api/v1/."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from budgets.api import BudgetViewSet, ContestViewSet, ProjectViewSet, WorkViewSet
from commitments.api import CommitmentViewSet, PlanViewSet, SuccessionViewSet
from commitments.changes.api import ChangeViewSet, RecommendationViewSet
from commitments.oversight.api import CorrectionViewSet, ObservationViewSet
from commitments.reviews.api import AssessmentViewSet, ScaleViewSet, VerdictViewSet
from participation.administrations.api import PronouncementViewSet
from participation.agenda.api import MeetingViewSet
from participation.announcements.api import AnnouncementViewSet
from participation.comments.api import CommentViewSet
from participation.datarequests.api import DataRequestViewSet
from participation.evaluations.api import EvaluationViewSet
from participation.events.api import EventFeed
from participation.followup.api import ActionViewSet, EvidenceViewSet, ObstacleViewSet, ProgressUpdateViewSet
from participation.institutions.api import InstitutionViewSet
from participation.invitations.api import InvitationViewSet
from participation.moderation.api import FlagViewSet
from participation.notifications.api import PreferencesView
from participation.opendata.rest.views import Api
from participation.organisations.api import OrganisationViewSet
from participation.responses.api import InstitutionAnswerViewSet, ResponseViewSet
from participation.reuses.api import ReuseViewSet
from participation.subjects.api import SubjectViewSet
from participation.territories.api import TerritoryViewSet
from participation.veda.api import ElectoralPeriodViewSet
from processes.agreements.api import AgreementViewSet
from processes.api import (
    ClosingViewSet,
    ComponentViewSet,
    ConclusionViewSet,
    MechanismViewSet,
    PhaseViewSet,
    ProcessViewSet,
)
from processes.cocreation.api import ClusterViewSet, ContributionViewSet, SolutionViewSet, TreeViewSet
from processes.consultations.api import ConsultationViewSet
from processes.encounters.api import EncounterViewSet
from processes.encounters.floor.api import InterventionViewSet
from processes.forums.api import ForumViewSet, MemberViewSet
from processes.news.api import NewsViewSet
from processes.opinions.api import RoundViewSet, StatementViewSet
from processes.points.api import PointViewSet
from processes.questions.api import QuestionViewSet
from processes.texts.api import PassageViewSet, SuggestionViewSet, TextViewSet
from proposals.amendments.api import AmendmentViewSet
from proposals.api import ProposalViewSet

router = SimpleRouter()
for _name, _viewset in {
    "processes": ProcessViewSet,
    "phases": PhaseViewSet,
    "components": ComponentViewSet,
    "proposals": ProposalViewSet,
    "amendments": AmendmentViewSet,
    "plans": PlanViewSet,
    "commitments": CommitmentViewSet,
    "successions": SuccessionViewSet,
    "budgets": BudgetViewSet,
    "contests": ContestViewSet,
    "projects": ProjectViewSet,
    "works": WorkViewSet,
    "comments": CommentViewSet,
    "questions": QuestionViewSet,
    "datarequests": DataRequestViewSet,
    "reuses": ReuseViewSet,
    "organisations": OrganisationViewSet,
    "meetings": MeetingViewSet,
    "agreements": AgreementViewSet,
    "actions": ActionViewSet,
    "progress_updates": ProgressUpdateViewSet,
    "evidence": EvidenceViewSet,
    "obstacles": ObstacleViewSet,
    "responses": ResponseViewSet,
    "institution_answers": InstitutionAnswerViewSet,
    "territories": TerritoryViewSet,
    "institutions": InstitutionViewSet,
    "subjects": SubjectViewSet,
    "electoral_periods": ElectoralPeriodViewSet,
    "pronouncements": PronouncementViewSet,
    "announcements": AnnouncementViewSet,
    "flags": FlagViewSet,
    "invitations": InvitationViewSet,
    "evaluations": EvaluationViewSet,
    "closings": ClosingViewSet,
    "conclusions": ConclusionViewSet,
    "statements": StatementViewSet,
    "opinion_groups": RoundViewSet,
    "contributions": ContributionViewSet,
    "clusters": ClusterViewSet,
    "problem_trees": TreeViewSet,
    "solutions": SolutionViewSet,
    "consultations": ConsultationViewSet,
    "encounters": EncounterViewSet,
    "interventions": InterventionViewSet,
    "texts": TextViewSet,
    "passages": PassageViewSet,
    "suggestions": SuggestionViewSet,
    "forums": ForumViewSet,
    "forum_members": MemberViewSet,
    "mechanisms": MechanismViewSet,
    "assessments": AssessmentViewSet,
    "verdicts": VerdictViewSet,
    "scales": ScaleViewSet,
    "recommendations": RecommendationViewSet,
    "institutional_changes": ChangeViewSet,
    "observations": ObservationViewSet,
    "corrections": CorrectionViewSet,
    "news": NewsViewSet,
    "points": PointViewSet,
}.items():
    router.register(_name, _viewset, basename=_name)


class IndexSerializer(serializers.Serializer):
    """The addresses of the API."""

    documentation = serializers.URLField()
    schema = serializers.URLField()
    lists = serializers.DictField(child=serializers.URLField())


class Index(Api):
    """Where everything is."""

    gives = {"get": {200: IndexSerializer}}

    def get(self, request: Request) -> Response:
        """Return the addresses of the lists, the schema and the explanation."""
        base = f"{settings.AZOTEA_BASE_URL}/api/v1/"
        names = [*(prefix for prefix, viewset, _basename in router.registry if hasattr(viewset, "dataset")), "events"]
        return Response(
            {
                "documentation": f"{settings.AZOTEA_BASE_URL}/datos/api/",
                "schema": f"{base}openapi.yaml",
                "lists": {name: f"{base}{name}/" for name in names},
            }
        )


@cache
def schema_text() -> bytes:
    """Return the OpenAPI description as YAML, the same whoever asks and in whatever language; it is made once."""
    from django.utils.translation import override

    with override("en"):
        return OpenApiYamlRenderer().render(SchemaGenerator().get_schema(request=None, public=True))


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Serve the OpenAPI description."""
    return HttpResponse(schema_text(), content_type="application/yaml; charset=utf-8")


@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    """Show the API in Swagger UI; without JavaScript, a link to the description and to the page that explains it."""
    # The address has no language prefix: the reader's language is the browser's, and there is nothing to switch.
    return render(
        request,
        "participation/opendata/explorer.html",
        {
            "html_lang": "es-MX" if get_language() == "es-mx" else get_language(),
            "other_languages": [],
            "alternates": [],
        },
    )


app_name = "api"
urlpatterns = [
    path("", Index.as_view(), name="index"),
    path("events/", EventFeed.as_view(), name="events"),
    path("notifications/preferences/", PreferencesView.as_view(), name="preferences"),
    path("openapi.yaml", schema, name="schema"),
    path("explorador/", explorer, name="explorer"),
    path("", include(router.urls)),
]
