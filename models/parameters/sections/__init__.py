"""The parameters, by the section of a scenario in which they stand."""
