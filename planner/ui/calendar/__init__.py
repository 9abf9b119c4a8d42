"""The calendar: month, week, day and agenda of one period."""
