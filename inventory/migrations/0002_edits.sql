-- What people said of assets: every correction, by whom and when; the latest of a field counts.
-- `drafted` is what the scan said at that time, so that a later disagreement can be told.
-- Assets that people added by hand are rows of `assets` with an empty source.

CREATE TABLE edits (
    asset VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    drafted VARCHAR NOT NULL,
    person VARCHAR NOT NULL,
    made TIMESTAMP NOT NULL
);
