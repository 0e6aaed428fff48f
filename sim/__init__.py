"""The laboratory: how any model is run, recorded and repeated. It knows no subject."""
