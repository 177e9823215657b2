from django.db import migrations

from canbo.audit.guard import drop_guard, raise_guard


def forwards(apps, schema_editor):
    if schema_editor.connection.alias == "default":
        raise_guard(schema_editor.connection)


def backwards(apps, schema_editor):
    if schema_editor.connection.alias == "default":
        drop_guard(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
