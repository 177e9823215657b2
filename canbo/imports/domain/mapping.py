"""Which column is what, as an officer confirmed it or a file gives it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Self

from canbo.core.errors import DomainError
from canbo.documents.sources.sheet import column_index
from canbo.imports.domain.fields import is_target
from canbo.imports.domain.kinds import KIND_LABELS, Kind

_OPTIONS: Final = frozenset({"blank_means", "unit", "year", "as_of", "term", "planned_title"})


@dataclass(frozen=True, slots=True)
class Mapping:
    """The columns of one sheet: letter -> target (`fields.split_target`).

    Options: `blank_means` ("none" | "unknown": what a blank cell of a level column says), `unit` (whose people these
    are where no row or column says so), `year` (of a rating without one), `as_of` (the day the list holds on),
    `term` and `planned_title` (of a list of plans whose title says them).
    """

    sheet: str
    header_rows: tuple[int, ...]
    kind: Kind
    columns: dict[str, str]
    options: dict[str, str | int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The mapping as it is kept in a file."""
        return {
            "sheet": self.sheet,
            "header_rows": list(self.header_rows),
            "kind": self.kind,
            "columns": dict(self.columns),
            "options": dict(self.options),
        }

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read what `to_json` wrote, or an officer. Raises DomainError `mapping_invalid` with what is wrong."""
        if not isinstance(data, dict):
            raise _invalid("phải là một đối tượng JSON")
        columns = data.get("columns")
        if not isinstance(columns, dict) or not columns:
            raise _invalid("thiếu “columns”")
        for letter, target in columns.items():
            try:
                column_index(str(letter))
            except ValueError:
                raise _invalid(f"“{letter}” không phải tên cột như A, B, AA") from None
            if not isinstance(target, str) or not is_target(target):
                raise _invalid(f"cột {letter}: không có trường “{target}”")
        rows = data.get("header_rows")
        if not isinstance(rows, list) or not rows or not all(isinstance(row, int) and row > 0 for row in rows):
            raise _invalid("“header_rows” phải là danh sách số dòng, ví dụ [7, 8]")
        kind = data.get("kind", "roster")
        if kind not in KIND_LABELS or kind == "other":
            raise _invalid(f"“kind” phải là một trong: {', '.join(name for name in KIND_LABELS if name != 'other')}")
        options = data.get("options") or {}
        if not isinstance(options, dict) or not set(options) <= _OPTIONS:
            raise _invalid(f"“options” chỉ nhận: {', '.join(sorted(_OPTIONS))}")
        if options.get("blank_means", "none") not in ("none", "unknown"):
            raise _invalid("“blank_means” phải là none hoặc unknown")
        cleaned = cls(
            sheet=str(data.get("sheet", "")),
            header_rows=tuple(sorted(rows)),
            kind=kind,
            columns={str(letter).strip().upper(): target for letter, target in columns.items()},
            options=dict(options),
        )
        cleaned.as_of  # noqa: B018 - refuses a day that is none
        return cleaned

    @property
    def as_of(self) -> date | None:
        """The day the list says it holds on."""
        text = self.options.get("as_of")
        if not text:
            return None
        try:
            return date.fromisoformat(str(text))
        except ValueError:
            raise _invalid(f"“as_of” là “{text}”, phải ghi dạng 2013-12-31") from None

    @property
    def blank_means_none(self) -> bool:
        """Whether a blank cell of a level column says “none”."""
        return self.options.get("blank_means", "none") == "none"


def _invalid(what: str) -> DomainError:
    return DomainError("mapping_invalid", "Tệp ánh xạ cột không hợp lệ: {what}.", what=what)
