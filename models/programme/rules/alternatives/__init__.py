"""The rules of alternative programmes (S15)."""
