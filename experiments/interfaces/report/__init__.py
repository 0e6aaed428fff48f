"""The note for a council: HTML in one file, made to be printed; DOCX and XLSX."""
