"""What waits for a member of staff: lines with a number, words and the page where it is done."""
