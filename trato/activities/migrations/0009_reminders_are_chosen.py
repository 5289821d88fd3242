from django.db import migrations

import trato.records.columns


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0008_rows_in_the_bin"),
    ]

    operations = [
        # The column holds minutes as before: no table is written anew.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="task",
                    name="remind_before",
                    field=trato.records.columns.BeforeColumn(verbose_name="reminder"),
                ),
            ],
        ),
    ]
