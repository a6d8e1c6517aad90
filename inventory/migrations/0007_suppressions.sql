-- What a person has said is not personal data here. Values are kept as digests and masks only.

CREATE SEQUENCE suppression_ids;

CREATE TABLE suppressions (
    id INTEGER PRIMARY KEY DEFAULT nextval('suppression_ids'),
    kind VARCHAR NOT NULL,
    shown VARCHAR NOT NULL,
    digests VARCHAR[] NOT NULL,
    reason VARCHAR NOT NULL,
    person VARCHAR NOT NULL,
    said TIMESTAMP NOT NULL
);
