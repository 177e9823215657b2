"""A picture on disk is whole or it is nothing; what cannot be read is built again."""

import json

import polars as pl
import pytest
import structlog
from canbo_testing.desk import DAY

from canbo.facts import pictures, services
from canbo.facts.store import PictureStore

FRAME = pl.DataFrame({"person_id": [1, 2], "name": ["Nông Văn Bình", None]})


@pytest.fixture
def shelf(tmp_path):
    return PictureStore(tmp_path / "facts", kept=3)


def data_of(shelf, key):
    page = json.loads((shelf._directory / f"{key}.json").read_text())
    return shelf._directory / page["file"]


def test_what_is_saved_is_read_back(shelf):
    assert shelf.load("2026-03-02") is None
    shelf.save("2026-03-02", FRAME, {"version": {"change": 7}})
    frame, facts = shelf.load("2026-03-02")
    assert frame.equals(FRAME)
    assert facts == {"version": {"change": 7}}


@pytest.mark.parametrize("harm", ["truncate", "flip", "page", "gone", "not_a_page"])
def test_a_harmed_picture_is_as_good_as_none(shelf, harm):
    shelf.save("2026-03-02", FRAME, {})
    path = data_of(shelf, "2026-03-02")
    page = shelf._directory / "2026-03-02.json"
    raw = path.read_bytes()
    match harm:
        case "truncate":
            path.write_bytes(raw[: len(raw) // 2])
        case "flip":
            path.write_bytes(raw[:200] + bytes([raw[200] ^ 1]) + raw[201:])
        case "page":
            page.write_text(page.read_text()[:20])
        case "not_a_page":
            page.write_text("[]")
        case "gone":
            path.unlink()
    assert shelf.load("2026-03-02") is None
    shelf.save("2026-03-02", FRAME, {})
    assert shelf.load("2026-03-02") is not None


def test_the_days_used_longest_ago_go_first(shelf):
    for day in range(1, 4):
        shelf.save(f"2026-03-0{day}", FRAME, {})
    shelf.load("2026-03-01")
    shelf.save("2026-03-04", FRAME, {})
    assert [shelf.has(f"2026-03-0{day}") for day in range(1, 5)] == [True, False, True, True]
    assert len(list(shelf._directory.glob("*.arrow"))) == 3


def test_saving_again_leaves_one_file(shelf):
    for _ in range(3):
        shelf.save("2026-03-02", FRAME, {})
    assert kept(shelf) == [".arrow", ".json"]
    shelf.drop_all()
    assert kept(shelf) == []


def kept(shelf):
    return sorted(path.suffix for path in shelf._directory.iterdir() if path.suffix != ".lock")


def test_what_a_killed_writer_left_is_swept(shelf):
    shelf.save("2026-03-01", FRAME, {})
    for name in ("2026-03-02.abcdefgh.arrow", "2026-03-01.abcdefgh.arrow", "2026-03-02.abcdefgh.new"):
        (shelf._directory / name).write_bytes(b"half")
    shelf.save("2026-03-01", FRAME, {})
    assert kept(shelf) == [".arrow", ".json"]
    assert shelf.load("2026-03-01") is not None


def test_a_disk_that_cannot_be_written_costs_only_the_cache(tmp_path):
    blocked = tmp_path / "facts"
    blocked.write_text("a file where the directory belongs")
    shelf = PictureStore(blocked)
    with shelf.building("2026-03-02"):
        shelf.save("2026-03-02", FRAME, {})
    assert shelf.load("2026-03-02") is None


def test_a_harmed_picture_is_built_again_and_logged(desk):
    binh = desk.open("Nông Văn Bình")
    whole = pictures.current(DAY).frame
    path = data_of(pictures.store(), DAY.isoformat())
    path.write_bytes(path.read_bytes()[:100])
    pictures._held.clear()
    with structlog.testing.capture_logs() as logs:
        again = pictures.current(DAY).frame
    assert again.equals(whole)
    assert again["person_id"].to_list() == [binh.pk]
    assert [entry["event"] for entry in logs] == ["picture_unreadable", "picture_built"]


def test_a_picture_from_disk_serves_another_process(desk):
    desk.open("Nông Văn Bình")
    whole = pictures.current(DAY).frame
    pictures._held.clear()
    with structlog.testing.capture_logs() as logs:
        assert pictures.current(DAY).frame.equals(whole)
    assert logs == []


def test_a_picture_of_other_code_or_another_database_is_not_used(desk, monkeypatch):
    desk.open("Nông Văn Bình")
    pictures.current(DAY)
    for name in ("logic", "database"):
        pictures._held.clear()
        monkeypatch.setattr(pictures, name, lambda: "other")
        with structlog.testing.capture_logs() as logs:
            pictures.current(DAY)
        assert [entry["event"] for entry in logs] == ["picture_built"]


def test_drop_and_rebuild_at_will(desk):
    desk.open("Nông Văn Bình")
    assert services.rebuild(DAY) == 1
    services.drop_all()
    assert not pictures.is_ready(DAY)
    assert services.rebuild(DAY) == 1
    assert pictures.is_ready(DAY)
