"""Floor 8. What all doors share: sessions, language, access, pages, errors, headers, logs."""
