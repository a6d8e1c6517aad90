-- A sentence where a file's name promises other contents than it has; see
-- `inventory.records.DocumentRecord.mismatch`.

ALTER TABLE documents ADD COLUMN mismatch VARCHAR DEFAULT '';
