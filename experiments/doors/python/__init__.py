"""What an analyst gets by `import contagion`: results, many runs, comparisons, sweeps, limits, levers, territories."""

import warnings

warnings.filterwarnings("ignore", "IProgress not found")  # of a bar for notebooks, which Mesa loads and nobody shows
