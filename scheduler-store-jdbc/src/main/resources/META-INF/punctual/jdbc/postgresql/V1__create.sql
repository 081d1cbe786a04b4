-- Punctual, schema version 1: jobs, their executions, and what became of them.
-- Times are UTC epoch milliseconds. ${prefix} stands for the table prefix, ${schema} for the schema
-- and a dot, or for nothing.

CREATE TABLE ${schema}${prefix}job (
  id varchar(200) COLLATE "C" NOT NULL PRIMARY KEY,
  generation bigint NOT NULL,
  name varchar(200) NOT NULL,
  task varchar(100) COLLATE "C" NOT NULL,
  queue varchar(100) COLLATE "C" NOT NULL,
  priority smallint NOT NULL,
  codec varchar(32),
  payload_version integer,
  payload bytea,
  trigger_text text NOT NULL,
  policy text NOT NULL,
  tags text NOT NULL,
  state smallint NOT NULL,
  next_fire bigint,
  due bigint,
  last_fire bigint,
  version bigint NOT NULL,
  created bigint NOT NULL,
  problem text,
  claim_owner varchar(100),
  claim_request varchar(100),
  claim_until bigint NOT NULL,
  claim_token bigint NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);

CREATE INDEX ${prefix}job_due ON ${schema}${prefix}job (queue, task, priority, due, id) WHERE state = 0;
CREATE INDEX ${prefix}job_parked ON ${schema}${prefix}job (id) WHERE state = 2;

CREATE TABLE ${schema}${prefix}job_tag (
  tag varchar(100) COLLATE "C" NOT NULL,
  job_id varchar(200) COLLATE "C" NOT NULL,
  PRIMARY KEY (tag, job_id)
);

CREATE INDEX ${prefix}job_tag_job ON ${schema}${prefix}job_tag (job_id);

CREATE TABLE ${schema}${prefix}execution (
  id varchar(340) COLLATE "C" NOT NULL PRIMARY KEY,
  job_id varchar(200) COLLATE "C" NOT NULL,
  generation bigint NOT NULL,
  task varchar(100) COLLATE "C" NOT NULL,
  queue varchar(100) COLLATE "C" NOT NULL,
  priority smallint NOT NULL,
  codec varchar(32),
  payload_version integer,
  payload bytea,
  policy text NOT NULL,
  tags text NOT NULL,
  fire_at bigint NOT NULL,
  due bigint NOT NULL,
  deadline bigint,
  adjustment varchar(64),
  state smallint NOT NULL,
  owner varchar(100),
  request varchar(100),
  token bigint NOT NULL,
  lease_until bigint,
  attempt integer NOT NULL,
  lost integer NOT NULL,
  cancelled boolean NOT NULL,
  removed boolean NOT NULL,
  linked boolean NOT NULL,
  alone boolean NOT NULL,
  created bigint NOT NULL,
  started bigint,
  done_token bigint NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  parked_by text
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01);

CREATE INDEX ${prefix}execution_due ON ${schema}${prefix}execution (queue, task, priority, due, id)
  WHERE state = 0;
CREATE INDEX ${prefix}execution_parked ON ${schema}${prefix}execution (id) WHERE state = 3;
CREATE INDEX ${prefix}execution_owner ON ${schema}${prefix}execution (owner) WHERE state = 4;
CREATE INDEX ${prefix}execution_job ON ${schema}${prefix}execution (job_id);

CREATE TABLE ${schema}${prefix}history (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recorded bigint NOT NULL,
  id varchar(340) COLLATE "C" NOT NULL,
  job_id varchar(200) COLLATE "C" NOT NULL,
  task varchar(100) NOT NULL,
  state smallint NOT NULL,
  attempt integer NOT NULL,
  node varchar(100),
  fire_at bigint NOT NULL,
  started bigint,
  finished bigint NOT NULL,
  error text,
  codec varchar(32),
  payload_version integer,
  payload bytea,
  policy text,
  result_codec varchar(32),
  result_version integer,
  result bytea,
  tags text NOT NULL,
  token bigint NOT NULL
);

CREATE INDEX ${prefix}history_id ON ${schema}${prefix}history (id);
CREATE INDEX ${prefix}history_job ON ${schema}${prefix}history (job_id, seq);

CREATE TABLE ${schema}${prefix}missed (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recorded bigint NOT NULL,
  job_id varchar(200) COLLATE "C" NOT NULL,
  generation bigint NOT NULL,
  first_fire bigint NOT NULL,
  last_fire bigint NOT NULL,
  fires bigint NOT NULL,
  reason varchar(20) NOT NULL
);

CREATE INDEX ${prefix}missed_job ON ${schema}${prefix}missed (job_id, seq);

CREATE TABLE ${schema}${prefix}node (
  owner varchar(100) COLLATE "C" NOT NULL PRIMARY KEY,
  until bigint NOT NULL,
  tasks text NOT NULL
);

CREATE TABLE ${schema}${prefix}task_limit (
  task varchar(100) COLLATE "C" NOT NULL PRIMARY KEY
);

CREATE TABLE ${schema}${prefix}version (
  version integer NOT NULL PRIMARY KEY,
  applied bigint NOT NULL
);

INSERT INTO ${schema}${prefix}version (version, applied)
  VALUES (1, CAST(extract(epoch FROM statement_timestamp()) * 1000 AS bigint));
