"""The rules: reading them, entering and signing values. Under /quy-dinh/."""

from datetime import date

from django.urls import path, register_converter

from canbo.rules.views import browsing, changing, schemes


class _Day:
    """A day in an address: 2025-10-08."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Read the day; one that is on no calendar matches nothing."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Write the day."""
        return value.isoformat()


register_converter(_Day, "day")

urlpatterns = [
    path("", browsing.rules, name="rules"),
    path("quy-tac/<str:rule_id>/", browsing.rule, name="rule"),
    path("quy-tac/<str:rule_id>/gia-tri-moi/", changing.new_value, name="rule-value-new"),
    path("xac-nhan/<str:of>/<str:pack_id>/<str:rule_id>/<day:starts>/", changing.confirm, name="rule-confirm"),
    path("van-ban/<str:document_id>/", browsing.document, name="law-document"),
    path("chuc-danh/<str:title_id>/", browsing.title, name="title-standards"),
    path("bo-tieu-chi/<str:scheme_id>/", schemes.scheme, name="evaluation-scheme"),
    path("doi-chieu/", changing.changes, name="rule-changes"),
    path("doi-chieu/xuat/", changing.export, name="rule-values-export"),
    path("de-nghi/<int:change_id>/", changing.change, name="rule-change"),
    path("de-nghi/<int:change_id>/rut/", changing.withdraw, name="rule-withdraw"),
    path("de-nghi/<int:change_id>/ban-quet/", changing.scan, name="rule-scan"),
]
