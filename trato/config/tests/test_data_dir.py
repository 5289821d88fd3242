from __future__ import annotations

from pathlib import Path

from trato.config import data_dir


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    first = data_dir.secret_key(folder)
    assert len(first) > 60
    assert data_dir.secret_key(folder) == first
    assert (folder / data_dir.SECRET).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.iterdir()] == [data_dir.SECRET]


def test_a_private_file_is_never_overwritten(tmp_path: Path) -> None:
    assert data_dir.write_private(tmp_path / "x", "one")
    assert not data_dir.write_private(tmp_path / "x", "two")
    assert (tmp_path / "x").read_text() == "one"
