"""What kind of thing each address is. An address that is not here fails test_every_address.

A row says how to fill the route in (a function of the small city, or nothing) and what a GET answers to somebody
without an account, to Bruno (signed in, no role) and to Carla (steward of everything).
"""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from tests.journeys.world import World

Args = Callable[[World], list[Any]]
Statuses = tuple[int, int, int]

PUBLIC = (200, 200, 200)
SIGNED_IN = (302, 200, 200)  # to the sign-in page, and back
LEADS_ON = (302, 302, 302)  # to the step before, or after the act
OFFICIAL = (302, 403, 200)
CLOSED = (302, 403, 403)  # not even stewards
POST_ONLY = (405, 405, 405)
NOT_THEIRS = (302, 404, 404)


class Row(NamedTuple):
    """One address: how its route is filled in, and what it answers."""

    args: Args
    statuses: Statuses


def _none(world: World) -> list[Any]:
    return []


def _subject(world: World) -> list[Any]:
    return [world.proposal.subject_id]


def _comment(world: World) -> list[Any]:
    return [world.proposal.subject_id, world.comment.pk]


def _proposal(world: World) -> list[Any]:
    return [world.proposal.pk]


def _image(world: World) -> list[Any]:
    return [world.image.key]


def _call(world: World) -> list[Any]:
    return [world.process.slug, world.call.slug]


def _counted(world: World) -> list[Any]:
    return [world.counted.pk]


def _process(world: World) -> list[Any]:
    return [world.process.slug]


def _booth(world: World) -> list[Any]:
    return [world.booth.point_id]


def _sheet(world: World) -> Any:
    return world.booth.point.sheets.get()


def _ranked(world: World) -> list[Any]:
    return [world.ranked.encounter_id]


def _heard(world: World) -> list[Any]:
    return [world.process.slug, world.heard.slug]


def _bench(world: World) -> list[Any]:
    return [world.heard.pk]


def _forum(world: World) -> list[Any]:
    return [world.forum.slug]


def _forum_desk(world: World) -> list[Any]:
    return [world.forum.pk]


def _draft_review(world: World) -> list[Any]:
    return [world.reviewed.draft.pk]


def _watched(world: World) -> list[Any]:
    return [world.reviewed.commitment.subject_id]


def _budget_component(world: World) -> list[Any]:
    return [world.pot.budget.component_id]


def _pot(world: World) -> list[Any]:
    return [world.pot.pk]


def _pot_project(world: World) -> list[Any]:
    return [world.pot_project.pk]


def _work(world: World) -> list[Any]:
    return [world.work.pk]


def _ballot(world: World) -> list[Any]:
    return [world.ballot.pk]


def _table(world: World) -> list[Any]:
    return [world.table.pk]


def _paper(world: World) -> list[Any]:
    return [world.table.pk, 1]


def _dataset(world: World) -> list[Any]:
    return ["proposals"]


def _territory(world: World) -> list[Any]:
    return [world.territory.pk]


def _notice(world: World) -> list[Any]:
    return [world.notice_of("bruno").pk]


def _token(world: World) -> list[Any]:
    return [world.token.pk]


def _provider(world: World) -> list[Any]:
    return ["llave-0"]


def _person_group(world: World) -> list[Any]:
    from participation.models import PersonGroup

    return [PersonGroup.objects.order_by("pk").values_list("pk", flat=True)[0]]


def _administration(world: World) -> list[Any]:
    from participation.models import Administration

    return [Administration.objects.order_by("pk").values_list("pk", flat=True)[0]]


def _inherited(world: World) -> list[Any]:
    from participation.models import Pronouncement

    return [Pronouncement.objects.order_by("pk").values_list("subject", flat=True)[0]]


def _pronouncement(world: World) -> list[Any]:
    from participation.models import Pronouncement

    return [Pronouncement.objects.order_by("pk").values_list("pk", flat=True)[0]]


def _told_of(model: str, **lookups: Any) -> Args:
    """Return the key of the first row of a model of what is followed up."""

    def args(world: World) -> list[Any]:
        from django.apps import apps

        rows = apps.get_model("participation", model)._default_manager.filter(**lookups)
        return [rows.order_by("pk").values_list("pk", flat=True)[0]]

    return args


_action = _told_of("Action", parent__isnull=False)
_root_action = _told_of("Action", parent__isnull=True)
_in_the_way = _told_of("Obstacle")
_told_by = _told_of("Reporter")


def _agreement(world: World) -> list[Any]:
    from processes.models import Agreement

    return [Agreement.objects.order_by("pk").values_list("pk", flat=True)[0]]


def _promised(model: str, **lookups: Any) -> Args:
    """Return the first row of commitments of a kind."""

    def args(_world: World) -> list[Any]:
        from django.apps import apps

        rows = apps.get_model("commitments", model)._default_manager.filter(**lookups)
        return [rows.order_by("pk").values_list("pk", flat=True)[0]]

    return args


def _plan_component(_world: World) -> list[Any]:
    from commitments.models import Plan

    return [Plan.objects.order_by("pk").values_list("component", flat=True)[0]]


_plan_row = _promised("Plan")
_commitment = _promised("Commitment")


def _period(world: World) -> list[Any]:
    from participation.models import ElectoralPeriod

    return [ElectoralPeriod.objects.order_by("pk").values_list("pk", flat=True)[0]]


def _evaluation(world: World) -> list[Any]:
    from participation.models import Evaluation

    return [Evaluation.objects.order_by("pk").values_list("pk", flat=True)[0]]


def _closing(world: World) -> list[Any]:
    from processes.models import Closing

    return [Closing.objects.order_by("pk").values_list("pk", flat=True)[0]]


def _meeting(world: World) -> list[Any]:
    from participation.models import Meeting

    return [Meeting.objects.order_by("pk").values_list("pk", flat=True)[0]]


def _news(world: World) -> list[Any]:
    from processes.models import News

    return [News.objects.order_by("pk").values_list("pk", flat=True)[0]]


def _mechanism(world: World) -> list[Any]:
    from processes.models import Mechanism

    return [Mechanism.objects.order_by("pk").values_list("pk", flat=True)[0]]


def _webhook(world: World) -> list[Any]:
    return [world.webhook.key]


def _unsubscribe(world: World) -> list[Any]:
    from participation.notifications.registry import all_kinds
    from participation.notifications.unsubscribe import make_token

    return [make_token(world.people["bruno"], next(iter(all_kinds())).name)]


def _response(world: World) -> list[Any]:
    return [world.answered.subject.response.pk]


def _folio(world: World) -> list[Any]:
    return [world.proposal.subject.folio.code]


ADDRESSES: dict[str, Row] = {
    # plain files and checks
    "brand-css": Row(_none, PUBLIC),
    "icon": Row(_none, PUBLIC),
    "alive": Row(_none, PUBLIC),
    "ready": Row(_none, PUBLIC),
    "mail-reports": Row(_none, POST_ONLY),  # and 404 to a post, while no mail service is set
    "robots": Row(_none, PUBLIC),
    "sitemap": Row(_none, PUBLIC),
    # the API reads without an account; what it writes is in test_hostile_api
    "api:index": Row(_none, PUBLIC),
    "api:events": Row(_none, PUBLIC),
    "api:schema": Row(_none, PUBLIC),
    "api:explorer": Row(_none, PUBLIC),
    "api:processes-list": Row(_none, PUBLIC),
    "api:processes-detail": Row(lambda world: [world.process.pk], PUBLIC),
    "api:phases-list": Row(_none, PUBLIC),
    "api:phases-detail": Row(lambda world: [world.phase.pk], PUBLIC),
    "api:components-list": Row(_none, PUBLIC),
    "api:components-detail": Row(lambda world: [world.call.pk], PUBLIC),
    "api:proposals-list": Row(_none, PUBLIC),
    "api:proposals-detail": Row(_proposal, PUBLIC),
    "api:proposals-support": Row(_proposal, POST_ONLY),
    "api:proposals-leave": Row(_proposal, POST_ONLY),
    "api:comments-list": Row(_none, PUBLIC),
    "api:comments-detail": Row(lambda world: [world.comment.pk], PUBLIC),
    "api:institution_answers-list": Row(_none, PUBLIC),
    "api:institution_answers-detail": Row(lambda world: [world.answered.subject.response.institution_id], PUBLIC),
    "api:questions-list": Row(_none, PUBLIC),
    "api:questions-detail": Row(lambda world: [world.question.pk], PUBLIC),
    "api:datarequests-list": Row(_none, PUBLIC),
    "api:datarequests-detail": Row(lambda world: [world.datarequest.pk], PUBLIC),
    "api:amendments-list": Row(_none, PUBLIC),
    "api:amendments-detail": Row(lambda world: [world.amendment.pk], PUBLIC),
    **{f"api:amendments-{act}": Row(lambda world: [world.amendment.pk], POST_ONLY) for act in ("accept", "decline", "withdraw")},
    "api:reuses-list": Row(_none, PUBLIC),
    "api:organisations-list": Row(_none, PUBLIC),
    "api:organisations-detail": Row(lambda world: [world.organisation.pk], PUBLIC),
    "api:reuses-detail": Row(lambda world: [world.reuse.pk], PUBLIC),
    "api:responses-list": Row(_none, PUBLIC),
    "api:responses-detail": Row(_response, PUBLIC),
    "api:territories-list": Row(_none, PUBLIC),
    "api:territories-detail": Row(_territory, PUBLIC),
    "api:pronouncements-list": Row(_none, PUBLIC),
    "api:pronouncements-detail": Row(_pronouncement, PUBLIC),
    "api:electoral_periods-list": Row(_none, PUBLIC),
    "api:electoral_periods-detail": Row(_period, PUBLIC),
    "api:evaluations-list": Row(_none, PUBLIC),
    "api:evaluations-detail": Row(_evaluation, PUBLIC),
    "api:closings-list": Row(_none, PUBLIC),
    "api:closings-detail": Row(_closing, PUBLIC),
    "api:conclusions-list": Row(_none, PUBLIC),
    "api:conclusions-detail": Row(lambda world: [world.conclusion.pk], PUBLIC),
    "api:mechanisms-list": Row(_none, PUBLIC),
    "api:mechanisms-detail": Row(_mechanism, PUBLIC),
    "api:institutions-list": Row(_none, PUBLIC),
    "api:institutions-detail": Row(lambda world: [world.institution.pk], PUBLIC),
    "api:subjects-list": Row(_none, PUBLIC),
    "api:subjects-detail": Row(_subject, PUBLIC),
    "api:subjects-follow": Row(_subject, POST_ONLY),
    "api:subjects-join": Row(lambda world: [world.question.subject_id], POST_ONLY),
    "api:announcements-list": Row(_none, PUBLIC),
    "api:announcements-detail": Row(lambda world: [world.newsletter.pk], PUBLIC),
    "api:flags-list": Row(_none, POST_ONLY),
    "api:preferences": Row(_none, (401, 200, 200)),
    # accounts
    "people:home": Row(_none, SIGNED_IN),
    "people:activity": Row(_none, SIGNED_IN),
    "people:profile": Row(_none, SIGNED_IN),
    "people:remove-contact": Row(lambda world: ["phone"], SIGNED_IN),
    "people:remove-password": Row(_none, LEADS_ON),  # they have none
    "people:tokens": Row(_none, SIGNED_IN),
    "people:revoke-token": Row(_token, POST_ONLY),
    "people:erase": Row(_none, SIGNED_IN),
    # webhooks: Bruno's, which to everybody else is not there
    "webhooks:home": Row(_none, SIGNED_IN),
    "webhooks:add": Row(_none, SIGNED_IN),
    **{f"webhooks:{page}": Row(_webhook, (302, 200, 404)) for page in ("detail", "change", "secret", "delete")},
    **{f"webhooks:{act}": Row(_webhook, POST_ONLY) for act in ("pause", "resume", "test")},
    "webhooks:resend": Row(lambda world: [world.message.key], POST_ONLY),
    "people:start-again": Row(_none, POST_ONLY),
    "people:sessions": Row(_none, SIGNED_IN),
    "people:end-session": Row(lambda world: [UUID(int=7)], POST_ONLY),
    "people:end-other-sessions": Row(_none, POST_ONLY),
    # officials: looks at personal data, acts of two people, a colleague's second step
    "access:resume": Row(_none, SIGNED_IN),
    "access:keep": Row(_none, POST_ONLY),
    "access:forget": Row(_none, POST_ONLY),
    "groups:join": Row(_person_group, SIGNED_IN),
    "admin:participation_persongroup_import": Row(_person_group, OFFICIAL),
    "access:viewing": Row(_none, OFFICIAL),
    "access:close-viewing": Row(_none, POST_ONLY),
    "access:pending": Row(_none, OFFICIAL),
    "access:pending-act": Row(lambda world: [world.pending_act.pk], (302, 404, 200)),
    "access:two-people": Row(_none, POST_ONLY),
    "access:recover": Row(_none, OFFICIAL),
    "admin:participation_event_export": Row(_none, (302, 403, 405)),
    "account_login": Row(_none, (200, 302, 302)),
    "account_confirm_login_code": Row(_none, LEADS_ON),
    "account_logout": Row(_none, SIGNED_IN),
    "account_signup": Row(_none, (200, 302, 302)),
    "account_inactive": Row(_none, PUBLIC),
    "account_reauthenticate": Row(_none, SIGNED_IN),
    "account_email": Row(_none, SIGNED_IN),
    "account_email_verification_sent": Row(_none, LEADS_ON),
    "account_change_phone": Row(_none, SIGNED_IN),
    "account_verify_phone": Row(_none, LEADS_ON),
    "account_set_password": Row(_none, SIGNED_IN),
    "account_change_password": Row(_none, SIGNED_IN),
    "account_reset_password": Row(_none, (200, 302, 302)),
    "mfa_index": Row(_none, SIGNED_IN),
    "mfa_authenticate": Row(_none, LEADS_ON),
    "mfa_reauthenticate": Row(_none, CLOSED),  # they have no second step
    "mfa_activate_totp": Row(_none, SIGNED_IN),
    "mfa_deactivate_totp": Row(_none, NOT_THEIRS),
    "mfa_view_recovery_codes": Row(_none, NOT_THEIRS),
    "mfa_generate_recovery_codes": Row(_none, SIGNED_IN),
    "mfa_download_recovery_codes": Row(_none, NOT_THEIRS),
    "mfa_list_webauthn": Row(_none, SIGNED_IN),
    "mfa_add_webauthn": Row(_none, SIGNED_IN),
    "mfa_reauthenticate_webauthn": Row(_none, CLOSED),
    "mfa_login_webauthn": Row(_none, LEADS_ON),
    "mfa_remove_webauthn": Row(lambda world: [1], NOT_THEIRS),
    "mfa_edit_webauthn": Row(lambda world: [1], NOT_THEIRS),
    "verification:mine": Row(_none, SIGNED_IN),
    "census:begin": Row(_none, (302, 403, 403)),  # no list, nothing offered
    "census:channel": Row(_none, (302, 403, 403)),
    "census:code": Row(_none, LEADS_ON),
    "census:resend": Row(_none, (302, 405, 405)),
    "census:cancel": Row(_none, (302, 405, 405)),
    "providers:provider": Row(_provider, SIGNED_IN),
    "providers:enter": Row(_provider, POST_ONLY),
    "providers:part": Row(_provider, (302, 405, 405)),
    "providers:return": Row(_provider, (422, 422, 422)),  # nobody began anything
    "admin:participation_census_take_off": Row(_none, OFFICIAL),
    "admin:census_import_confirm": Row(lambda world: [0], (302, 403, 404)),
    "admin:census_import_cancel": Row(lambda world: [0], (302, 403, 404)),
    "verification:sheet": Row(_none, (200, 302, 302)),
    "notifications:inbox": Row(_none, SIGNED_IN),
    "notifications:read-all": Row(_none, POST_ONLY),
    "notifications:preferences": Row(_none, SIGNED_IN),
    "notifications:plan": Row(_none, LEADS_ON),
    "notifications:resume": Row(_none, POST_ONLY),
    "notifications:about": Row(_subject, SIGNED_IN),
    "notifications:count": Row(_none, (204, 200, 200)),  # whoever is nobody is told nothing
    "notifications:unsubscribe": Row(_unsubscribe, PUBLIC),  # the signed token is the permission
    "notifications:open": Row(_notice, (302, 302, 404)),  # Bruno's
    "notifications:read": Row(_notice, POST_ONLY),
    "follows:mine": Row(_none, SIGNED_IN),
    # personal data: public pages, one's own, the transparency unit's desk (Carla is a steward and not the unit)
    "privacy:home": Row(_none, PUBLIC),
    "privacy:notice": Row(lambda world: ["account"], PUBLIC),
    "privacy:simple": Row(lambda world: ["account"], PUBLIC),
    "privacy:version": Row(lambda world: ["account", 1], PUBLIC),
    "privacy:retention": Row(_none, PUBLIC),
    "privacy:new-request": Row(_none, PUBLIC),
    "privacy:follow-up": Row(_none, PUBLIC),
    "privacy:request": Row(lambda world: ["ARCO-2026-000001"], (404, 404, 404)),  # opened by its code alone
    "influence:mine": Row(_none, SIGNED_IN),
    "influence:flow": Row(_subject, PUBLIC),
    "privacy:participation": Row(_none, SIGNED_IN),
    "privacy:participation-kind": Row(lambda world: ["comments"], SIGNED_IN),
    "privacy:my-data": Row(_none, SIGNED_IN),
    "privacy:consents": Row(_none, SIGNED_IN),
    "privacy:pseudonym": Row(_none, SIGNED_IN),
    "privacy:desk": Row(_none, CLOSED),
    "privacy:capture": Row(_none, CLOSED),
    "privacy:desk-request": Row(lambda world: [1], CLOSED),
    "privacy:breaches": Row(_none, OFFICIAL),
    "privacy:new-breach": Row(_none, OFFICIAL),
    "privacy:breach": Row(lambda world: [world.breach.pk], OFFICIAL),
    "privacy:security-document": Row(_none, OFFICIAL),
    "privacy:download-document": Row(_none, OFFICIAL),
    "exports:download": Row(lambda world: [world.people["bruno"].key], NOT_THEIRS),
    "exports:delete": Row(lambda world: [world.people["bruno"].key], POST_ONLY),
    "exports:official": Row(_none, OFFICIAL),  # stewards may have the log
    "exports:request": Row(lambda world: ["audit_log"], POST_ONLY),
    # open data
    "search": Row(_none, PUBLIC),
    "opendata:home": Row(_none, PUBLIC),
    "opendata:api": Row(_none, PUBLIC),
    "opendata:catalogue": Row(_none, PUBLIC),
    "opendata:dataset": Row(_dataset, PUBLIC),
    "opendata:csv": Row(_dataset, PUBLIC),
    "opendata:jsonl": Row(_dataset, PUBLIC),
    "opendata:geojson": Row(_dataset, PUBLIC),
    # whatever hangs on a subject
    "comments:list": Row(_subject, PUBLIC),
    "comments:create": Row(_subject, SIGNED_IN),
    "comments:thread": Row(_comment, PUBLIC),
    "comments:edit": Row(_comment, CLOSED),  # only Ana's
    "comments:withdraw": Row(_comment, CLOSED),
    "events:history": Row(_subject, PUBLIC),
    "follows:follow": Row(_subject, LEADS_ON),
    "follows:unfollow": Row(_subject, LEADS_ON),
    "versions:list": Row(_subject, PUBLIC),
    "moderation:flag": Row(_subject, SIGNED_IN),
    "responses:desk": Row(_none, OFFICIAL),
    "responses:route-many": Row(_none, POST_ONLY),
    "responses:publish-many": Row(_none, POST_ONLY),
    "responses:detail": Row(_subject, OFFICIAL),
    "folios:look-up": Row(_none, PUBLIC),
    "folios:detail": Row(_folio, PUBLIC),
    "folios:receipt": Row(_folio, PUBLIC),
    "folios:qr": Row(_folio, PUBLIC),
    "moderation:queue": Row(_none, OFFICIAL),
    "moderation:decide": Row(_subject, (302, 404, 200)),
    "moderation:log": Row(_none, PUBLIC),
    "moderation:statistics": Row(_none, PUBLIC),
    "moderation:rules": Row(_none, PUBLIC),
    "moderation:decide-many": Row(_none, POST_ONLY),
    "moderation:block": Row(_subject, (302, 404, 200)),
    "moderation:blocked": Row(_none, OFFICIAL),
    "moderation:lift": Row(lambda world: [world.block.pk], OFFICIAL),
    "moderation:appeals": Row(_none, OFFICIAL),
    "moderation:decide-appeal": Row(lambda world: [world.appeal.pk], (302, 404, 200)),
    "moderation:own-decision": Row(lambda world: [world.appeal.decision_id], NOT_THEIRS),  # Ana's
    "moderation:own-block": Row(_none, SIGNED_IN),
    "files:download": Row(_image, PUBLIC),
    "files:thumbnail": Row(_image, PUBLIC),
    "files:remove": Row(_image, OFFICIAL),
    "files:describe": Row(_image, OFFICIAL),
    "veda:list": Row(_none, PUBLIC),
    "handover:desk": Row(_none, OFFICIAL),
    "administrations:list": Row(_none, PUBLIC),
    "administrations:desk": Row(_none, OFFICIAL),
    "administrations:withdraw": Row(_administration, OFFICIAL),
    "administrations:pronounce": Row(_inherited, OFFICIAL),
    "access:field": Row(_none, OFFICIAL),
    "access:field-sheet": Row(_none, OFFICIAL),
    "access:field-end": Row(lambda world: [2**40], (302, 403, 404)),
    "access:field-pin": Row(lambda world: [2**40], (302, 403, 404)),
    "access:field-enter": Row(_none, (200, 302, 302)),
    "processes:teams": Row(_none, OFFICIAL),
    "processes:team": Row(_process, (302, 404, 200)),
    "handover:leave": Row(lambda world: [world.people["dario"].pk], OFFICIAL),
    "followup:list": Row(_none, PUBLIC),
    "followup:atom": Row(_none, PUBLIC),
    "followup:ics": Row(_none, PUBLIC),
    "followup:detail": Row(_action, PUBLIC),
    "followup:desk": Row(_none, SIGNED_IN),
    "followup:report": Row(_action, OFFICIAL),
    "followup:evidence": Row(_action, OFFICIAL),
    "followup:obstacle": Row(_action, OFFICIAL),
    "followup:declare": Row(_action, OFFICIAL),
    "followup:plan": Row(_root_action, OFFICIAL),
    "followup:add": Row(_action, OFFICIAL),
    "followup:edit": Row(_action, OFFICIAL),
    "followup:dates": Row(_action, OFFICIAL),
    "followup:name-reporter": Row(_action, OFFICIAL),
    "followup:end-reporter": Row(_told_by, OFFICIAL),
    "followup:clear-obstacle": Row(_in_the_way, POST_ONLY),
    "followup:withdraw": Row(lambda world: ["obstaculos", *_in_the_way(world)], OFFICIAL),
    "api:actions-list": Row(_none, PUBLIC),
    "api:actions-detail": Row(_action, PUBLIC),
    "api:progress_updates-list": Row(_none, PUBLIC),
    "api:progress_updates-detail": Row(_told_of("ProgressUpdate"), PUBLIC),
    "api:progress_updates-withdraw": Row(_told_of("ProgressUpdate"), POST_ONLY),
    "api:evidence-list": Row(_none, PUBLIC),
    "api:evidence-detail": Row(_told_of("Evidence"), PUBLIC),
    "api:evidence-withdraw": Row(_told_of("Evidence"), POST_ONLY),
    "api:obstacles-list": Row(_none, PUBLIC),
    "api:obstacles-detail": Row(_told_of("Obstacle"), PUBLIC),
    "api:obstacles-withdraw": Row(_told_of("Obstacle"), POST_ONLY),
    "api:obstacles-clear": Row(_told_of("Obstacle"), POST_ONLY),
    "agreements:list": Row(_none, PUBLIC),
    "agreements:detail": Row(_agreement, PUBLIC),
    "agreements:make": Row(lambda world: [world.process.subject_id], OFFICIAL),
    "agreements:edit": Row(_agreement, OFFICIAL),
    "agreements:withdraw": Row(_agreement, OFFICIAL),
    "api:agreements-list": Row(_none, PUBLIC),
    "api:agreements-detail": Row(_agreement, PUBLIC),
    "commitments:list": Row(_none, PUBLIC),
    "commitments:template": Row(_none, PUBLIC),
    "commitments:detail": Row(_commitment, PUBLIC),
    "commitments:atom": Row(_plan_row, PUBLIC),
    "commitments:export": Row(lambda world: [*_plan_row(world), "csv"], PUBLIC),
    "commitments:set-up": Row(_plan_component, OFFICIAL),
    "commitments:desk": Row(_plan_row, OFFICIAL),
    "commitments:publish": Row(_plan_row, OFFICIAL),
    "commitments:archive": Row(_plan_row, OFFICIAL),
    "commitments:reopen": Row(_plan_row, OFFICIAL),
    "commitments:periods": Row(_plan_row, OFFICIAL),
    "commitments:tally": Row(_plan_row, OFFICIAL),
    "commitments:bring": Row(_plan_row, OFFICIAL),
    "commitments:add": Row(_plan_row, OFFICIAL),
    "commitments:edit": Row(_commitment, OFFICIAL),
    "commitments:withdraw": Row(_commitment, OFFICIAL),
    "commitments:part": Row(lambda world: [*_commitment(world), "actors"], OFFICIAL),
    "commitments:leave": Row(_promised("CommitmentActor"), OFFICIAL),
    "commitments:measure": Row(_promised("Indicator"), OFFICIAL),
    "commitments:served": Row(_promised("Objective"), OFFICIAL),
    "api:plans-list": Row(_none, PUBLIC),
    "api:plans-detail": Row(_plan_row, PUBLIC),
    "api:commitments-list": Row(_none, PUBLIC),
    "api:commitments-detail": Row(_commitment, PUBLIC),
    "api:successions-list": Row(_none, PUBLIC),
    "api:successions-detail": Row(_promised("Succession"), PUBLIC),
    "agenda:list": Row(_none, PUBLIC),
    "agenda:ics": Row(_none, PUBLIC),
    "agenda:detail": Row(_meeting, PUBLIC),
    "api:meetings-list": Row(_none, PUBLIC),
    "api:meetings-detail": Row(_meeting, PUBLIC),
    "processes:news": Row(_none, PUBLIC),
    "processes:news-feed": Row(_none, PUBLIC),
    "processes:news-detail": Row(_news, PUBLIC),
    "api:news-list": Row(_none, PUBLIC),
    "api:news-detail": Row(_news, PUBLIC),
    "processes:mechanisms": Row(_none, PUBLIC),
    "processes:mechanism": Row(lambda world: ["consulta"], PUBLIC),
    "evaluations:page": Row(lambda world: [world.process.subject_id], PUBLIC),
    "announcements:list": Row(_none, PUBLIC),
    "announcements:detail": Row(lambda world: [world.newsletter.pk], PUBLIC),
    "admin:announcement_review": Row(lambda world: [world.unsent.pk], OFFICIAL),
    **{
        f"admin:announcement_{act}": Row(lambda world: [0], (302, 403, 404))
        for act in ("test", "send", "take_back", "discard", "stop", "duplicate")
    },
    "institutions:list": Row(_none, PUBLIC),
    "institutions:detail": Row(lambda world: [world.institution.slug], PUBLIC),
    "territories:list": Row(_none, PUBLIC),
    "territories:outlines": Row(_none, PUBLIC),
    "territories:detail": Row(_territory, PUBLIC),
    "territories:outline": Row(_territory, PUBLIC),
    "verification:desk": Row(_none, OFFICIAL),
    "verification:verify": Row(lambda world: [world.people["fausto"].key], OFFICIAL),
    "verification:assist": Row(_none, OFFICIAL),
    "verification:conflicts": Row(_none, OFFICIAL),
    "verification:conflict": Row(lambda world: [1], (302, 403, 404)),
    "verification:print": Row(lambda world: [world.people["fausto"].key], (302, 405, 405)),
    "verification:documents": Row(lambda world: [world.people["fausto"].key], (302, 403, 404)),
    "pages:detail": Row(lambda world: [world.page.slug], PUBLIC),
    # processes and proposals
    "home": Row(_none, PUBLIC),
    "processes:list": Row(_none, PUBLIC),
    "processes:feed-ics": Row(_none, PUBLIC),
    "processes:promise": Row(_none, PUBLIC),
    "processes:detail": Row(_process, PUBLIC),
    "processes:ics": Row(_process, PUBLIC),
    "processes:component": Row(_call, PUBLIC),
    "proposals:create": Row(_call, SIGNED_IN),
    "proposals:markers": Row(_call, PUBLIC),
    "proposals:outlines": Row(_call, PUBLIC),
    "proposals:detail": Row(_proposal, PUBLIC),
    "proposals:support": Row(_proposal, POST_ONLY),
    "proposals:unsupport": Row(_proposal, POST_ONLY),
    "proposals:channels": Row(_call, PUBLIC),
    "proposals:desk": Row(_none, OFFICIAL),
    "proposals:bring": Row(_none, OFFICIAL),
    "proposals:take": Row(_none, POST_ONLY),
    "proposals:assign": Row(_none, (302, 403, 302)),  # without marks: back to the desk
    "proposals:dossiers-of": Row(_proposal, OFFICIAL),
    "proposals:dossiers": Row(_none, OFFICIAL),
    "proposals:dossier": Row(lambda world: [world.dossier.pk], (302, 404, 200)),
    "proposals:merge": Row(_none, (302, 403, 302)),  # without marks: back to the desk
    "proposals:split": Row(_proposal, OFFICIAL),
    "proposals:regrouping-undo": Row(lambda world: [2**40], (302, 403, 404)),
    "proposals:edit": Row(_proposal, CLOSED),  # only Ana's
    "proposals:withdraw": Row(_proposal, CLOSED),
    "proposals:similar": Row(_proposal, NOT_THEIRS),  # only the author of a draft
    "proposals:place": Row(_proposal, NOT_THEIRS),
    "proposals:preview": Row(_proposal, NOT_THEIRS),
    "proposals:discard": Row(_proposal, POST_ONLY),
    "proposals:coauthors": Row(_proposal, NOT_THEIRS),  # only who signs it
    "proposals:coauthor-leave": Row(_proposal, NOT_THEIRS),
    "proposals:coauthor-remove": Row(lambda world: [world.proposal.pk, world.people["fausto"].pk], NOT_THEIRS),
    "api:invitations-list": Row(_none, (401, 200, 200)),
    **{f"api:invitations-{act}": Row(lambda world: [1], POST_ONLY) for act in ("detail", "accept", "decline")},
    "invitations:mine": Row(_none, SIGNED_IN),
    "invitations:detail": Row(lambda world: [1], NOT_THEIRS),
    "invitations:accept": Row(lambda world: [1], POST_ONLY),
    "invitations:cancel": Row(lambda world: [1], POST_ONLY),
    "proposals:amendments": Row(_proposal, PUBLIC),
    "proposals:amend": Row(_proposal, SIGNED_IN),
    "proposals:amendment": Row(lambda world: [world.amendment.pk], PUBLIC),
    "proposals:amendment-accept": Row(lambda world: [world.amendment.pk], CLOSED),  # only Ana's
    "proposals:amendment-decline": Row(lambda world: [world.amendment.pk], CLOSED),
    "proposals:amendment-withdraw": Row(lambda world: [world.amendment.pk], CLOSED),  # only Fausto's
    "sharing:card": Row(lambda world: ["proposal", world.proposal.subject_id], PUBLIC),
    "oembed": Row(_none, (404, 404, 404)),  # without the address of a page
    "sharing:embed": Row(_subject, PUBLIC),
    "sharing:poster": Row(_subject, PUBLIC),
    "sharing:qr": Row(_subject, PUBLIC),
    "sharing:picture": Row(_subject, PUBLIC),
    "sharing:site-picture": Row(_none, PUBLIC),
    # questions, requests of data, what was built on the data
    "processes:ask": Row(lambda world: [world.process.slug, world.questions.slug], SIGNED_IN),
    "processes:questions": Row(_none, PUBLIC),
    "processes:debates": Row(_none, PUBLIC),
    "processes:question": Row(lambda world: [world.question.pk], PUBLIC),
    "api:statements-list": Row(_none, PUBLIC),
    "api:statements-detail": Row(lambda world: [world.statement.pk], PUBLIC),
    "api:statements-answer": Row(lambda world: [world.statement.pk], POST_ONLY),
    "api:opinion_groups-list": Row(_none, PUBLIC),
    "api:opinion_groups-detail": Row(lambda world: [world.opinion_round.pk], PUBLIC),
    "cocreation:level": Row(_process, PUBLIC),
    "cocreation:list": Row(_heard, PUBLIC),
    "cocreation:write": Row(_heard, SIGNED_IN),
    "cocreation:told": Row(_heard, PUBLIC),
    "cocreation:contribution": Row(lambda world: [world.contribution.pk], PUBLIC),
    "cocreation:withdraw": Row(lambda world: [world.contribution.pk], CLOSED),  # only Ana's
    "cocreation:cluster": Row(lambda world: [world.cluster.pk], PUBLIC),
    "cocreation:to-read": Row(_none, OFFICIAL),
    "cocreation:read": Row(lambda world: [world.unread_contribution.pk], (302, 404, 200)),
    "cocreation:desk": Row(_none, OFFICIAL),
    "cocreation:bench": Row(_bench, OFFICIAL),
    "cocreation:move": Row(_bench, POST_ONLY),
    "cocreation:review": Row(_bench, OFFICIAL),
    "cocreation:log": Row(_bench, OFFICIAL),
    "cocreation:publish": Row(_bench, OFFICIAL),
    "cocreation:write-down": Row(_bench, OFFICIAL),
    "cocreation:undo": Row(lambda world: [world.cluster_step.pk], POST_ONLY),
    "cocreation:cluster-desk": Row(lambda world: [world.cluster.pk], OFFICIAL),
    "cocreation:tree": Row(lambda world: [world.tree.pk], PUBLIC),
    "cocreation:trees": Row(_bench, OFFICIAL),
    "cocreation:tree-desk": Row(lambda world: [world.tree.pk], OFFICIAL),
    "cocreation:tree-add": Row(lambda world: [world.tree.pk], (302, 403, 404)),  # of which side is in the address
    "cocreation:tree-publish": Row(lambda world: [world.tree.pk], OFFICIAL),
    "cocreation:tree-node": Row(lambda world: [world.tree_node.pk], OFFICIAL),
    "cocreation:tree-up": Row(lambda world: [world.tree_node.pk], POST_ONLY),
    "cocreation:tree-remove": Row(lambda world: [world.tree_node.pk], OFFICIAL),
    "cocreation:solution": Row(lambda world: [world.solution.pk], PUBLIC),
    "cocreation:table": Row(_ranked, OFFICIAL),
    "cocreation:solution-add": Row(_ranked, OFFICIAL),
    "cocreation:table-sheets": Row(_ranked, OFFICIAL),
    "cocreation:table-step": Row(lambda world: [world.ranked.encounter_id, "corregir"], OFFICIAL),
    "cocreation:sheet-remove": Row(lambda world: [world.ranking_sheet.pk], POST_ONLY),
    "cocreation:solution-edit": Row(lambda world: [world.solution.pk], OFFICIAL),
    "cocreation:solution-led": Row(lambda world: [world.solution.pk], OFFICIAL),
    "cocreation:solution-remove": Row(lambda world: [world.solution.pk], OFFICIAL),
    "api:solutions-list": Row(_none, PUBLIC),
    "api:solutions-detail": Row(lambda world: [world.solution.pk], PUBLIC),
    "api:contributions-list": Row(_none, PUBLIC),
    "api:contributions-detail": Row(lambda world: [world.contribution.pk], PUBLIC),
    "api:contributions-withdraw": Row(lambda world: [world.contribution.pk], POST_ONLY),
    "api:clusters-list": Row(_none, PUBLIC),
    "api:clusters-detail": Row(lambda world: [world.cluster.pk], PUBLIC),
    "api:problem_trees-list": Row(_none, PUBLIC),
    "api:problem_trees-detail": Row(lambda world: [world.tree.pk], PUBLIC),
    "processes:statements": Row(lambda world: [world.process.slug, world.opinions.slug], PUBLIC),
    "processes:add-statement": Row(lambda world: [world.process.slug, world.opinions.slug], SIGNED_IN),
    "processes:my-answers": Row(lambda world: [world.process.slug, world.opinions.slug], SIGNED_IN),
    "processes:statement": Row(lambda world: [world.statement.pk], PUBLIC),
    "processes:answer-statement": Row(lambda world: [world.statement.pk], POST_ONLY),
    "processes:withdraw-statement": Row(lambda world: [world.statement.pk], CLOSED),  # only Ana's
    **{
        f"processes:{name}": Row(lambda world: [world.process.slug, world.survey.slug], statuses)
        for name, statuses in {
            "answer-survey": SIGNED_IN, "my-survey": NOT_THEIRS, "withdraw-survey": NOT_THEIRS,
            "discard-survey-draft": POST_ONLY, "survey-results": PUBLIC, "survey-table": PUBLIC,
            "vote-ballots": (404, 404, 404),  # a survey has none
        }.items()
    },
    "processes:survey-receipt": Row(
        lambda world: [world.process.slug, world.survey.slug, world.survey_answer.folio], PUBLIC
    ),
    "processes:survey-texts": Row(lambda world: [world.process.slug, world.survey.slug, "p1"], PUBLIC),
    "processes:surveys-to-read": Row(_none, OFFICIAL),
    "processes:survey-file": Row(lambda world: [UUID(int=1)], NOT_THEIRS),
    "processes:consultation-desk": Row(lambda world: [world.survey.pk], OFFICIAL),
    "processes:add-question": Row(lambda world: [world.unready_survey.pk], (302, 403, 302)),  # which kind? on the desk
    "processes:edit-question": Row(lambda world: [world.unready_survey.pk, world.survey_question.pk], OFFICIAL),
    "processes:change-question": Row(
        lambda world: [world.unready_survey.pk, world.survey_question.pk, "subir"], POST_ONLY
    ),
    "processes:copy-questions": Row(lambda world: [world.unready_survey.pk], POST_ONLY),
    "processes:ready-questions": Row(lambda world: [world.unready_survey.pk], OFFICIAL),
    "processes:move-vote": Row(lambda world: [world.survey.pk], (302, 403, 404)),  # it is no vote
    "processes:count-consultation": Row(lambda world: [world.survey.pk], POST_ONLY),
    "processes:survey-workbook": Row(lambda world: [world.survey.pk], POST_ONLY),
    "processes:survey-texts-desk": Row(lambda world: [world.survey.pk], OFFICIAL),
    "processes:withhold-text": Row(lambda world: [world.survey.pk, world.survey_text.pk], OFFICIAL),
    "api:consultations-list": Row(_none, PUBLIC),
    "api:consultations-detail": Row(lambda world: [world.survey.questionnaire.pk], PUBLIC),
    "api:consultations-answer": Row(lambda world: [world.survey.questionnaire.pk], POST_ONLY),
    "texts:list": Row(_none, PUBLIC),
    "texts:detail": Row(lambda world: [world.text.pk], PUBLIC),
    "texts:suggestions": Row(lambda world: [world.text.pk], PUBLIC),
    "texts:passage": Row(lambda world: [world.text.pk, 1], PUBLIC),
    "texts:write": Row(lambda world: [world.text.pk, 1], SIGNED_IN),
    "texts:versions": Row(lambda world: [world.text.pk], PUBLIC),
    "texts:changes": Row(lambda world: [world.text.pk, 1], PUBLIC),
    "texts:version": Row(lambda world: [world.text.pk, 1], PUBLIC),
    "texts:download": Row(lambda world: [world.text.pk, 1, "pdf"], PUBLIC),
    "texts:sign": Row(lambda world: [world.adopted_text.pk], SIGNED_IN),
    "texts:signers": Row(lambda world: [world.adopted_text.pk], PUBLIC),
    "texts:unsign": Row(lambda world: [world.adopted_text.pk, world.signature.pk], CLOSED),  # only Ana's
    "texts:suggestion": Row(lambda world: [world.suggestion.pk], PUBLIC),
    "texts:side": Row(lambda world: [world.suggestion.pk], POST_ONLY),
    "texts:withdraw": Row(lambda world: [world.suggestion.pk], CLOSED),  # only Ana's
    "processes:consultation-desks": Row(_none, OFFICIAL),
    "texts:whole-version": Row(lambda world: [world.text.pk], OFFICIAL),
    "texts:desk": Row(_none, OFFICIAL),
    "texts:manage": Row(lambda world: [world.text.component_id], OFFICIAL),
    "texts:bring": Row(lambda world: [world.unpublished_text.component_id], OFFICIAL),
    "texts:publish": Row(lambda world: [world.unpublished_text.pk], (302, 404, 200)),
    "texts:answers": Row(lambda world: [world.text.pk], OFFICIAL),
    "texts:new-version": Row(lambda world: [world.text.pk], OFFICIAL),
    "texts:adopt": Row(lambda world: [world.text.pk], CLOSED),  # a suggestion waits for its answer
    "texts:reopen": Row(lambda world: [world.adopted_text.pk], CLOSED),  # somebody signed it
    "api:texts-list": Row(_none, PUBLIC),
    "api:texts-detail": Row(lambda world: [world.text.pk], PUBLIC),
    "api:passages-list": Row(_none, PUBLIC),
    "api:passages-detail": Row(lambda world: [world.text.passages.get().pk], PUBLIC),
    "api:suggestions-list": Row(_none, PUBLIC),
    "api:suggestions-detail": Row(lambda world: [world.suggestion.pk], PUBLIC),
    **{f"api:suggestions-{act}": Row(lambda world: [world.suggestion.pk], POST_ONLY) for act in ("side", "withdraw")},
    "encounters:list": Row(_none, PUBLIC),
    "encounters:points": Row(_none, PUBLIC),
    "encounters:feed-ics": Row(_none, PUBLIC),
    "encounters:detail": Row(lambda world: [world.encounter.pk], PUBLIC),
    "encounters:ics": Row(lambda world: [world.encounter.pk], PUBLIC),
    "encounters:register": Row(lambda world: [world.encounter.pk], SIGNED_IN),
    "encounters:pass": Row(lambda world: [world.attended.pk], SIGNED_IN),
    "encounters:qr": Row(lambda world: [world.attended.pk], SIGNED_IN),
    "encounters:withdraw": Row(lambda world: [world.attended.pk], SIGNED_IN),
    "encounters:printed": Row(lambda world: [world.met.pk], PUBLIC),
    "encounters:floor": Row(lambda world: [world.encounter.pk], PUBLIC),
    "encounters:ask-floor": Row(lambda world: [world.encounter.pk], SIGNED_IN),
    "encounters:intervention": Row(lambda world: [world.intervention.pk], PUBLIC),
    "api:interventions-list": Row(_none, PUBLIC),
    "api:interventions-detail": Row(lambda world: [world.intervention.pk], PUBLIC),
    "encounters:my-calendar": Row(_none, SIGNED_IN),
    "encounters:personal-ics": Row(lambda world: [world.calendar_secret], PUBLIC),
    "encounters:desk": Row(_none, OFFICIAL),
    "encounters:write": Row(lambda world: [world.encounters.pk], OFFICIAL),
    "encounters:manage": Row(lambda world: [world.encounter.pk], OFFICIAL),
    "encounters:edit": Row(lambda world: [world.encounter.pk], OFFICIAL),
    "encounters:publish": Row(lambda world: [world.unannounced.pk], (302, 404, 200)),
    "encounters:move": Row(lambda world: [world.encounter.pk], OFFICIAL),
    "encounters:cancel": Row(lambda world: [world.encounter.pk], OFFICIAL),
    "encounters:repeat": Row(lambda world: [world.encounter.pk], OFFICIAL),
    "encounters:registrations": Row(lambda world: [world.encounter.pk], OFFICIAL),
    "encounters:cancel-registration": Row(lambda world: [world.encounter.pk, world.captured.pk], POST_ONLY),
    "encounters:door": Row(lambda world: [world.encounter.pk], OFFICIAL),
    "encounters:check-in": Row(lambda world: [world.encounter.pk], POST_ONLY),
    "encounters:walk-in": Row(lambda world: [world.encounter.pk], POST_ONLY),
    "encounters:notes": Row(lambda world: [world.encounter.pk], OFFICIAL),
    "encounters:minutes": Row(lambda world: [world.met.pk], OFFICIAL),
    "encounters:born": Row(lambda world: [world.met.pk], POST_ONLY),
    "api:encounters-list": Row(_none, PUBLIC),
    "api:encounters-detail": Row(lambda world: [world.encounter.pk], PUBLIC),
    "api:encounters-register": Row(lambda world: [world.encounter.pk], POST_ONLY),
    # participatory budgets
    "budgets:list": Row(_none, PUBLIC),
    "budgets:where": Row(_budget_component, PUBLIC),
    "budgets:contest": Row(_pot, PUBLIC),
    "budgets:markers": Row(_pot, PUBLIC),
    "budgets:outlines": Row(_pot, PUBLIC),
    "budgets:compare": Row(_pot, PUBLIC),
    "budgets:submit": Row(_pot, SIGNED_IN),
    "budgets:project": Row(_pot_project, PUBLIC),
    "budgets:edit": Row(_pot_project, OFFICIAL),
    "budgets:withdraw": Row(_pot_project, OFFICIAL),
    "budgets:ask": Row(lambda world: [world.refused_project.pk], CLOSED),  # only Ana's, who asked already
    "budgets:integrity": Row(_none, PUBLIC),
    "budgets:verify": Row(_none, PUBLIC),
    "budgets:elsewhere": Row(_none, PUBLIC),
    "budgets:imported": Row(lambda world: [world.elsewhere.pk], PUBLIC),
    "budgets:imported-share": Row(lambda world: [world.elsewhere.pk], PUBLIC),
    "budgets:results": Row(_counted, PUBLIC),
    "budgets:share": Row(_counted, PUBLIC),
    "budgets:result-files": Row(_counted, PUBLIC),
    "budgets:record": Row(_counted, PUBLIC),
    "budgets:record-heads": Row(_counted, PUBLIC),
    "budgets:record-leaves": Row(_counted, PUBLIC),
    "budgets:record-consistency": Row(_counted, PUBLIC),
    "budgets:receipt": Row(lambda world: [world.counted.pk, "0" * 64], PUBLIC),
    "budgets:count-desk": Row(_counted, OFFICIAL),
    "budgets:count-again": Row(_counted, OFFICIAL),
    "budgets:assembly": Row(_pot, OFFICIAL),
    "budgets:assembly-step": Row(lambda world: [world.assembly.pk], OFFICIAL),
    "budgets:secrecy": Row(_none, PUBLIC),
    "budgets:vote": Row(lambda world: [world.pot.budget_id], SIGNED_IN),
    "budgets:ballot": Row(_ballot, SIGNED_IN),
    "budgets:ballot-check": Row(_ballot, SIGNED_IN),
    "budgets:ballot-cast": Row(_ballot, LEADS_ON),  # of whoever did not vote
    "budgets:ballot-definition": Row(_ballot, PUBLIC),
    "budgets:tables": Row(_ballot, PUBLIC),
    "budgets:ballot-desk": Row(_ballot, OFFICIAL),
    "budgets:freeze": Row(_pot, OFFICIAL),
    "budgets:move-vote": Row(_ballot, (302, 403, 404)),  # the phase has the days of the vote
    "budgets:add-table": Row(_ballot, OFFICIAL),
    "budgets:amend": Row(lambda world: [world.on_ballot.pk], OFFICIAL),
    "budgets:my-tables": Row(_none, SIGNED_IN),
    "budgets:table": Row(_table, (302, 404, 200)),
    "budgets:remove-table": Row(_table, CLOSED),  # it has opened
    "budgets:table-sign": Row(_table, (302, 404, 200)),
    "budgets:table-enter": Row(_table, (302, 404, 200)),
    "budgets:table-settle": Row(_paper, (302, 404, 200)),
    "budgets:table-erase": Row(_paper, (302, 404, 200)),
    "budgets:table-dispute": Row(_table, (302, 404, 200)),
    "budgets:table-close": Row(_table, (302, 404, 200)),
    "budgets:desk": Row(_none, OFFICIAL),
    "budgets:manage": Row(_budget_component, OFFICIAL),
    "budgets:set-up": Row(lambda world: [world.unset_budget.pk], OFFICIAL),
    "budgets:rules": Row(_budget_component, OFFICIAL),
    "budgets:add-contest": Row(_budget_component, OFFICIAL),
    "budgets:add-level": Row(_budget_component, OFFICIAL),
    "budgets:contest-desk": Row(_pot, OFFICIAL),
    "budgets:change-contest": Row(_pot, OFFICIAL),
    "budgets:remove-contest": Row(lambda world: [world.empty_pot.pk], OFFICIAL),
    "budgets:add-project": Row(_pot, OFFICIAL),
    "budgets:from-proposals": Row(_pot, OFFICIAL),
    "budgets:groups": Row(_pot, OFFICIAL),
    "budgets:studies": Row(_none, OFFICIAL),
    "budgets:study": Row(_pot_project, OFFICIAL),
    "budgets:assign": Row(_pot_project, OFFICIAL),
    "budgets:finding": Row(lambda world: [world.pot_project.pk, "legal"], OFFICIAL),
    "budgets:finish": Row(_pot_project, OFFICIAL),
    "budgets:reopen": Row(lambda world: [world.refused_project.pk], OFFICIAL),
    "budgets:answer": Row(lambda world: [world.refused_project.pk], OFFICIAL),
    "budgets:relieve": Row(lambda world: [world.study.pk], POST_ONLY),
    "budgets:works": Row(_none, PUBLIC),
    "budgets:work": Row(_work, PUBLIC),
    "budgets:contract": Row(_work, OFFICIAL),
    "budgets:payment": Row(_work, OFFICIAL),
    "budgets:take-back": Row(lambda world: [world.work.pk, "contratos", world.contract.pk], OFFICIAL),
    "api:budgets-list": Row(_none, PUBLIC),
    "api:budgets-detail": Row(lambda world: [world.pot.budget_id], PUBLIC),
    "api:contests-list": Row(_none, PUBLIC),
    "api:contests-detail": Row(_pot, PUBLIC),
    "api:contests-ballot": Row(_ballot, PUBLIC),
    "api:projects-list": Row(_none, PUBLIC),
    "api:projects-detail": Row(_pot_project, PUBLIC),
    "api:works-list": Row(_none, PUBLIC),
    "api:works-detail": Row(_work, PUBLIC),
    # what others find of commitments
    "reviews:list": Row(_none, PUBLIC),
    "reviews:detail": Row(lambda world: [world.reviewed.review.pk], PUBLIC),
    "reviews:desk": Row(_none, OFFICIAL),
    "reviews:begin": Row(lambda world: [world.reviewed.plan.pk], OFFICIAL),
    "reviews:write": Row(_draft_review, (302, 404, 200)),
    "reviews:edit": Row(_draft_review, (302, 404, 200)),
    "reviews:say-of-plan": Row(_draft_review, (302, 404, 200)),
    "reviews:say": Row(lambda world: [world.reviewed.draft.pk, world.reviewed.commitment.pk], (302, 404, 200)),
    "reviews:publish": Row(_draft_review, (302, 404, 200)),
    "reviews:discard": Row(_draft_review, (302, 404, 200)),
    "reviews:correct": Row(lambda world: [world.reviewed.review.pk], OFFICIAL),
    "reviews:appoint": Row(_forum_desk, OFFICIAL),
    "reviews:declare": Row(lambda world: [world.reviewed.assessor.pk], (302, 404, 403)),  # only the assessor's
    "reviews:end": Row(lambda world: [world.reviewed.assessor.pk], (302, 404, 200)),
    "oversight:all-observations": Row(_none, PUBLIC),
    "oversight:all-corrections": Row(_none, PUBLIC),
    "oversight:observation": Row(lambda world: [world.reviewed.seen.pk], PUBLIC),
    "oversight:correction": Row(lambda world: [world.reviewed.wrong.pk], PUBLIC),
    "oversight:observations": Row(_watched, PUBLIC),
    "oversight:corrections": Row(_watched, PUBLIC),
    "oversight:new-observation": Row(_watched, (403, 403, 403)),  # the plan is a draft
    "oversight:new-correction": Row(_watched, (403, 403, 403)),
    "changes:recommendations": Row(_none, PUBLIC),
    "changes:recommendation": Row(lambda world: [world.reviewed.advice.pk], PUBLIC),
    "changes:list": Row(_none, PUBLIC),
    "changes:detail": Row(lambda world: [world.reviewed.change.pk], PUBLIC),
    "changes:put-down": Row(lambda world: [world.reviewed.commitment.pk], OFFICIAL),
    "changes:take-back": Row(lambda world: [world.reviewed.change.pk], OFFICIAL),
    "changes:recommend": Row(_draft_review, (302, 404, 200)),
    "changes:drop": Row(lambda world: [world.reviewed.unsaid.pk], POST_ONLY),
    "standards:plan": Row(lambda world: [world.process.slug, world.reviewed.component.slug], PUBLIC),
    "api:plans-standards": Row(lambda world: [world.reviewed.plan.pk], PUBLIC),
    "api:assessments-list": Row(_none, PUBLIC),
    "api:assessments-detail": Row(lambda world: [world.reviewed.review.pk], PUBLIC),
    "api:verdicts-list": Row(_none, PUBLIC),
    "api:verdicts-detail": Row(lambda world: [world.reviewed.value.pk], PUBLIC),
    "api:scales-list": Row(_none, PUBLIC),
    "api:scales-detail": Row(lambda world: [world.reviewed.scale.pk], PUBLIC),
    "api:recommendations-list": Row(_none, PUBLIC),
    "api:recommendations-detail": Row(lambda world: [world.reviewed.advice.pk], PUBLIC),
    "api:institutional_changes-list": Row(_none, PUBLIC),
    "api:institutional_changes-detail": Row(lambda world: [world.reviewed.change.pk], PUBLIC),
    "api:observations-list": Row(_none, PUBLIC),
    "api:observations-detail": Row(lambda world: [world.reviewed.seen.pk], PUBLIC),
    "api:corrections-list": Row(_none, PUBLIC),
    "api:corrections-detail": Row(lambda world: [world.reviewed.wrong.pk], PUBLIC),
    "forums:list": Row(_none, PUBLIC),
    "forums:detail": Row(_forum, PUBLIC),
    "forums:ics": Row(_forum, PUBLIC),
    "forums:call": Row(lambda world: [world.forum.slug, world.decided_call.pk], PUBLIC),
    "forums:hand-in": Row(lambda world: [world.forum.slug, world.open_call.pk], (302, 200, 403)),  # Carla opened it
    "forums:candidacy": Row(lambda world: [world.chosen.pk], PUBLIC),
    "forums:withdraw": Row(lambda world: [world.chosen.pk], CLOSED),  # only its author's, before the result
    "forums:declaration": Row(_forum, PUBLIC),
    "forums:join": Row(_forum, (302, 403, 200)),  # an institution that did not sign yet may
    "forums:leave": Row(lambda world: [world.forum.slug, world.adherence.pk], OFFICIAL),
    "forums:end-member": Row(lambda world: [world.forum.slug, world.member.pk], OFFICIAL),
    "forums:conflict": Row(lambda world: [world.forum.slug, world.member.pk], OFFICIAL),
    "forums:desk": Row(_none, OFFICIAL),
    "forums:create": Row(_none, OFFICIAL),
    "forums:manage": Row(_forum_desk, OFFICIAL),
    "forums:edit": Row(_forum_desk, OFFICIAL),
    "forums:seats": Row(_forum_desk, OFFICIAL),
    "forums:rules": Row(_forum_desk, OFFICIAL),
    "forums:publish": Row(lambda world: [world.draft_forum.pk], (302, 404, 200)),
    "forums:close": Row(_forum_desk, OFFICIAL),
    "forums:reopen": Row(_forum_desk, POST_ONLY),
    "forums:write-declaration": Row(_forum_desk, OFFICIAL),
    "forums:add-member": Row(_forum_desk, OFFICIAL),
    "forums:correct-member": Row(lambda world: [world.member.pk], OFFICIAL),
    "forums:promote": Row(lambda world: [world.member.pk], POST_ONLY),
    "forums:open-call": Row(_forum_desk, OFFICIAL),
    "forums:call-desk": Row(lambda world: [world.over_call.pk], OFFICIAL),
    "forums:change-call": Row(lambda world: [world.over_call.pk], OFFICIAL),
    "forums:result": Row(lambda world: [world.over_call.pk], OFFICIAL),
    "forums:decide": Row(lambda world: [world.candidacy.pk], (302, 404, 200)),
    "forums:call-session": Row(_forum_desk, OFFICIAL),
    "forums:add-session": Row(_forum_desk, OFFICIAL),
    "forums:remove-session": Row(lambda world: [world.session.pk], POST_ONLY),
    "api:forums-list": Row(_none, PUBLIC),
    "api:forums-detail": Row(_forum_desk, PUBLIC),
    "api:forums-checks": Row(_forum_desk, PUBLIC),
    "api:forum_members-list": Row(_none, PUBLIC),
    "api:forum_members-detail": Row(lambda world: [world.member.pk], PUBLIC),
    "processes:opinion-method": Row(_none, PUBLIC),
    "processes:statements-to-read": Row(_none, OFFICIAL),
    "processes:points": Row(_none, PUBLIC),
    "processes:point-markers": Row(_none, PUBLIC),
    "processes:point": Row(_booth, PUBLIC),
    "processes:point-ics": Row(_booth, PUBLIC),
    "processes:point-sheet": Row(_booth, PUBLIC),
    "processes:point-folio": Row(_none, OFFICIAL),
    "processes:points-desk": Row(_none, OFFICIAL),
    "processes:add-point": Row(_none, OFFICIAL),
    "processes:point-desk": Row(_booth, OFFICIAL),
    "processes:edit-point": Row(_booth, OFFICIAL),
    "processes:close-point": Row(_booth, POST_ONLY),
    "processes:end-officer": Row(lambda world: [world.booth.point_id, world.booth.device.officer_id], OFFICIAL),
    "processes:end-device": Row(lambda world: [world.booth.point_id, world.booth.device.key], OFFICIAL),
    "processes:captures": Row(_none, SIGNED_IN),
    "processes:capture-at": Row(_booth, (302, 404, 200)),
    "processes:capture-tablet": Row(_booth, (302, 404, 200)),
    "processes:capture-send": Row(_booth, POST_ONLY),
    "processes:capture-contact": Row(_none, POST_ONLY),
    "processes:capture-worker": Row(_none, PUBLIC),
    "processes:captured": Row(lambda world: [world.booth.point_id, world.booth.pk], (302, 404, 200)),
    "processes:sheets": Row(_booth, (302, 404, 200)),
    "processes:print-sheets": Row(_booth, (302, 404, 200)),
    "processes:sheets-printed": Row(lambda world: [world.booth.point_id, _sheet(world).batch], (302, 404, 200)),
    "processes:sheet": Row(lambda world: [world.booth.point_id, _sheet(world).number], (302, 404, 200)),
    "processes:settle-sheet": Row(lambda world: [world.booth.point_id, _sheet(world).number], (302, 404, 200)),
    "processes:undo-sheet": Row(
        lambda world: [world.booth.point_id, _sheet(world).number, "apartar"], (302, 404, 200)
    ),
    "processes:capture": Row(lambda world: [world.booth.point_id, world.call.pk, "support"], (302, 404, 200)),
    "api:points-list": Row(_none, PUBLIC),
    "api:points-detail": Row(_booth, PUBLIC),
    "processes:read-statement": Row(lambda world: [world.unread_statement.pk], (302, 404, 200)),
    "processes:opinions-desk": Row(lambda world: [world.opinions.pk], OFFICIAL),
    "processes:compute-opinions": Row(lambda world: [world.opinions.pk], POST_ONLY),
    "processes:conclude": Row(lambda world: [world.debate.pk], OFFICIAL),
    "processes:followed": Row(lambda world: [world.debate.pk], POST_ONLY),
    "joins:join": Row(lambda world: [world.question.subject_id], POST_ONLY),
    "joins:leave": Row(lambda world: [world.question.subject_id], POST_ONLY),
    "asks:edit": Row(lambda world: [world.question.subject_id], CLOSED),  # only Ana's
    "asks:withdraw": Row(lambda world: [world.question.subject_id], CLOSED),
    "asks:queue": Row(_none, OFFICIAL),
    "asks:moderate": Row(lambda world: [world.unread.subject_id], (302, 404, 200)),
    "asks:data": Row(lambda world: [world.datarequest.subject_id], OFFICIAL),
    "datarequests:list": Row(_none, PUBLIC),
    "datarequests:create": Row(_none, SIGNED_IN),
    "datarequests:detail": Row(lambda world: [world.datarequest.pk], PUBLIC),
    "proposals:step": Row(_proposal, (302, 403, 403)),  # its call names no steps
    "proposals:government": Row(lambda world: [world.call.pk], (302, 403, 403)),  # people propose in it
    "organisations:list": Row(_none, PUBLIC),
    "organisations:create": Row(_none, SIGNED_IN),
    "organisations:mine": Row(_none, SIGNED_IN),
    "organisations:detail": Row(lambda world: [world.organisation.pk], PUBLIC),
    "organisations:edit": Row(lambda world: [world.organisation.pk], CLOSED),  # only Ana's
    "organisations:close": Row(lambda world: [world.organisation.pk], OFFICIAL),
    "organisations:my-name": Row(lambda world: [world.organisation.pk], POST_ONLY),
    "organisations:representatives": Row(lambda world: [world.organisation.pk], (302, 404, 200)),
    "organisations:end": Row(
        lambda world: [world.organisation.pk, world.organisation.representations.get().pk], OFFICIAL
    ),
    "organisations:queue": Row(_none, OFFICIAL),
    "organisations:decide": Row(lambda world: [world.organisation.pk], OFFICIAL),
    "organisations:reopen": Row(lambda world: [world.organisation.pk], POST_ONLY),
    "reuses:gallery": Row(_none, PUBLIC),
    "reuses:create": Row(_none, SIGNED_IN),
    "reuses:detail": Row(lambda world: [world.reuse.pk], PUBLIC),
    "reuses:edit": Row(lambda world: [world.reuse.pk], CLOSED),  # only Ana's
    "reuses:withdraw": Row(lambda world: [world.reuse.pk], CLOSED),
    "reuses:queue": Row(_none, OFFICIAL),
    "reuses:moderate": Row(lambda world: [world.reuse.pk], (302, 403, 302)),  # it is published already
    # the admin's own pages
    "admin:search": Row(_none, OFFICIAL),
    "admin:index": Row(_none, OFFICIAL),
    "admin:login": Row(_none, (302, 403, 302)),
    "admin:logout": Row(_none, (302, 302, 405)),
    "admin:autocomplete": Row(_none, CLOSED),  # no field was named
    "admin:jsi18n": Row(_none, OFFICIAL),
    "admin:view_on_site": Row(lambda world: [1, 1], (302, 403, 404)),
    "admin:app_list": Row(lambda world: ["processes"], OFFICIAL),
    "admin:participation_territory_import": Row(_none, OFFICIAL),
    **{
        f"admin:processes_process_{name}": Row(lambda world: [world.process.pk], OFFICIAL)
        for name in ("publish", "unpublish", "close", "outcome", "reopen", "duplicate", "preview", "image")
    },
    "admin:processes_process_add_component": Row(lambda world: [world.process.pk, "proposals"], OFFICIAL),
    "admin:processes_process_component": Row(lambda world: [world.process.pk, world.call.pk], OFFICIAL),
    "admin:processes_process_remove_component": Row(lambda world: [world.process.pk, world.call.pk], OFFICIAL),
}  # fmt: skip

ADDRESSES |= {
    "admin:participation_methodsetting_changelist": Row(_none, OFFICIAL),
    "admin:participation_methodsetting_setup": Row(lambda world: ["counter"], OFFICIAL),
    "admin:participation_methodsetting_minors": Row(_none, OFFICIAL),
}

# The five pages of each kind of row in the admin, and what Carla is answered: list, add, history, delete, change.
# Nothing is ever deleted; what has no act to add it has no page to add it.
PAGES = ("changelist", "add", "history", "delete", "change")
ADMIN: dict[str, tuple[int, int, int, int, int]] = {
    "participation_event": (200, 403, 302, 403, 200),
    "participation_relay": (200, 403, 200, 403, 200),
    "participation_institution": (200, 200, 200, 403, 200),
    "participation_person": (200, 403, 200, 403, 200),
    "participation_role": (200, 200, 200, 403, 200),
    "participation_verification": (200, 403, 200, 403, 200),
    "participation_census": (200, 403, 200, 403, 200),
    "participation_censusimport": (200, 200, 200, 403, 200),
    "participation_persongroup": (200, 200, 200, 403, 200),
    "participation_identityprovider": (200, 200, 200, 403, 200),
    "participation_flag": (200, 403, 200, 403, 200),
    "participation_suspicion": (200, 403, 200, 403, 200),
    "participation_decision": (200, 403, 200, 403, 200),
    "participation_appeal": (200, 403, 200, 403, 200),
    "participation_block": (200, 403, 200, 403, 200),
    "participation_rule": (200, 200, 200, 403, 200),
    "participation_delivery": (200, 403, 200, 403, 200),
    "participation_digest": (200, 403, 200, 403, 200),
    "participation_suppression": (200, 403, 200, 403, 200),
    "participation_webhookendpoint": (200, 403, 200, 403, 200),
    "participation_importbatch": (200, 403, 200, 403, 200),
    "participation_territory": (200, 200, 200, 403, 200),
    "participation_installation": (302, 403, 200, 403, 200),
    "participation_menu": (200, 403, 302, 403, 302),
    "participation_page": (200, 200, 200, 403, 200),
    "participation_meeting": (200, 200, 200, 403, 200),
    "participation_privacysettings": (302, 403, 200, 403, 200),
    "participation_announcement": (200, 200, 200, 403, 200),
    "participation_holiday": (200, 200, 200, 403, 200),
    "participation_electoralperiod": (200, 200, 200, 403, 200),
    "participation_noticeversion": (200, 200, 200, 403, 200),
    "processes_process": (200, 200, 200, 403, 200),
    "processes_mechanism": (200, 200, 200, 403, 200),
    "processes_news": (200, 200, 200, 403, 200),
    "processes_point": (200, 403, 200, 403, 200),
    "participation_action": (200, 403, 200, 403, 200),
    "proposals_proposal": (200, 403, 200, 403, 200),
}
# Django's own ends of the admin: an old form of a row's address, and whatever is not an address at all.
UNNAMED = "admin:-"


def _first(model_name: str) -> Args:
    def args(world: World) -> list[Any]:
        from django.apps import apps

        app, model = model_name.split("_", 1)
        rows = apps.get_model(app, model)._default_manager.order_by("pk")
        if model == "event":  # only what hangs on a subject has a page
            rows = rows.filter(subject=world.proposal.subject)
        return list(rows.values_list("pk", flat=True)[:1]) or [0]  # none: the page is not found, and says so

    return args


for _model, _carla in ADMIN.items():
    for _page, _status in zip(PAGES, _carla, strict=True):
        _args = _none if _page in {"changelist", "add"} else _first(_model)
        ADDRESSES[f"admin:{_model}_{_page}"] = Row(_args, (302, 403, _status))
