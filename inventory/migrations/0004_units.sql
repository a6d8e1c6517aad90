-- Whether a date is a day, or the end of a month or year of which nothing more is known.

ALTER TABLE clocks ADD COLUMN unit VARCHAR DEFAULT 'day';
