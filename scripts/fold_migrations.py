"""Folds the first migration of apps: one step a model, with its keys, indexes and constraints.

    python scripts/fold_migrations.py APP [APP ...]

Django writes keys, indexes and constraints as steps of their own after the models; each such step builds half of all
models anew whenever a database is made. Run it after `makemigrations` has written an app's first migration.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def main(apps: list[str]) -> None:
    """Fold the first migration of each app."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canbo.config.settings.local")
    import django

    django.setup()
    from django.db.migrations.writer import MigrationWriter

    for app in apps:
        migration = import_module(f"canbo.{app}.migrations.0001_initial").Migration("0001_initial", app)
        migration.operations = folded(migration.operations, app)
        text = MigrationWriter(migration, include_header=False).as_string()
        (ROOT / "canbo" / app / "migrations" / "0001_initial.py").write_text(text, encoding="utf-8")


def folded(operations: list[Any], app: str) -> list[Any]:
    """Take every key, index and constraint into the step that makes its model; models after those they point at."""
    from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel

    made = {each.name.lower(): each for each in operations if isinstance(each, CreateModel)}
    for each in operations:
        if isinstance(each, AddField):
            made[each.model_name.lower()].fields.append((each.name, each.field))
        elif isinstance(each, AddIndex):
            made[each.model_name.lower()].options.setdefault("indexes", []).append(each.index)
        elif isinstance(each, AddConstraint):
            made[each.model_name.lower()].options.setdefault("constraints", []).append(each.constraint)
        elif not isinstance(each, CreateModel):
            sys.exit(f"{each.describe()}: this step cannot be folded; write it into a migration of its own.")
    ordered: dict[str, Any] = {}

    def place(name: str, above: tuple[str, ...] = ()) -> None:
        if name in above:
            sys.exit(f"{' -> '.join((*above, name))}: models that point at each other cannot be folded.")
        for field in made[name].fields:
            target = getattr(field[1].remote_field, "model", None)
            if isinstance(target, str) and target.lower().startswith(f"{app}."):
                other = target.lower().removeprefix(f"{app}.")
                if other not in ordered and other != name:
                    place(other, (*above, name))
        ordered.setdefault(name, made[name])

    for name in made:
        place(name)
    return list(ordered.values())


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
