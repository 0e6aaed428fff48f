"""The command `contagion`: options, and what is said, saved and handed back. Below it nobody knows an option."""
