"""What somebody asks: a folder a question, its work, words, figure and answer."""
