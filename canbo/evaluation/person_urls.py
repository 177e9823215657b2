"""Pages of the person who is rated: the rating itself, the self-review, the work products."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from canbo.evaluation.rating_tabs import register_tab
from canbo.evaluation.views import own, writing

register_tab("overview", _("Trình tự"), "rating", 10, lambda _access, _rating: True)

urlpatterns = [
    path("phieu/<int:rating_id>/", own.show, name="rating"),
    path("phieu/<int:rating_id>/do-loi-van/", writing.meter, name="rating-meter"),
]
