"""One run, a branch of it, a study of many, what all studies share, and a results folder read again."""
