-- Firms that contracts and invoices name; see `inventory.records.DocumentRecord.companies`.

CREATE TABLE companies (
    document BIGINT NOT NULL,
    name VARCHAR NOT NULL
);
