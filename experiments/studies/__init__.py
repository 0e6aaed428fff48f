"""What is worked out from many runs: comparisons, levers, limits, sweeps."""
