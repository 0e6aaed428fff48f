"""Another 1,000 euros: the words name every lever."""

from experiments.questions import another_1000_euros


def test_each_lever_of_the_reference_is_in_the_words(lab):
    finding = another_1000_euros.main(quick=True, lab=lab)
    assert len(finding.table) == 4
    for row in finding.table.to_dict("records"):
        assert row["lever"] in finding.text
        assert row["verdict"] in finding.text
