"""A unit of twelve people with accounts, for the journey of its year; told as JSON."""

from __future__ import annotations

#: What is run inside the installation: the unit, its people with posts, regimes and accounts, a cell with a secretary.
PEOPLE = """
import json, sys
import django
django.setup()
from datetime import date
from django.utils import timezone
from canbo.access.services import grant_role, own_file
from canbo.access.services.accounts import create_account
from canbo.core.access import full_access
from canbo.core.dates import PartialDate
from canbo.organizations.models import Title
from canbo.organizations.services import found_unit
from canbo.organizations.services.units import Founding
from canbo.personnel.models import Evaluation, PostHolding, RegimeRecord
from canbo.personnel.services import add_record, open_file

office, today = full_access(None, "kiểm thử"), timezone.localdate()
unit = found_unit(access=office, founding=Founding(name="Sở Thử nghiệm", block="government", tier="province"),
                  parent=None, on=None)
titles = {each.code: each for each in Title.objects.filter(code__in=["giam-doc-so", "pho-giam-doc-so"])}
NAMES = ("Đặng Minh An", "Bùi Thị Bảo", "Cao Văn Chính", "Dương Thị Dịu", "Đỗ Văn Đông", "Giang Thị Hà",
         "Hồ Văn Khang", "Lại Thị Lan", "Mai Văn Minh", "Ngô Thị Nga", "Phan Văn Phúc", "Quách Thị Quyên")
told = []
for number, name in enumerate(NAMES):
    person = open_file(access=office, unit=unit, identity={
        "full_name": name, "born": PartialDate(1980 + number, 3, 2), "gender": "male" if number % 2 == 0 else "female"})
    title = titles["giam-doc-so" if number == 0 else "pho-giam-doc-so"] if number < 2 else None
    values = {"unit": unit, "title": title, "valid_from": PartialDate(2020, 1, 1),
              "title_text": title.name if title else "Chuyên viên"}
    add_record(access=office, person=person, kind=PostHolding, values=values)
    add_record(access=office, person=person, kind=RegimeRecord,
               values={"regime": "civil_servant", "valid_from": PartialDate(2020, 1, 1)})
    add_record(access=office, person=person, kind=Evaluation,
               values={"year": today.year - 1, "rating": "good", "track": "state"})
    user, _password = create_account(access=office, username=f"nam-{number}", full_name=name, password=sys.argv[1],
                                     must_change_password=False)
    grant_role(access=office, user=user, role="cadre", unit=unit, valid_from=today, reason="kiểm thử")
    own_file(access=office, user=user, person_key=person.pk)
    told.append({"name": name, "id": person.pk})
print(json.dumps({"unit": unit.pk, "people": told}))
"""

#: The ratings of the campaign that was opened, by person.
RATINGS = """
import json, sys
import django
django.setup()
from canbo.evaluation.models import Campaign
campaign = Campaign.objects.get(unit=sys.argv[1])
print(json.dumps({"campaign": campaign.pk, "year": campaign.year, "ratings": {each.person_id: each.pk for each in campaign.ratings.all()}}))
"""

#: The other self-reviews and assessments, by the services, each by the account of who writes it.
OTHERS = """
import json, sys
import django
django.setup()
from django.utils import timezone
from canbo.access.selectors import context_for
from canbo.accounts.models import User
from canbo.core.access import full_access
from canbo.evaluation.models import Campaign
from canbo.evaluation.review_forms import review_form
from canbo.evaluation.scored import scheme_of_rating
from canbo.evaluation.services.assessing import Assessment, assess
from canbo.evaluation.services.reviewing import Written, send_review
from canbo.rules.domain.scheme_inputs import names_of

today, told = timezone.localdate(), json.loads(sys.argv[1])
ratings = {each.person_id: each for each in Campaign.objects.get(pk=told["campaign"]).ratings.select_related("campaign")}
written = dict.fromkeys(range(12), ("well", 55)) | {9: ("completed", 35), 10: ("completed", 35), 11: ("completed", 35)}
LEADING = {"subordinates_rated": 10, "subordinates_completed": 10, "organising_percent": 80}
for number, person in enumerate(told["people"]):
    rating, (level, results) = ratings[person["id"]], written[number]
    names = names_of(scheme_of_rating(rating).scheme)
    given = {name: False for name, kind in names.items() if kind == "flag"}
    given |= {name: value for name, value in LEADING.items() if name in names}
    given |= {"general_points": {name: 9 for name, _label in scheme_of_rating(rating).scheme.groups[0].criteria}}
    given |= {"results_points": results}
    text = f"Năm nay hoàn thành {12 + number} báo cáo, {200 + number} hồ sơ trước 15/11; còn chậm {number % 3 + 1} việc."
    review = {part.id: text for part in review_form(rating.form).parts}
    mine = context_for(User.objects.get(username=f"nam-{number}"), today)
    if number != 2:
        send_review(access=mine, rating_id=rating.pk, version=0, on=today, today=today,
                    written=Written(review, given, level))
    if number not in (2, 3):
        head = full_access(None, "kiểm thử") if number == 0 else context_for(User.objects.get(username="nam-0"), today)
        assess(access=head, rating_id=rating.pk, version=None, today=today,
               given=Assessment({key: given[key] for key in ("general_points", "results_points")}, level,
                                text + " Quý I năm sau xong quy trình mới.", today))
print(json.dumps({}))
"""
