ALTER TABLE ${schema}${prefix}thing
  ADD COLUMN size integer;

INSERT INTO ${schema}${prefix}version (version, applied) VALUES (2, 0);
