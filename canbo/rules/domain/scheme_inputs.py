"""Reading what was entered for a scheme: plain data, as a JSON file or a case beside the scheme gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from canbo.core.errors import DomainError
from canbo.rules.domain.exact import Value
from canbo.rules.domain.lexicon import nearest
from canbo.rules.domain.schemes import LEVELS, TOTAL, Group, Input, Scheme
from canbo.rules.domain.scoring import ABSENT, Given, Product

#: The list of work products, and what each may say: what is required, what is not.
PRODUCTS: Final = "products"
PRODUCT_NEEDS: Final = ("assigned", "done")
PRODUCT_KEYS: Final = (
    "name", *PRODUCT_NEEDS, "coefficient", "failed_checks", "delays", "failed_checks_excused", "delays_excused",
)  # fmt: skip
#: The parts of a year that is an average, and how many there are.
PARTS: Final = {"quarters": 4, "months": 12}
_MOST: Final = 1_000_000
_LONGEST: Final = 30


def names_of(scheme: Scheme) -> dict[str, str]:
    """Give everything that may be entered for a scheme, each with its kind."""
    found = {each.id: each.kind for each in scheme.inputs}
    if scheme.products is not None:
        found[PRODUCTS] = "products"
    found |= {each.id: "percent" for each in scheme.values if each.part is not None}
    if scheme.groups:
        found |= {group.name: "points" for group in scheme.groups} | {TOTAL: "points"}
    if scheme.year is not None:
        found |= dict.fromkeys(PARTS, "parts")
    return found


def read_given(raw: Mapping[str, Any], scheme: Scheme) -> Given:
    """Read what was entered; null, or a name left out, is unknown.

    Errors: input_unknown (a name that the scheme does not have), input_wrong (what stands where, and what may).
    """
    known = names_of(scheme)
    for name in raw:
        if name not in known:
            near = nearest(str(name), known)
            raise DomainError(
                "input_unknown", "Bộ tiêu chí {scheme} không có mục «{field}». {near}", scheme=scheme.id,
                field=str(name), near=f"Có phải «{near[0]}»?" if near else f"Chỉ có: {', '.join(known)}.",
            )  # fmt: skip
    inputs: dict[str, Input] = {each.id: each for each in scheme.inputs}
    groups: dict[str, Group] = {group.name: group for group in scheme.groups}
    values: dict[str, Value] = {}
    for name, kind in known.items():
        given = raw.get(name)
        if given is None or kind in {"products", "parts"}:
            continue
        if name in groups and isinstance(given, Mapping):
            values[name] = _summed(name, given, groups[name])
        else:
            values[name] = _read(name, given, kind)
        bound = inputs[name].most if name in inputs else None
        if isinstance(bound, int) and isinstance(values[name], Fraction) and values[name] > bound:  # type: ignore[operator]
            raise _wrong(name, f"phải từ 0 đến {bound}", given)
    products = raw.get(PRODUCTS)
    return Given(values, None if products is None else _products(products), _parts(raw))


def _read(name: str, given: Any, kind: str) -> Value:
    if kind == "flag":
        if not isinstance(given, bool):
            raise _wrong(name, "phải là true hoặc false", given)
        return given
    if kind == "level":
        if given not in LEVELS:
            raise _wrong(name, f"phải là một trong: {', '.join(LEVELS)}", given)
        return str(given)
    number = _number(name, given)
    if kind == "count" and number.denominator != 1:
        raise _wrong(name, "phải là số nguyên", given)
    if kind == "percent" and number > 100:
        raise _wrong(name, "là tỷ lệ phần trăm, phải từ 0 đến 100", given)
    return number


def _number(name: str, given: Any) -> Fraction:
    """A number from 0, exactly as it is written."""
    if isinstance(given, bool) or not isinstance(given, (int, float, Decimal)):
        raise _wrong(name, "phải là số, không đặt trong dấu nháy", given)
    # A float stands for what was written; a number of a long exponent would take all memory to be held exactly.
    if isinstance(given, Decimal) and abs(given.adjusted()) > _LONGEST:
        raise _wrong(name, f"phải từ 0 đến {_MOST}, không quá {_LONGEST} chữ số sau dấu chấm", given)
    found = Fraction(str(given))
    if not 0 <= found <= _MOST:
        raise _wrong(name, f"phải từ 0 đến {_MOST}", given)
    return found


def _summed(name: str, given: Mapping[str, Any], group: Group) -> Value:
    """The points of a group by criterion: every criterion must be there, else the sum is unknown."""
    known = [each for each, _label in group.criteria]
    for criterion in given:
        if criterion not in known:
            near = nearest(str(criterion), known) or known
            raise _wrong(f"{name}.{criterion}", f"không phải tiêu chí của nhóm; có: {', '.join(near)}", criterion)
    numbers = {each: _number(f"{name}.{each}", value) for each, value in given.items() if value is not None}
    return sum(numbers.values(), Fraction(0)) if len(numbers) == len(known) else None


def _products(given: Any) -> list[Product]:
    if not isinstance(given, list):
        raise _wrong(PRODUCTS, "phải là danh sách […]", given)
    return [_product(each, f"{PRODUCTS}[{number}]") for number, each in enumerate(given, start=1)]


def _product(given: Any, where: str) -> Product:
    if not isinstance(given, Mapping):
        raise _wrong(where, "phải là một mục {…}", given)
    for key in given:
        if key not in PRODUCT_KEYS:
            raise _wrong(f"{where}.{key}", f"không có mục này; được ghi: {', '.join(PRODUCT_KEYS)}", given[key])
    for key in PRODUCT_NEEDS:
        if given.get(key) is None:
            raise _wrong(f"{where}.{key}", "còn thiếu", None)
    numbers = {key: _number(f"{where}.{key}", given[key]) for key in PRODUCT_KEYS[1:] if given.get(key) is not None}
    counts = {}
    for key in ("failed_checks", "delays"):
        count, excused = numbers.get(key, Fraction(0)), numbers.get(f"{key}_excused", Fraction(0))
        for name, each in ((key, count), (f"{key}_excused", excused)):
            if each.denominator != 1:
                raise _wrong(f"{where}.{name}", "phải là số nguyên (số lần)", given.get(name))
        if excused > count:
            raise _wrong(f"{where}.{key}_excused", f"nhiều hơn {key} ({count})", given.get(f"{key}_excused"))
        counts[key] = int(count - excused)
    name = given.get("name", "")
    if not isinstance(name, str):
        raise _wrong(f"{where}.name", "phải là chữ", name)
    return Product(
        name, numbers["assigned"], numbers["done"], numbers.get("coefficient", Fraction(1)), counts["failed_checks"],
        counts["delays"],
    )  # fmt: skip


def _parts(raw: Mapping[str, Any]) -> Sequence[Fraction | str | None] | None:
    stated = [name for name in PARTS if raw.get(name) is not None]
    if len(stated) > 1:
        raise _wrong(stated[1], f"chỉ ghi một trong hai: {', '.join(stated)}", "…")
    if not stated:
        return None
    name, given = stated[0], raw[stated[0]]
    if not isinstance(given, list) or len(given) != PARTS[name]:
        raise _wrong(name, f'phải là danh sách đủ {PARTS[name]} mục: điểm, "absent" hoặc null', given)
    return list(_each_part(name, given))


def _each_part(name: str, given: Iterable[Any]) -> Iterable[Fraction | str | None]:
    for number, each in enumerate(given, start=1):
        if each is None or each == ABSENT:
            yield each
            continue
        points = _number(f"{name}[{number}]", each)
        if points > 100:
            raise _wrong(f"{name}[{number}]", "phải từ 0 đến 100 điểm", each)
        yield points


def _wrong(where: str, why: str, given: Any) -> DomainError:
    return DomainError(
        "input_wrong", "Mục «{field}» {why}, không phải {given}.", field=where, why=why,
        given="để trống" if given is None else f"«{given}»",
    )  # fmt: skip
