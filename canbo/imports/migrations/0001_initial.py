import canbo.common.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0002_titles'),
        ('personnel', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('roster', 'Danh sách trích ngang'), ('training', 'Danh sách đào tạo, bồi dưỡng'), ('ratings', 'Kết quả đánh giá, xếp loại'), ('plans', 'Danh sách quy hoạch'), ('appointments', 'Danh sách bổ nhiệm, điều động'), ('salary', 'Diễn biến lương')], max_length=14, verbose_name='loại danh sách')),
                ('state', models.CharField(choices=[('uploaded', 'mới tải lên'), ('mapped', 'đã xác nhận cột'), ('previewed', 'đã xem trước'), ('committed', 'đã nhập'), ('undone', 'đã hoàn tác'), ('refused', 'bị bỏ')], default='uploaded', max_length=10, verbose_name='trạng thái')),
                ('file_name', models.CharField(max_length=200, verbose_name='tên tệp')),
                ('file_size', models.PositiveBigIntegerField(default=0, verbose_name='cỡ tệp')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('stored_as', models.CharField(blank=True, default='', editable=False, max_length=100)),
                ('sheet', models.CharField(blank=True, default='', max_length=100, verbose_name='trang tính')),
                ('as_of', models.DateField(blank=True, null=True, verbose_name='số liệu đến ngày')),
                ('root_name', models.CharField(blank=True, default='', max_length=250, verbose_name='tên đơn vị gốc')),
                ('owner_id', models.BigIntegerField(blank=True, null=True, verbose_name='mã người nhập')),
                ('owner_name', models.CharField(max_length=200, verbose_name='người nhập')),
                ('options', models.JSONField(default=dict, editable=False)),
                ('mapping', models.JSONField(blank=True, editable=False, null=True)),
                ('counts', models.JSONField(default=dict, editable=False)),
                ('report', models.JSONField(default=dict, editable=False)),
                ('job_id', models.UUIDField(blank=True, editable=False, null=True)),
                ('uploaded_at', models.DateTimeField(verbose_name='tải lên lúc')),
                ('previewed_at', models.DateTimeField(blank=True, null=True, verbose_name='xem trước lúc')),
                ('committed_at', models.DateTimeField(blank=True, null=True, verbose_name='nhập lúc')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='hoàn tác lúc')),
                ('root', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='đơn vị gốc')),
                ('source', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='personnel.source')),
            ],
            options={
                'verbose_name': 'lần nhập',
                'verbose_name_plural': 'các lần nhập',
                'indexes': [models.Index(fields=['-uploaded_at'], name='import_batch_newest')],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(verbose_name='dòng')),
                ('outcome', models.CharField(choices=[('accepted', 'nhận'), ('warned', 'nhận, có lưu ý'), ('refused', 'không nhận'), ('held', 'chờ quyết định'), ('existing', 'đã có trong hồ sơ')], max_length=10, verbose_name='kết quả')),
                ('codes', models.CharField(blank=True, default='', max_length=300, verbose_name='mã vấn đề')),
                ('payload', canbo.common.fields.EncryptedTextField()),
                ('repairs', canbo.common.fields.EncryptedTextField(blank=True, default='')),
                ('decision', models.CharField(blank=True, choices=[('', 'chưa quyết định'), ('same', 'cùng một người'), ('different', 'người khác'), ('skip', 'bỏ qua dòng này')], default='', max_length=10, verbose_name='quyết định')),
                ('decided_person', models.BigIntegerField(blank=True, null=True)),
                ('decided_by', models.CharField(blank=True, default='', max_length=200)),
                ('person_key', models.BigIntegerField(blank=True, null=True, verbose_name='mã hồ sơ')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.importbatch')),
            ],
            options={
                'verbose_name': 'dòng nhập',
                'verbose_name_plural': 'dòng nhập',
                'indexes': [models.Index(fields=['batch', 'outcome', 'row'], name='import_row_outcome')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'row'), name='import_row_once')],
            },
        ),
        migrations.CreateModel(
            name='LayoutMemory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('roster', 'Danh sách trích ngang'), ('training', 'Danh sách đào tạo, bồi dưỡng'), ('ratings', 'Kết quả đánh giá, xếp loại'), ('plans', 'Danh sách quy hoạch'), ('appointments', 'Danh sách bổ nhiệm, điều động'), ('salary', 'Diễn biến lương')], max_length=14, verbose_name='loại danh sách')),
                ('signature', models.CharField(max_length=64, verbose_name='dấu nhận dạng tiêu đề')),
                ('mapping', models.JSONField(verbose_name='cột nào là gì')),
                ('confirmed_by', models.CharField(max_length=200, verbose_name='người xác nhận')),
                ('confirmed_at', models.DateTimeField(verbose_name='xác nhận lúc')),
                ('times_used', models.PositiveIntegerField(default=0, verbose_name='số lần dùng')),
            ],
            options={
                'verbose_name': 'mẫu bảng đã biết',
                'verbose_name_plural': 'mẫu bảng đã biết',
                'constraints': [models.UniqueConstraint(fields=('kind', 'signature'), name='layout_once')],
            },
        ),
    ]
