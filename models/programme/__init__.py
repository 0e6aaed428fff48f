"""What happens, week by week."""
