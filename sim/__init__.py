"""The engine and the laboratory: how any model is run, recorded and repeated. They know no subject."""
