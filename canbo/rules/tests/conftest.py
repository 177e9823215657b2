import pytest

from canbo.rules.lexicon import lexicon as every_word
from canbo.rules.library import check
from canbo.rules.tests.small_pack import FILES, OVERLAY_FILES, write_pack


@pytest.fixture(scope="session")
def lexicon():
    return every_word()


@pytest.fixture
def small(tmp_path):
    """A library of the small pack, with a local overlay."""
    write_pack(tmp_path, FILES)
    write_pack(tmp_path, OVERLAY_FILES, "local_small")
    library, faults, _ = check([tmp_path])
    assert faults == []
    return library


@pytest.fixture
def written(tmp_path, settings, monkeypatch):
    """An installation whose only packs are the small one; gives its data directory."""
    from canbo.rules import library

    write_pack(tmp_path / "packs", FILES)
    monkeypatch.setattr(library, "SHIPPED", tmp_path / "packs")
    library._read.cache_clear()
    settings.CANBO_DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    settings.CANBO_DATA_DIR.mkdir()
    yield settings.CANBO_DATA_DIR
    library._read.cache_clear()


@pytest.fixture
def first(make_account, tree):
    """Who enters central values."""
    return make_account("nhap", "officer", tree.root, "Người nhập")


@pytest.fixture
def second(make_account, tree):
    """Who signs them."""
    return make_account("ky", "officer", tree.root, "Người ký")
