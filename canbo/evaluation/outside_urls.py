"""Pages of ratings outside the year; all that is said of who is rated on one page."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from canbo.evaluation.permissions import may_read_all
from canbo.evaluation.tabs import RATING_TABS
from canbo.evaluation.views import outside

RATING_TABS.register("summary", _("Tổng hợp"), "rating-summary", 80, may_read_all)

urlpatterns = [
    path("ngoai-ky/", outside.start, name="evaluation-outside"),
    path("phieu/<int:rating_id>/tong-hop/", outside.summary, name="rating-summary"),
]
