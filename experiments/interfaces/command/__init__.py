"""The command `contagion`: options, and what it prints, saves and returns. No lower layer knows its options."""
