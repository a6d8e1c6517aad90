-- What a scan writes: documents, the distinct values in them, dates that start retention clocks.
-- No indexes: DuckDB scans a column of a million rows in milliseconds, and an index would slow
-- every batch. `item` is the path of the file on disk that a document is, or is inside of.

CREATE TABLE meta (name VARCHAR NOT NULL, value VARCHAR NOT NULL);

CREATE TABLE scans (
    id INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    started TIMESTAMP NOT NULL,
    finished TIMESTAMP,
    state VARCHAR NOT NULL,
    files BIGINT NOT NULL DEFAULT 0,
    unchanged BIGINT NOT NULL DEFAULT 0,
    documents BIGINT NOT NULL DEFAULT 0,
    findings BIGINT NOT NULL DEFAULT 0,
    size BIGINT NOT NULL DEFAULT 0,
    gone BIGINT NOT NULL DEFAULT 0
);

CREATE SEQUENCE document_ids;

CREATE TABLE documents (
    id BIGINT NOT NULL,
    source VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    container VARCHAR NOT NULL,
    media_type VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    modified TIMESTAMP,
    owner VARCHAR NOT NULL,
    access VARCHAR NOT NULL,
    reach VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    error VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    rules_version VARCHAR NOT NULL,
    record_type VARCHAR NOT NULL,
    record_type_score DOUBLE NOT NULL,
    retention_rule VARCHAR NOT NULL,
    personal_data BOOLEAN NOT NULL,
    special_category VARCHAR[] NOT NULL,
    criminal_offence BOOLEAN NOT NULL,
    data_subjects VARCHAR[] NOT NULL,
    people INTEGER NOT NULL,
    first_seen TIMESTAMP NOT NULL,
    written TIMESTAMP NOT NULL,
    gone TIMESTAMP,
    asset VARCHAR NOT NULL DEFAULT ''
);

CREATE TABLE findings (
    document BIGINT NOT NULL,
    place INTEGER NOT NULL,
    entity VARCHAR NOT NULL,
    masked VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    count INTEGER NOT NULL,
    score DOUBLE NOT NULL,
    recogniser VARCHAR NOT NULL,
    location VARCHAR NOT NULL
);

CREATE TABLE clocks (
    document BIGINT NOT NULL,
    trigger VARCHAR NOT NULL,
    day DATE NOT NULL,
    basis VARCHAR NOT NULL,
    digests VARCHAR[] NOT NULL
);

CREATE TABLE assets (
    id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    family VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    first_seen TIMESTAMP NOT NULL,
    gone TIMESTAMP
);
