import canbo.common.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('decisions', '0001_initial'),
        ('organizations', '0002_titles'),
        ('personnel', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField(verbose_name='thứ tự')),
                ('name', models.CharField(max_length=150, verbose_name='họ và tên')),
                ('written', canbo.common.fields.EncryptedJSONField(blank=True, null=True, verbose_name='nguyên văn')),
                ('fault', models.CharField(blank=True, choices=[('', 'Đã khớp hồ sơ'), ('ambiguous', 'Nhiều hồ sơ có thể khớp'), ('not_found', 'Không có hồ sơ khớp'), ('unreadable', 'Dòng có ô không đọc được')], default='', max_length=12, verbose_name='khớp hồ sơ')),
                ('fault_words', canbo.common.fields.EncryptedTextField(blank=True, default='', verbose_name='chỗ cần sửa')),
                ('candidates', models.JSONField(blank=True, default=list, verbose_name='hồ sơ có thể khớp')),
                ('effective_on', canbo.common.fields.PartialDateField(blank=True, null=True, verbose_name='ngày có hiệu lực riêng')),
                ('state', models.CharField(choices=[('pending', 'Chưa thực hiện'), ('applied', 'Đã ghi vào hồ sơ'), ('failed', 'Chưa ghi được'), ('set_aside', 'Không thực hiện'), ('withdrawn', 'Đã rút khỏi hồ sơ')], default='pending', max_length=10, verbose_name='thực hiện')),
                ('accepted', models.JSONField(blank=True, default=list, verbose_name='vướng mắc đã chấp nhận')),
                ('problem', canbo.common.fields.EncryptedTextField(blank=True, default='', verbose_name='vì sao chưa ghi được')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='ghi vào hồ sơ lúc')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subjects', to='decisions.decision')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decision_subjects', to='personnel.person')),
                ('source', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='personnel.source')),
            ],
            options={
                'verbose_name': 'người được quyết định',
                'verbose_name_plural': 'người được quyết định',
                'indexes': [models.Index(fields=['decision', 'order'], name='subject_decision_order')],
                'constraints': [models.UniqueConstraint(fields=('decision', 'person'), name='decision_person_once', violation_error_message='Người này đã có trong quyết định.')],
            },
        ),
        migrations.CreateModel(
            name='Enactment',
            fields=[
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='enactment', serialize=False, to='decisions.decision')),
                ('abstract', canbo.common.fields.EncryptedTextField(max_length=500, verbose_name='trích yếu')),
                ('grounds', canbo.common.fields.EncryptedTextField(blank=True, default='', verbose_name='căn cứ')),
                ('articles', canbo.common.fields.EncryptedTextField(blank=True, default='', verbose_name='nội dung')),
                ('recipients', canbo.common.fields.EncryptedTextField(blank=True, default='', verbose_name='nơi nhận')),
                ('place', models.CharField(blank=True, default='', max_length=80, verbose_name='nơi ban hành')),
                ('drafted_by_key', models.BigIntegerField(blank=True, null=True, verbose_name='mã tài khoản người dự thảo')),
                ('drafted_by_name', models.CharField(max_length=200, verbose_name='người dự thảo')),
                ('drafted_at', models.DateTimeField(verbose_name='dự thảo lúc')),
                ('signed_by_key', models.BigIntegerField(blank=True, null=True, verbose_name='mã tài khoản người ghi nhận việc ký')),
                ('signed_by_name', models.CharField(blank=True, default='', max_length=200, verbose_name='người ghi nhận việc ký')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='ghi nhận việc ký lúc')),
                ('ended_by_name', models.CharField(blank=True, default='', max_length=200, verbose_name='người kết thúc')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='kết thúc lúc')),
                ('ended_reason', canbo.common.fields.EncryptedTextField(blank=True, default='', verbose_name='lý do kết thúc')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enactments', to='organizations.unit', verbose_name='đơn vị giữ sổ')),
            ],
            options={
                'verbose_name': 'văn bản quyết định',
                'verbose_name_plural': 'văn bản quyết định',
            },
        ),
        migrations.CreateModel(
            name='FileEffect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
                ('key', models.CharField(max_length=20, verbose_name='việc ghi vào hồ sơ')),
                ('values', canbo.common.fields.EncryptedJSONField(blank=True, null=True, verbose_name='nội dung')),
                ('made', models.BigIntegerField(blank=True, null=True, verbose_name='bản ghi đã lập')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='effects', to='enactments.decisionsubject')),
            ],
            options={
                'verbose_name': 'việc ghi vào hồ sơ',
                'verbose_name_plural': 'việc ghi vào hồ sơ',
            },
        ),
    ]
