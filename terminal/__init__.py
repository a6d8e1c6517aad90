"""What the person at the keyboard sees: progress, tables, sentences. No logic."""
