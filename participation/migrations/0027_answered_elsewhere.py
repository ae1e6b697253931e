from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('participation', '0027_invitations'),
    ]

    operations = [
        migrations.AddField(
            model_name='response',
            name='elsewhere_since',
            field=models.DateTimeField(blank=True, help_text='the contribution was taken up by another: what is owed is owed there', null=True),
        ),
        migrations.AlterField(
            model_name='link',
            name='kind',
            field=models.CharField(choices=[('accepted', 'accepted'), ('partly', 'accepted in part'), ('later', 'considered later'), ('rejected', 'not accepted'), ('out_of_scope', 'out of scope'), ('merged', 'merged'), ('inspired', 'inspired'), ('born_at', 'born at'), ('divided', 'divided')], max_length=14),
        ),
    ]
