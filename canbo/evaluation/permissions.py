"""Who runs evaluations, who concludes them, who rates and who is rated."""

from __future__ import annotations

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden, NotFound
from canbo.evaluation.models import Campaign, Rating
from canbo.organizations.models import Unit


def may_run(access: AccessContext, unit: Unit) -> bool:
    """Tell whether the viewer runs the evaluations of a unit."""
    return access.covers(Permission.RUN_EVALUATIONS, unit.path)


def require_run(access: AccessContext, unit: Unit) -> None:
    """Raise Forbidden for who does not run the evaluations of a unit."""
    if not may_run(access, unit):
        raise Forbidden("may_not_run_evaluations", "Chỉ người tổ chức đánh giá của đơn vị này làm được việc này.")


def runs_within(access: AccessContext, campaign: Campaign) -> bool:
    """Tell whether the viewer runs a campaign, in whole or in some unit of it."""
    whole = campaign.unit.path
    return any(path.startswith(whole) or whole.startswith(path) for path in access.paths(Permission.RUN_EVALUATIONS))


def require_runs_within(access: AccessContext, campaign: Campaign) -> None:
    """Raise Forbidden for who runs no unit of a campaign."""
    if not runs_within(access, campaign):
        raise Forbidden("may_not_run_evaluations", "Chỉ người tổ chức đánh giá của đơn vị này làm được việc này.")


def concludes_within(access: AccessContext, campaign: Campaign) -> bool:
    """Tell whether the viewer concludes a campaign, in whole or in some unit of it."""
    whole = campaign.unit.path
    held = access.paths(Permission.CONCLUDE_EVALUATIONS)
    return any(path.startswith(whole) or whole.startswith(path) for path in held)


def decides_within(access: AccessContext, campaign: Campaign) -> bool:
    """Tell whether the viewer runs or concludes a campaign, in whole or in some unit of it."""
    return runs_within(access, campaign) or concludes_within(access, campaign)


def require_decides_within(access: AccessContext, campaign: Campaign) -> None:
    """Raise Forbidden for who neither runs nor concludes any unit of a campaign."""
    if not decides_within(access, campaign):
        raise Forbidden(
            "may_not_see_levels", "Chỉ người tổ chức đánh giá và cấp có thẩm quyền kết luận xem được mức của cả đơn vị."
        )


def may_conclude(access: AccessContext, unit: Unit) -> bool:
    """Tell whether the viewer concludes the ratings of a unit."""
    return access.covers(Permission.CONCLUDE_EVALUATIONS, unit.path)


def is_subject(access: AccessContext, rating: Rating) -> bool:
    """Tell whether it is the viewer who is rated, or who answers for the collective that is."""
    return access.person_id is not None and access.person_id in {rating.person_id, rating.answerer_id}


def is_rater(access: AccessContext, rating: Rating) -> bool:
    """Tell whether the viewer is the direct level that rates; nobody rates themselves."""
    return access.person_id is not None and access.person_id == rating.rater_id and not is_subject(access, rating)


def may_read_all(access: AccessContext, rating: Rating) -> bool:
    """Tell whether the viewer reads all of a rating: who runs or concludes it, and who rates; never of oneself."""
    if is_subject(access, rating):
        return False
    return is_rater(access, rating) or may_run(access, rating.unit) or may_conclude(access, rating.unit)


def require_read(access: AccessContext, rating: Rating) -> None:
    """Raise NotFound for who neither reads the whole rating nor is rated by it."""
    if not (may_read_all(access, rating) or is_subject(access, rating)):
        raise NotFound("rating_unknown", "Không có phiếu đánh giá này, hoặc bạn không được xem.")


def require_whole(access: AccessContext, rating: Rating) -> None:
    """Raise Forbidden for who may not read all of a rating: above all who is rated."""
    if not may_read_all(access, rating):
        raise Forbidden(
            "may_not_read_whole",
            "Phần này chỉ dành cho người trực tiếp đánh giá, người tổ chức đánh giá và cấp kết luận. Người được đánh "
            "giá xem được kết luận và ý kiến về mình sau khi được thông báo.",
        )


def may_write_self(access: AccessContext, rating: Rating) -> bool:
    """Tell whether the viewer writes the self-review: who is rated, and who runs the evaluation, from paper."""
    return is_subject(access, rating) or may_run(access, rating.unit)


def require_write_self(access: AccessContext, rating: Rating) -> None:
    """Raise Forbidden for who neither is rated nor enters the self-review from paper."""
    if not may_write_self(access, rating):
        raise Forbidden(
            "may_not_write_self", "Chỉ người được đánh giá viết phần này, hoặc người tổ chức đánh giá nhập từ bản giấy."
        )


def require_rate(access: AccessContext, rating: Rating) -> None:
    """Raise Forbidden for who is not the direct level that rates, nor runs the evaluation for it."""
    if is_subject(access, rating) or not (is_rater(access, rating) or may_run(access, rating.unit)):
        raise Forbidden("may_not_rate", "Chỉ người trực tiếp đánh giá và người tổ chức đánh giá nhập được phần này.")


def require_conclude(access: AccessContext, rating: Rating) -> None:
    """Raise Forbidden for who does not conclude this rating; nobody concludes on themselves."""
    if is_subject(access, rating) or not may_conclude(access, rating.unit):
        raise Forbidden(
            "may_not_conclude", "Chỉ cấp có thẩm quyền kết luận xếp loại, và không ai kết luận về chính mình."
        )
