"""The rules of rating written out once more from the sources, level by level, without the packs or the engine.

Each function takes what a file holds and gives a level, "undecided" or "not_rated"; nothing unknown.
"""

from fractions import Fraction


def _number(value):
    return Fraction(str(value))


def _percent(part, whole, empty=None):
    return empty if whole == 0 else 100 * Fraction(part) / whole


def regulation_366(given, who):
    """Regulation 366, Articles 5, 10, 11. `who`: "leader", "collective", "member"."""
    points = _number(given["general_points"]) + _number(given["results_points"])
    done = _percent(given["tasks_done"], given["tasks_assigned"])
    above = _percent(given["tasks_above"], given["tasks_assigned"])
    late = _percent(given["tasks_late"], given["tasks_assigned"])
    all_to_quality = given["tasks_low_quality"] == 0
    remedied = given["shortcomings_remedied"] == given["shortcomings_named"]
    if who == "member":
        if given["party_months"] < 6:
            return "not_rated"
        ground = given["degradation_concluded"] or given["duty_disciplined"] or given["members_ban_breach"]
        ground = ground or 100 - done > 50
    else:
        ground = done < 70 or given["five_targets_missed"]
    if who == "leader":
        ground = ground or given["degradation_concluded"] or given["duty_disciplined"] or given["managed_corruption"]
        ground = ground or 2 * given["units_not_completed"] > given["units_led"]
        ground = ground or 2 * given["low_confidence_votes"] > given["confidence_votes"]
    if who == "collective":
        ground = ground or given["cadre_work_breach"] or given["member_duty_disciplined"]
        ground = ground or given["member_degradation_concluded"]
    if points < 50 or (ground and not given["ground_weighed"]):
        return "not_completed"
    excellent = done == 100 and above >= 30 and remedied
    if who != "leader":
        excellent = excellent and late == 0 and all_to_quality
    if who == "collective":
        excellent = excellent and not given["dependent_disciplined"] and not given["member_disciplined"]
    if points >= 90 and excellent:
        return "excellent"
    if points >= 70 and done == 100 and late == 0 and all_to_quality:
        return "well"
    return "completed" if done == 100 and late <= 20 else "undecided"


def decree_335(given, *, leader):
    """Decree 335, Articles 12, 14, 20, 21; the three (six) percentages weigh alike."""
    if given.get("quarters"):
        counted = [_number(each) for each in given["quarters"] if each != "absent"]
        points = sum(counted) / len(counted)
    else:
        points = _number(given["general_points"]) + results_335(given, leader=leader)
    bad = any(given[name] for name in ("degradation_concluded", "members_ban_breach", "example_breach"))
    if bad or given["duty_disciplined"] or (leader and given["managed_corruption"]) or points < 50:
        return "not_completed"
    return "excellent" if points >= 90 else "well" if points >= 70 else "completed"


def results_335(given, *, leader):
    """The points of task results: entered, or from products."""
    if "products" not in given:
        return _number(given["results_points"])
    assigned = done = good = on_time = Fraction(0)
    for each in given["products"]:
        size = _number(each.get("coefficient", 1))
        assigned += _number(each["assigned"]) * size
        made = min(_number(each["done"]), _number(each["assigned"])) * size
        done += made
        failed = each.get("failed_checks", 0) - each.get("failed_checks_excused", 0)
        late = each.get("delays", 0) - each.get("delays_excused", 0)
        good += made * (100 - min(100, 25 * failed)) / 100
        on_time += made * (100 - min(100, 25 * late)) / 100
    shares = [done / assigned, good / assigned, on_time / assigned]
    if leader:
        shares.append(Fraction(1) if given["subordinates_completed"] == given["subordinates_rated"] else Fraction(1, 2))
        shares.append(_number(given["organising_percent"]) / 100)
        shares.append(Fraction(1, 2) if given.get("disunity_prolonged") else Fraction(1))
    return 70 * sum(shares) / len(shares)


def decree_90(given, who):
    """Decree 90 as amended. `who`: "cadre", "civil_servant_leader", "public_employee_leader", or staff."""
    leads = who == "cadre" or who.endswith("_leader")
    name = "targets" if leads else "tasks"
    done = _percent(given[f"{name}_done"], given[f"{name}_assigned"])
    above = _percent(given[f"{name}_above"], given[f"{name}_assigned"])
    on_time = _percent(given[f"{name}_on_time"], given[f"{name}_assigned"])
    late = _percent(given["criteria_late"], given["criteria_assigned"])
    worked, leave = _number(given["worked_months"]), _number(given["leave_months"])
    if worked < 6 and not given["maternity"]:
        return "not_rated"
    if given["disciplined"] and not given["discipline_counted_before"]:
        return "not_completed"
    if given.get("degradation_concluded") or late > 50 or (leads and (done < 50 or given["corruption_in_unit"])):
        return "not_completed"
    level = _decree_90_level(given, who, leads, done, above, on_time, late)
    if 3 <= leave < 6 and not given["maternity"] and level in {"well", "excellent"}:
        return "completed"
    return level


def _decree_90_level(given, who, leads, done, above, on_time, late):
    units_done = units_good = Fraction(100)
    if leads:
        units_done = _percent(given["units_completed"], given["units_led"], Fraction(100))
        units_good = _percent(given["units_good"], given["units_led"], Fraction(100))
    fine = given["criteria_well_met"] and given["results_high_quality"]
    met = given["criteria_well_met"] or given.get("criteria_met", True)
    in_time = late == 0 if leads else on_time == 100
    if fine and in_time and done == 100 and above >= 50 and units_done == 100 and units_good >= 70:
        return "excellent"
    needs_good = 70 if who == "public_employee_leader" else 0
    if met and in_time and done == 100 and on_time >= 80 and units_done == 100 and units_good >= needs_good:
        return "well"
    finished = done > 70 and units_done >= 70 and given.get("results_all_done", True) if leads else done == 100
    if met and late <= 20 and finished:
        return "completed"
    return "undecided"
