"""The report for a council meeting: one HTML file that needs no other, and the same as a PDF."""
