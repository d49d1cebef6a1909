"""Floor 6. Forms of other makers become specifications: read, put in order, put into our words, written with a report."""
