"""Pages of meetings and votes."""

from django.urls import path

from canbo.procedures.views import meetings, paper, votes

urlpatterns = [
    path("", meetings.listing, name="meetings"),
    path("moi/", meetings.convene, name="meeting-convene"),
    path("<int:meeting_id>/", meetings.show, name="meeting"),
    path("<int:meeting_id>/diem-danh/", meetings.note_present, name="meeting-presence"),
    path("<int:meeting_id>/be-mac/", meetings.close, name="meeting-close"),
    path("<int:meeting_id>/bo-phieu/moi/", votes.propose, name="vote-propose"),
    path("bo-phieu/<int:vote_id>/", votes.show, name="vote"),
    path("bo-phieu/<int:vote_id>/tien-do/", votes.progress, name="vote-progress"),
    path("bo-phieu/<int:vote_id>/khoa/", votes.key, name="vote-key"),
    path("bo-phieu/<int:vote_id>/bat-dau/", votes.begin, name="vote-begin"),
    path("bo-phieu/<int:vote_id>/phieu/", votes.ballot, name="ballot"),
    path("bo-phieu/<int:vote_id>/dong/", votes.close, name="vote-close"),
    path("bo-phieu/<int:vote_id>/mo-hom/", votes.open_box, name="vote-open-box"),
    path("bo-phieu/<int:vote_id>/giay/so-phieu/", paper.slips, name="vote-slips"),
    path("bo-phieu/<int:vote_id>/giay/nhap/", paper.key, name="vote-keying"),
    path("bo-phieu/<int:vote_id>/giay/thong-nhat/", paper.settle, name="vote-settle"),
    path("bo-phieu/<int:vote_id>/giay/nhat-ky/", paper.log, name="vote-keying-log"),
    path("bo-phieu/<int:vote_id>/huy/", votes.void, name="vote-void"),
]
