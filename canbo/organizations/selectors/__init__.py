"""Reading the organisation. The structure may be read whole by whoever holds `organizations.view`."""

from canbo.organizations.selectors.bodies import bodies, bodies_of, body_of, term_of
from canbo.organizations.selectors.positions import (
    PositionRow,
    assigned,
    establishment_history,
    position_of,
    position_rows,
    positions_of,
    search_positions,
)
from canbo.organizations.selectors.titles import title_index, title_of, titles
from canbo.organizations.selectors.trees import Day, DayName, day, names, subtree, tree, version
from canbo.organizations.selectors.units import (
    breadcrumb,
    children,
    events_of,
    name_of,
    names_over_time,
    places_over_time,
    search_units,
    unit_of,
    units,
    units_by_id,
    units_by_name,
)

__all__ = [
    "Day", "DayName", "PositionRow", "assigned", "bodies", "bodies_of", "body_of", "breadcrumb", "children", "day",
    "establishment_history", "events_of", "name_of", "names", "names_over_time", "places_over_time", "position_of",
    "position_rows", "positions_of", "search_positions", "search_units", "subtree",
    "term_of", "title_index", "title_of",
    "titles", "tree", "unit_of", "units", "units_by_id", "units_by_name", "version",
]  # fmt: skip
