-- Where files were before they were moved or renamed: their rows go with them, this remembers it.

CREATE TABLE moves (
    source VARCHAR NOT NULL,
    former VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    moved TIMESTAMP NOT NULL
);
