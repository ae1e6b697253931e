"""The officials' admin: who gets in, what they find, and that only pages of ours are in it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict


def may_work_here(person: Any) -> Verdict:
    """Tell whether a person may enter the admin: a staff account with at least one role in force."""
    signed_in = roles.may_be_signed_in(person)
    if not signed_in:
        return signed_in
    if roles.lacks_second_step(person):
        return roles.NO_SECOND_STEP
    if person.is_staff and (person.is_superuser or roles.roles_of(person)):
        return ALLOWED
    return Denied(
        "not_an_official",
        _("This part is for officials with a role in a process. Your account has none. Ask whoever manages roles."),
        Remedy(_("Go to the home page"), "/"),
    )


class AzoteaAdminSite(UnfoldAdminSite):
    """Registers our pages only; third-party pages that would write past the acts stay out."""

    # Pages of Django's admin that write by themselves: people change their password in their account.
    REMOVED = frozenset({"password_change", "password_change_done"})
    index_title = _("What waits for you")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(self, model_or_iterable, admin_class=None, **options):  # type: ignore[no-untyped-def]
        """Accept only pages built on ActAdmin."""
        from participation.web.admin_base import ActAdmin

        if admin_class is not None and issubclass(admin_class, ActAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out what writes past the acts."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in self.REMOVED]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Return what this official may open; nothing is asked until somebody looks at it, as most pages do not."""
        return SimpleLazyObject(lambda: super(AzoteaAdminSite, self).get_app_list(request, app_label))

    def has_permission(self, request: HttpRequest) -> bool:
        """Let officials in: active staff accounts that hold a role."""
        return bool(may_work_here(request.user))

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Answer a signed-in person without a role with the reason (403) in place of a sign-in page."""
        from participation.web.once import once

        guarded = once(super().admin_view(view, cacheable))

        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not request.path.endswith("/logout/"):
                may_work_here(request.user).enforce()
            if request.GET.get("_to_field") == "":  # Django's admin looks for a column of that name
                raise BadRequest("_to_field")
            return guarded(request, *args, **kwargs)

        return answered

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send to our own sign-in page, and from there back here."""
        back = request.GET.get("next", "")
        home = reverse("admin:index", current_app=self.name)
        if not back.startswith(home):
            back = home
        if self.has_permission(request):
            return HttpResponseRedirect(back)
        may = may_work_here(request.user)
        if request.user.is_authenticated:
            may.enforce()
        return redirect_to_login(back, reverse("account_login"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the official's home: what waits, and the ways to everything else."""
        from participation.web.office import waiting_for

        waiting = waiting_for(request.user, timezone.now())  # type: ignore[arg-type]
        return super().index(request, {"waiting": waiting, **(extra_context or {})})

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Search the menu; a page number that is none finds nothing."""
        if "\x00" in request.GET.get("s", ""):
            return HttpResponse()
        try:
            return super().search(request, extra_context)
        except (ValueError, InvalidPage):
            return HttpResponse(status=404)
