"""Pages of campaigns."""

from django.urls import path

from canbo.evaluation.views import campaigns

urlpatterns = [
    path("", campaigns.index, name="evaluation"),
    path("dot/<int:campaign_id>/", campaigns.show, name="evaluation-campaign"),
]
