"""HTML as a tree: for tests."""

from importlib import import_module
from typing import Any

etree: Any = import_module("lxml.etree")
