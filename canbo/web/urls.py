"""The first page, search, and the shell's own addresses."""

from django.urls import path

from canbo.web.views import demo, own_file, pages, shell

urlpatterns = [
    path("", pages.home, name="home"),
    path("tim-kiem/", pages.search, name="search"),
    path("xem-theo-ngay/", shell.set_as_of, name="set-as-of"),
    path("ngon-ngu/", shell.set_language, name="set_language"),
    path("dung-thu/", demo.demo_sign_in, name="demo-sign-in"),
    path("phan-quyen/tai-khoan/<int:user_id>/ho-so/", own_file.account_file, name="account-file"),
    path("readyz", shell.ready, name="readyz"),
]
