"""The page that needs no server: a file in which the kernel lives worlds in the reader's own browser."""
