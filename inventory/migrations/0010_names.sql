-- Keyed digests of the words of every distinct name, by which `find` knows a name in any spelling;
-- see detectors/name_keys.py. Documents that name people are opened again by the next scan, to fill
-- it.

CREATE TABLE names (
    digest VARCHAR NOT NULL,
    initials VARCHAR NOT NULL,
    exact BIGINT[] NOT NULL,
    sound BIGINT[] NOT NULL
);

UPDATE documents SET rules_version = ''
WHERE gone IS NULL AND item IN (
    SELECT d.item FROM documents d JOIN findings f ON f.document = d.id
    WHERE f.entity = 'PERSON' AND d.gone IS NULL
);
