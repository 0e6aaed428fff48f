"""A programme that begins: over which territories it is lived, in which cases, and how it is drawn."""
