"""What figures and maps share."""
