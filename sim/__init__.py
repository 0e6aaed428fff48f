"""The engine and the laboratory: how any model is run, recorded and repeated. They know no subject."""

if __name__ == "sim":
    raise ImportError("sim is contagion.sim")
