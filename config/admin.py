"""The officials' admin."""

from unfold.sites import UnfoldAdminSite


class AzoteaAdminSite(UnfoldAdminSite):
    """Registers our pages only; third-party pages that would write past the acts stay out."""

    def register(self, model_or_iterable, admin_class=None, **options):  # type: ignore[no-untyped-def]
        """Accept only pages built on ActAdmin."""
        from participation.web.admin_base import ActAdmin

        if admin_class is not None and issubclass(admin_class, ActAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):  # type: ignore[no-untyped-def]
        """Let officials in: staff accounts that are active."""
        return bool(request.user.is_active and request.user.is_staff)
