"""What tests of scenarios share."""

import pytest


@pytest.fixture
def scenario(tmp_path):
    """A scenario file with the given text."""

    def make(text):
        path = tmp_path / "mine.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make
