-- Two tables, as small as can be.
CREATE TABLE IF NOT EXISTS ${schema}${prefix}thing (
  id integer NOT NULL PRIMARY KEY,
  name varchar(10),
  UNIQUE (name)
);

CREATE TABLE IF NOT EXISTS ${schema}${prefix}version (
  version integer NOT NULL PRIMARY KEY,
  applied bigint NOT NULL
);

INSERT INTO ${schema}${prefix}version (version, applied) VALUES (1, 0);
