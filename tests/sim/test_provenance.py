"""What a result was made with: digests of sources."""

from sim.provenance import digest_of


def test_names_and_texts_of_the_sources_tell_versions_apart(tmp_path):
    (tmp_path / "one.py").write_text("x = 1\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "two.py").write_text("y = 1\n")
    digests = [digest_of(tmp_path, ["one.py", "folder"]), digest_of(tmp_path, ["one.py"])]
    (tmp_path / "folder" / "two.py").write_text("y = 2\n")
    digests.append(digest_of(tmp_path, ["one.py", "folder"]))
    (tmp_path / "folder" / "two.py").rename(tmp_path / "folder" / "three.py")
    digests.append(digest_of(tmp_path, ["one.py", "folder"]))
    assert len(set(digests)) == 4
