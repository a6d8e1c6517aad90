"""A second fictional share, by other hands than the first, to measure what a scan says of it."""
