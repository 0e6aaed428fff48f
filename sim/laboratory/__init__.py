"""Many runs: how they are asked for, made anywhere, kept, and handed back as tables."""
