from typing import Any

from django.db import migrations

from trato.records.relation_kinds import KINDS, PEOPLE

MARK = "\x1f"


def give(apps: Any, _schema_editor: Any) -> None:
    """A workspace that was set up before relations came gets the kinds that a fresh one begins with."""
    workspace = apps.get_model("accounts", "Workspace").objects.filter(pk=1).first()
    model = apps.get_model("records", "RelationKind")
    if workspace is None or model.objects.exists():
        return
    only = f"{MARK}{MARK.join(PEOPLE)}{MARK}"
    for place, (name, inverse, is_personal) in enumerate(KINDS.get(workspace.language, KINDS["en"])):
        limited = only if is_personal else ""
        model.objects.create(
            name=name, inverse=inverse, from_types=limited, to_types=limited, position=10 * (place + 1)
        )
    counter = apps.get_model("records", "Counter")
    counter.objects.create(type="relation_kinds", count=model.objects.count())


class Migration(migrations.Migration):
    dependencies = [("records", "0007_relations")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
