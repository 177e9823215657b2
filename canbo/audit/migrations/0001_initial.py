import canbo.common.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditAnchor',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False, verbose_name='ngày')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('sequence', models.BigIntegerField(verbose_name='số thứ tự cuối')),
                ('link', models.CharField(max_length=64, verbose_name='mắt xích cuối')),
                ('count', models.BigIntegerField(verbose_name='số dòng')),
                ('signature', models.CharField(max_length=128, verbose_name='chữ ký')),
            ],
            options={
                'verbose_name': 'mốc nhật ký',
                'verbose_name_plural': 'mốc nhật ký',
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('actor_id', models.BigIntegerField(blank=True, null=True, verbose_name='mã tài khoản')),
                ('actor_name', models.CharField(max_length=200, verbose_name='người thực hiện')),
                ('grants', models.JSONField(blank=True, null=True, verbose_name='quyền đã dùng')),
                ('action', models.CharField(max_length=60, verbose_name='việc')),
                ('object_type', models.CharField(blank=True, default='', max_length=60, verbose_name='loại đối tượng')),
                ('object_id', models.BigIntegerField(blank=True, null=True, verbose_name='mã đối tượng')),
                ('unit_path', models.CharField(blank=True, default='', max_length=200, verbose_name='đường dẫn đơn vị')),
                ('door', models.CharField(default='web', max_length=10, verbose_name='cửa')),
                ('request_id', models.CharField(blank=True, default='', max_length=36, verbose_name='mã yêu cầu')),
                ('case', models.CharField(blank=True, default='', max_length=80, verbose_name='vụ việc')),
                ('secrecy', models.CharField(blank=True, default='', max_length=10, verbose_name='độ mật')),
                ('relation', models.CharField(blank=True, default='', max_length=4, verbose_name='quan hệ')),
                ('personal_digest', models.BinaryField(max_length=32, verbose_name='mã băm phần cá nhân')),
                ('mac', models.BinaryField(max_length=32, verbose_name='mã xác thực')),
            ],
            options={
                'verbose_name': 'dòng nhật ký',
                'verbose_name_plural': 'nhật ký',
                'indexes': [models.Index(fields=['at', 'id'], name='audit_at'), models.Index(fields=['object_type', 'object_id', 'at', 'id'], name='audit_object'), models.Index(fields=['actor_id', 'at', 'id'], name='audit_actor'), models.Index(fields=['action', 'at', 'id'], name='audit_action'), models.Index(fields=['unit_path', 'at', 'id'], name='audit_unit')],
            },
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('sequence', models.BigIntegerField(default=0, verbose_name='số thứ tự cuối')),
                ('link', models.CharField(blank=True, default='', max_length=64, verbose_name='mắt xích cuối')),
                ('count', models.BigIntegerField(default=0, verbose_name='số dòng')),
                ('settled_id', models.BigIntegerField(default=0, verbose_name='đã niêm đến dòng')),
            ],
            options={
                'verbose_name': 'đầu chuỗi nhật ký',
                'verbose_name_plural': 'đầu chuỗi nhật ký',
            },
        ),
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('sequence', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='số thứ tự')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('first_id', models.BigIntegerField(verbose_name='dòng đầu')),
                ('last_id', models.BigIntegerField(verbose_name='dòng cuối')),
                ('ranges', models.TextField(verbose_name='các dòng')),
                ('count', models.BigIntegerField(verbose_name='số dòng')),
                ('digest', models.CharField(max_length=64, verbose_name='mã băm các dòng')),
                ('link', models.CharField(max_length=64, verbose_name='mắt xích')),
            ],
            options={
                'verbose_name': 'mắt xích nhật ký',
                'verbose_name_plural': 'mắt xích nhật ký',
                'indexes': [models.Index(fields=['first_id'], name='audit_seal_first'), models.Index(fields=['last_id'], name='audit_seal_last')],
            },
        ),
        migrations.CreateModel(
            name='AuditPersonal',
            fields=[
                ('entry', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='personal', serialize=False, to='audit.auditentry', verbose_name='dòng nhật ký')),
                ('object_label', models.CharField(blank=True, default='', max_length=300, verbose_name='đối tượng')),
                ('reason', canbo.common.fields.EncryptedTextField(blank=True, default='', verbose_name='lý do')),
                ('changes', canbo.common.fields.EncryptedJSONField(blank=True, null=True, verbose_name='thay đổi')),
                ('salt', models.BinaryField(max_length=16, verbose_name='muối')),
            ],
            options={
                'verbose_name': 'phần cá nhân của nhật ký',
                'verbose_name_plural': 'phần cá nhân của nhật ký',
            },
        ),
    ]
