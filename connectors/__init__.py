"""Where data lives: one module per kind of source, each yielding `Item`s and parsing nothing."""
