-- What a person is to the service, as the document says it ("resident", "relative", "staff" …); see
-- `inventory.records.FindingRecord.role`.

ALTER TABLE findings ADD COLUMN role VARCHAR DEFAULT '';
