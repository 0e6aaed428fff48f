"""The subject: a group programme that spreads from person to person over a territory."""

if __name__ == "models":
    raise ImportError("models is contagion.models")
