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
