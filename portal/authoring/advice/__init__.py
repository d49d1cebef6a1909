"""Floor 6. What could be better in a specification, by subject: how its texts speak, what is left over, whose data it is."""
