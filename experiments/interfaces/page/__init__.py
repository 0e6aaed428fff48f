"""The page that needs no server: a file whose kernel runs simulations in the reader's own browser."""
