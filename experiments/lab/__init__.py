"""What all studies share: the laboratory, inquiries, vocabulary."""
