"""Put the list of titles that comes with the product into the database."""

from django.db import migrations

from canbo.core.text import fold
from canbo.organizations.codes import title_list


def load(apps, schema_editor):
    """Insert the titles that are not there yet."""
    title = apps.get_model("organizations", "Title")
    known = set(title.objects.values_list("code", flat=True))
    title.objects.bulk_create(
        title(
            code=entry.code, name=entry.name, search_name=fold(entry.name), rank=entry.rank, group=entry.group,
            level=entry.level, line=entry.line, aliases=list(entry.aliases), closed_on=entry.closed_on,
        )
        for entry in title_list().entries
        if entry.code not in known
    )


def unload(apps, schema_editor):
    """Take away the titles of the list that no position holds."""
    title = apps.get_model("organizations", "Title")
    codes = [entry.code for entry in title_list().entries]
    title.objects.filter(code__in=codes, positions__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
