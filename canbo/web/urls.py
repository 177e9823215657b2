"""The first page, search, and the shell's own addresses."""

from django.urls import path

from canbo.web.views import calendar, demo, inbox, own_file, pages, reminders, shell

urlpatterns = [
    path("", pages.home, name="home"),
    path("tim-kiem/", pages.search, name="search"),
    path("viec-can-lam/", inbox.inbox, name="inbox"),
    path("viec-can-lam/so/", inbox.count, name="inbox-count"),
    path("viec-can-lam/lich/", calendar.month, name="calendar"),
    path("viec-can-lam/nhac-viec/", reminders.reminders, name="reminders"),
    path("viec-can-lam/nhac-viec/lien-ket/", calendar.make_link, name="calendar-link-make"),
    path("viec-can-lam/nhac-viec/lien-ket/thu-hoi/", calendar.revoke_link, name="calendar-link-revoke"),
    path("viec-can-lam/thu/", reminders.log, name="reminder-log"),
    path("lich/<str:secret>.ics", calendar.feed, name="calendar-feed"),
    path("xem-theo-ngay/", shell.set_as_of, name="set-as-of"),
    path("ngon-ngu/", shell.set_language, name="set_language"),
    path("dung-thu/", demo.demo_sign_in, name="demo-sign-in"),
    path("phan-quyen/tai-khoan/<int:user_id>/ho-so/", own_file.account_file, name="account-file"),
    path("readyz", shell.ready, name="readyz"),
]
