"""The role that writes the audit chain may not change it."""

from django.db import migrations


class Migration(migrations.Migration):
    """Take UPDATE, DELETE and TRUNCATE from the owner, in public and in every square."""

    dependencies = [("commons", "0001_initial")]

    operations = [
        migrations.RunSQL(
            'REVOKE UPDATE, DELETE, TRUNCATE ON "commons_auditentry" FROM CURRENT_USER',
            'GRANT UPDATE, DELETE, TRUNCATE ON "commons_auditentry" TO CURRENT_USER',
        ),
    ]
