"""What is worked out of pairs of communes, in compiled text."""
