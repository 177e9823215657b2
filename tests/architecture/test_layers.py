"""Foreign keys by string, which import-linter cannot see, point down the same floors as imports."""

from django.apps import apps

from .layers import floor_of


def test_foreign_keys_point_down():
    floors = floor_of()
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("canbo."):
            continue
        home = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete) or field.related_model is None:
                continue
            target = field.related_model.__module__.split(".")
            if target[0] == "canbo" and target[1] != home and floors[target[1]] >= floors[home]:
                wrong.append(f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}")
    assert not wrong, "\n".join(["", *wrong])


def test_every_app_has_its_floor():
    floors = floor_of()
    missing = [config.name for config in apps.get_app_configs() if config.name.startswith("canbo.")
               and config.name.split(".")[1] not in floors]  # fmt: skip
    assert not missing, "\n".join(["", *missing])
