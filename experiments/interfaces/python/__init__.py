"""What an analyst gets by `import contagion`: results, many runs, comparisons, sweeps, limits, levers, territories."""
