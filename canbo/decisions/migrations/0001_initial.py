import canbo.common.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_key', models.BigIntegerField(verbose_name='đơn vị giữ sổ')),
                ('issuer_name', models.CharField(max_length=200, verbose_name='cơ quan ban hành')),
                ('pattern', models.CharField(max_length=50, verbose_name='số, ký hiệu')),
                ('is_closed', models.BooleanField(default=False, verbose_name='không còn dùng')),
                ('recorded_at', models.DateTimeField(verbose_name='ghi nhận lúc')),
            ],
            options={
                'verbose_name': 'dãy số quyết định',
                'verbose_name_plural': 'dãy số quyết định',
                'constraints': [models.UniqueConstraint(fields=('unit_key', 'pattern'), name='number_series_once', violation_error_message='Đơn vị đã có dãy số này.')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='số')),
                ('kind', models.CharField(choices=[('appointment', 'Bổ nhiệm'), ('reappointment', 'Bổ nhiệm lại, kéo dài thời gian giữ chức vụ'), ('release', 'Miễn nhiệm, cho thôi giữ chức vụ'), ('transfer', 'Điều động'), ('rotation', 'Luân chuyển'), ('secondment', 'Biệt phái'), ('designation', 'Chỉ định tham gia cấp uỷ, tổ chức'), ('approval', 'Phê chuẩn, chuẩn y kết quả bầu cử'), ('planning', 'Phê duyệt quy hoạch'), ('discipline', 'Kỷ luật'), ('award', 'Khen thưởng'), ('salary', 'Xếp lương, nâng bậc lương'), ('training', 'Cử đi đào tạo, bồi dưỡng'), ('retirement', 'Nghỉ hưu, thôi việc'), ('structure', 'Tổ chức bộ máy, biên chế'), ('conclusion', 'Kết luận, chủ trương của cấp uỷ'), ('election', 'Nghị quyết, biên bản bầu cử'), ('revocation', 'Thu hồi, huỷ bỏ quyết định'), ('other', 'Khác')], default='other', max_length=20, verbose_name='loại')),
                ('state', models.CharField(choices=[('draft', 'Dự thảo'), ('signed', 'Đã ký, chưa có hiệu lực'), ('in_force', 'Đang có hiệu lực'), ('revoked', 'Đã thu hồi'), ('replaced', 'Đã được thay thế'), ('discarded', 'Dự thảo đã bỏ'), ('reserved', 'Số để dành'), ('void', 'Số huỷ')], default='in_force', max_length=10, verbose_name='trạng thái')),
                ('issued_on', canbo.common.fields.PartialDateField(blank=True, null=True, verbose_name='ngày ký')),
                ('effective_on', canbo.common.fields.PartialDateField(blank=True, null=True, verbose_name='ngày có hiệu lực')),
                ('issuer_key', models.CharField(blank=True, default='', max_length=60, verbose_name='mã cơ quan ban hành')),
                ('issuer_name', models.CharField(blank=True, default='', max_length=200, verbose_name='cơ quan ban hành')),
                ('signer', models.CharField(blank=True, default='', max_length=200, verbose_name='người ký')),
                ('signer_role', models.CharField(blank=True, default='', max_length=120, verbose_name='chức vụ người ký')),
                ('signing_mark', models.CharField(blank=True, choices=[('', 'Ký với thẩm quyền của mình'), ('tm', 'TM. – thay mặt tập thể'), ('q', 'Q. – quyền cấp trưởng'), ('kt', 'KT. – ký thay cấp trưởng'), ('tl', 'TL. – ký thừa lệnh'), ('tuq', 'TUQ. – ký thừa uỷ quyền')], default='', max_length=4, verbose_name='thẩm quyền ký')),
                ('signing_for', models.CharField(blank=True, default='', max_length=150, verbose_name='thay mặt, ký thay')),
                ('unit_key', models.BigIntegerField(blank=True, db_index=True, null=True, verbose_name='đơn vị giữ sổ')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='năm')),
                ('sequence', models.PositiveIntegerField(blank=True, null=True, verbose_name='số thứ tự')),
                ('number_note', models.CharField(blank=True, default='', max_length=300, verbose_name='lý do để dành, huỷ số')),
                ('secrecy', canbo.common.fields.SecrecyField(verbose_name='độ mật')),
                ('recorded_at', models.DateTimeField(verbose_name='ghi nhận lúc')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='decisions.numberseries')),
            ],
            options={
                'verbose_name': 'quyết định',
                'verbose_name_plural': 'quyết định',
                'indexes': [models.Index(fields=['issuer_name', 'year', 'number'], name='decision_issuer_year')],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('number', ''), _negated=True), ('series__isnull', True)), fields=('number', 'issued_on', 'issuer_name'), name='decision_number_date_issuer', violation_error_message='Quyết định này đã có trong sổ (trùng số, ngày ký và cơ quan ban hành).'), models.UniqueConstraint(condition=models.Q(('sequence__isnull', False)), fields=('series', 'year', 'sequence'), name='decision_sequence_once', violation_error_message='Số này đã cấp trong năm.'), models.CheckConstraint(condition=models.Q(('number', ''), ('state__in', ['signed', 'in_force', 'revoked', 'replaced', 'reserved', 'void']), _negated=True), name='decision_signed_has_number')],
            },
        ),
        migrations.CreateModel(
            name='SeriesYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('last', models.PositiveIntegerField(default=0, verbose_name='số cuối đã cấp')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='years', to='decisions.numberseries')),
            ],
            options={
                'verbose_name': 'năm của dãy số',
                'verbose_name_plural': 'năm của dãy số',
                'constraints': [models.UniqueConstraint(fields=('series', 'year'), name='series_year_once')],
            },
        ),
        migrations.CreateModel(
            name='DecisionLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(choices=[('based_on', 'ban hành theo'), ('approves', 'phê chuẩn, chuẩn y'), ('amends', 'sửa đổi, bổ sung'), ('replaces', 'thay thế'), ('revokes', 'thu hồi, huỷ bỏ')], max_length=10, verbose_name='quan hệ')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='decisions.decision')),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='later_links', to='decisions.decision')),
            ],
            options={
                'verbose_name': 'liên hệ giữa các quyết định',
                'verbose_name_plural': 'liên hệ giữa các quyết định',
                'constraints': [models.UniqueConstraint(fields=('decision', 'earlier', 'relation'), name='decision_link_once'), models.CheckConstraint(condition=models.Q(('decision', models.F('earlier')), _negated=True), name='decision_link_to_another')],
            },
        ),
    ]
