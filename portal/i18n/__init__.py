"""Floor 1. Languages: texts that know their language, catalogues, numbers, dates, order. No Flask."""
