"""Sets of values that agree with what was observed, the worlds made of them, and other readings."""
