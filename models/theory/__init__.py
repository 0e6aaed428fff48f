"""The programme without agents: closed forms (section 5 of the specification) that findings use. More of them, which
the tests hold the simulation against, are in `tests/oracles`."""
