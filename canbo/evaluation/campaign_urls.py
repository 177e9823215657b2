"""Pages of campaigns."""

from django.urls import path

from canbo.evaluation.views import campaigns, changing, opening

urlpatterns = [
    path("", campaigns.index, name="evaluation"),
    path("moi/", opening.new, name="evaluation-new"),
    path("dot/<int:campaign_id>/", campaigns.show, name="evaluation-campaign"),
    path("dot/<int:campaign_id>/chuan-bi/", opening.prepare, name="evaluation-prepare"),
    path("dot/<int:campaign_id>/don-vi/", campaigns.units, name="evaluation-units"),
    path("dot/<int:campaign_id>/don-vi/<int:unit_id>/", campaigns.unit, name="evaluation-unit"),
    path("dot/<int:campaign_id>/don-vi/<int:unit_id>/nhac/", changing.remind, name="evaluation-remind"),
    path("dot/<int:campaign_id>/nhac/", changing.remind_all, name="evaluation-remind-all"),
    path("dot/<int:campaign_id>/phieu/", campaigns.ratings, name="evaluation-ratings"),
    path("dot/<int:campaign_id>/phieu/doi/", changing.change, name="evaluation-change"),
    path("dot/<int:campaign_id>/phieu/bo/", changing.take_out, name="evaluation-take-out"),
    path("dot/<int:campaign_id>/phieu/dua-lai/", changing.take_back, name="evaluation-take-back"),
    path("dot/<int:campaign_id>/phieu/them/", changing.add, name="evaluation-add"),
    path("dot/<int:campaign_id>/viec/", changing.settings, name="evaluation-settings"),
    path("dot/<int:campaign_id>/viec/thoi-han/", changing.deadlines, name="evaluation-deadlines"),
    path("dot/<int:campaign_id>/viec/ket-thuc/", changing.close, name="evaluation-close"),
    path("dot/<int:campaign_id>/viec/huy/", changing.cancel, name="evaluation-cancel"),
]
