"""One run, a branch of it, a study of many, and a results folder read again."""
