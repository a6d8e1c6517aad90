"""What the documents of a care home say, one module for each kind of work it does."""
