"""A programme of one's own: what is known of it, from today on, here."""
