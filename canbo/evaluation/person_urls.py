"""Pages of the person who is rated: the rating itself, the self-review, the work products."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from canbo.evaluation.tabs import RATING_TABS
from canbo.evaluation.views import own, products, reviewing, scores, writing

RATING_TABS.register("overview", _("Trình tự"), "rating", 10, lambda _access, _rating: True)
RATING_TABS.register("review", _("Tự đánh giá"), "rating-review", 20, lambda _access, _rating: True)
RATING_TABS.register("products", _("Sản phẩm, công việc"), "rating-products", 30, lambda _access, _rating: True)

urlpatterns = [
    path("phieu/<int:rating_id>/", own.show, name="rating"),
    path("phieu/<int:rating_id>/tu-danh-gia/", reviewing.show, name="rating-review"),
    path("phieu/<int:rating_id>/tu-danh-gia/nhap/", reviewing.save, name="rating-review-save"),
    path("phieu/<int:rating_id>/tu-danh-gia/bo/", reviewing.drop, name="rating-review-drop"),
    path("phieu/<int:rating_id>/tu-danh-gia/tra-lai/", reviewing.send_back, name="rating-review-return"),
    path("phieu/<int:rating_id>/han-che/<int:shortcoming_id>/", reviewing.shortcoming, name="rating-shortcoming"),
    path("phieu/<int:rating_id>/san-pham/", products.listing, name="rating-products"),
    path("phieu/<int:rating_id>/san-pham/them/", products.write, name="rating-product-add"),
    path("phieu/<int:rating_id>/san-pham/nhap/", products.take_in, name="rating-products-in"),
    path("phieu/<int:rating_id>/san-pham/mau/", products.template, name="rating-products-template"),
    path("phieu/<int:rating_id>/san-pham/kiem-tra/", products.check, name="rating-products-check"),
    path("phieu/<int:rating_id>/san-pham/<int:product_id>/", products.write, name="rating-product"),
    path("phieu/<int:rating_id>/san-pham/<int:product_id>/xoa/", products.remove, name="rating-product-remove"),
    path("phieu/<int:rating_id>/san-pham/<int:product_id>/minh-chung/", products.evidence, name="product-evidence"),
    path("phieu/<int:rating_id>/minh-chung/<int:paper_id>/", products.paper, name="rating-evidence"),
    path("phieu/<int:rating_id>/diem/", scores.score, name="rating-score"),
    path("phieu/<int:rating_id>/do-loi-van/", writing.meter, name="rating-meter"),
]
