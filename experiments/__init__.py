"""Questions put to the model, the command line, and what an analyst gets."""

if __name__ == "experiments":
    raise ImportError("experiments is contagion.experiments")
