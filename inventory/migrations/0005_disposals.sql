-- What people disposed of, or decided to keep: what a disposal list said of it, who decided and
-- when. The rows stay when the documents themselves are long gone.

CREATE TABLE disposals (
    reference VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    asset VARCHAR NOT NULL,
    asset_name VARCHAR NOT NULL,
    record VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    clock_start VARCHAR NOT NULL,
    clock_basis VARCHAR NOT NULL,
    due VARCHAR NOT NULL,
    authority VARCHAR NOT NULL,
    verify VARCHAR NOT NULL,
    decision VARCHAR NOT NULL,
    decided_on DATE NOT NULL,
    how VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    person VARCHAR NOT NULL,
    made TIMESTAMP NOT NULL
);
