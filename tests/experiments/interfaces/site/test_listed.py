"""The list of a folder's pages: from the files that are there, in both languages."""

import re

import pytest

from contagion.experiments.interfaces.page.made import Beside
from contagion.experiments.interfaces.site.made import INDEX, about_of, entries, index
from tests.helpers.pages import etree

CODES = {"200050532": "False", "242500361": "True", "247000623": "False", "247400666": "False"}


@pytest.fixture
def folder(tmp_path):
    for code, observed in CODES.items():
        about = f'data-territory="{code}" data-made="2026-11-30" data-observed="{observed}"'
        (tmp_path / f"{code}.html").write_text(f'<!doctype html>\n<html lang="fr" {about}>\n<head>', encoding="utf-8")
    (tmp_path / "mine.html").write_text("<p>mine</p>")
    (tmp_path / "foreign.html").write_text('<html data-territory="242500361" data-made="today"><head>')
    (tmp_path / "gone.html").write_text('<html data-territory="1" data-made="2026-11-30"><head>')
    return tmp_path


def test_pages_say_what_they_are_of(folder):
    assert about_of(folder / "242500361.html")["observed"] == "True"
    assert about_of(folder / "none.html") == about_of(folder / "mine.html") == {}
    found = entries(folder)
    assert {one.file.partition(".")[0] for one in found} == {*CODES}
    assert [one.department for one in found] == sorted(one.department for one in found)
    assert [one.department for one in found if "Quatre" in one.name] == ["70 Haute-Saône", "74 Haute-Savoie"]


def test_all_are_listed_with_their_day_and_that_nothing_was_observed(folder):
    contents = index(folder, Beside())
    root = etree.HTML(contents[INDEX].decode())
    items = root.xpath("//main//li")
    assert len(items) == 4
    by_file = {one.xpath("./a/@href")[0]: " ".join(one.itertext()) for one in items}
    assert all("30 novembre 2026" in said for said in by_file.values())
    assert [file for file, said in by_file.items() if "rien n’a été observé ici" not in said] == ["242500361.html"]
    english = " ".join(root.xpath("//template")[0].itertext())
    assert "4 territories have a page here each" in english
    assert english.count("nothing was observed here") == 3
    assert re.findall(r'(?:src|href)="(shared/[^"]+)"', contents[INDEX].decode())[-1] in contents


def test_a_folder_without_pages_has_an_empty_list(tmp_path):
    assert "<li>" not in index(tmp_path, Beside())[INDEX].decode()
