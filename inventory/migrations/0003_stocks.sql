-- What was counted of every asset at the end of each finished scan, so that two scans can be
-- compared. A scan that changed nothing points to the counts of the one before it.

CREATE TABLE stocks (
    scan INTEGER NOT NULL,
    taken TIMESTAMP NOT NULL,
    as_of DATE NOT NULL,
    counts INTEGER NOT NULL
);

CREATE TABLE asset_counts (
    counts INTEGER NOT NULL,
    asset VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    documents BIGINT NOT NULL,
    size BIGINT NOT NULL,
    people BIGINT NOT NULL,
    open_personal BIGINT NOT NULL,
    open_special BIGINT NOT NULL,
    overdue BIGINT NOT NULL,
    unread BIGINT NOT NULL
);
