"""The planners' door: charts that are HTML, the report for a council, and the page in the browser."""
