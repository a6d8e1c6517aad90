-- Which organisations mail came from and went to: the part of each address after the "@".

CREATE TABLE mail_domains (
    document BIGINT NOT NULL,
    direction VARCHAR NOT NULL,
    domain VARCHAR NOT NULL
);
