"""Where: communes, the distances between them, who has ties with whom, and who works where."""
