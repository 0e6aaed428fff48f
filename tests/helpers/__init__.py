"""What several test files share: toys, scenarios, ways to call compiled code and to read what happened."""
