-- The asset that most of a new one was part of when it was first seen: its owner is proposed.

ALTER TABLE assets ADD COLUMN split_from VARCHAR DEFAULT '';
