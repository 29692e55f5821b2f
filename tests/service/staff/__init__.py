"""What the staff of a course do."""
