"""What the page and the report tell of scenarios: worked out once for both."""
