"""Objects of `import contagion` for analysts: results, many runs, comparisons, sweeps, limits, levers, territories."""
