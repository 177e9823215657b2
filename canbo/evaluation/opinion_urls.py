"""Pages of what others say of who is rated: the direct level, opinions, the meeting and its vote."""

from django.urls import path

from canbo.evaluation.views import assessing, opinions, votes

urlpatterns = [
    path("dot/<int:campaign_id>/toi-danh-gia/", assessing.desk, name="rating-desk"),
    path("phieu/<int:rating_id>/danh-gia/", assessing.show, name="rating-assess"),
    path("phieu/<int:rating_id>/danh-gia/theo-quy-dinh/", assessing.rule, name="rating-rule"),
    path("phieu/<int:rating_id>/y-kien/", opinions.of_rating, name="rating-opinions"),
    path("phieu/<int:rating_id>/giay-to/<int:paper_id>/", opinions.paper, name="rating-paper"),
    path("phieu/<int:rating_id>/gop-y/", opinions.colleague, name="colleague-opinion"),
    path("gop-y/", opinions.mine, name="my-opinions"),
    path("y-kien/<int:opinion_id>/", opinions.answer, name="opinion-answer"),
    path("y-kien/<int:opinion_id>/khong-co/", opinions.waive, name="opinion-waive"),
    path("dot/<int:campaign_id>/y-kien/", opinions.show, name="campaign-opinions"),
    path("dot/<int:campaign_id>/y-kien/hoi/", opinions.ask, name="opinion-ask"),
    path("dot/<int:campaign_id>/y-kien/nhap/", opinions.letter, name="opinion-letter"),
    path("dot/<int:campaign_id>/hoi-nghi/", votes.listing, name="campaign-meetings"),
    path("dot/<int:campaign_id>/hoi-nghi/<int:unit_id>/moi/", votes.call, name="evaluation-meeting"),
    path("dot/<int:campaign_id>/hoi-nghi/<int:unit_id>/muc/", votes.levels, name="collective-levels"),
    path("dot/<int:campaign_id>/hoi-nghi/<int:meeting_id>/doc/", votes.read, name="read-votes"),
    path("dot/<int:campaign_id>/hoi-nghi/bo-phieu-lai/<int:vote_id>/", votes.again, name="vote-again"),
]
