"""Code that figures and maps share."""
