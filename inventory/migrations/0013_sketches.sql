-- Keyed sketches of the texts of documents with personal data, by which nearly the same text is told
-- again; see scanner/sketch.py and inventory/alike.py.

CREATE TABLE sketches (
    document BIGINT NOT NULL,
    bands BIGINT[] NOT NULL
);
