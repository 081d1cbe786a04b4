-- Punctual, schema version 1: jobs, their executions, and what became of them.
-- Times are UTC epoch milliseconds. ${prefix} stands for the table prefix, ${schema} for the schema
-- and a dot, or for nothing.

CREATE TABLE IF NOT EXISTS ${schema}${prefix}job (
  id varchar(200) NOT NULL PRIMARY KEY,
  generation bigint NOT NULL,
  name varchar(200) NOT NULL,
  task varchar(100) NOT NULL,
  queue varchar(100) NOT NULL,
  priority smallint NOT NULL,
  codec varchar(32),
  payload_version integer,
  payload varbinary(20971520),
  trigger_text character varying NOT NULL,
  policy character varying NOT NULL,
  tags character varying NOT NULL,
  state smallint NOT NULL,
  next_fire bigint,
  due bigint,
  last_fire bigint,
  version bigint NOT NULL,
  created bigint NOT NULL,
  problem character varying,
  plain boolean NOT NULL,
  claim_owner varchar(100),
  claim_request varchar(100),
  claim_until bigint NOT NULL,
  claim_token bigint NOT NULL
);

CREATE INDEX IF NOT EXISTS ${schema}${prefix}job_due ON ${schema}${prefix}job (state, queue, task, priority, due, id);

CREATE TABLE IF NOT EXISTS ${schema}${prefix}job_tag (
  tag varchar(100) NOT NULL,
  job_id varchar(200) NOT NULL,
  PRIMARY KEY (tag, job_id)
);

CREATE INDEX IF NOT EXISTS ${schema}${prefix}job_tag_job ON ${schema}${prefix}job_tag (job_id);

CREATE TABLE IF NOT EXISTS ${schema}${prefix}execution (
  id varchar(340) NOT NULL PRIMARY KEY,
  job_id varchar(200) NOT NULL,
  generation bigint NOT NULL,
  task varchar(100) NOT NULL,
  queue varchar(100) NOT NULL,
  priority smallint NOT NULL,
  codec varchar(32),
  payload_version integer,
  payload varbinary(20971520),
  policy character varying NOT NULL,
  tags character varying NOT NULL,
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
  parked_by character varying
);

CREATE INDEX IF NOT EXISTS ${schema}${prefix}execution_due ON ${schema}${prefix}execution (state, queue, task, priority, due, id);
CREATE INDEX IF NOT EXISTS ${schema}${prefix}execution_job ON ${schema}${prefix}execution (job_id);

CREATE TABLE IF NOT EXISTS ${schema}${prefix}history (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recorded bigint NOT NULL,
  id varchar(340) NOT NULL,
  job_id varchar(200) NOT NULL,
  generation bigint NOT NULL,
  task varchar(100) NOT NULL,
  state smallint NOT NULL,
  attempt integer NOT NULL,
  node varchar(100),
  fire_at bigint NOT NULL,
  started bigint,
  finished bigint NOT NULL,
  error character varying,
  codec varchar(32),
  payload_version integer,
  payload varbinary(20971520),
  policy character varying,
  result_codec varchar(32),
  result_version integer,
  result varbinary(20971520),
  tags character varying NOT NULL,
  token bigint NOT NULL
);

CREATE INDEX IF NOT EXISTS ${schema}${prefix}history_id ON ${schema}${prefix}history (id);
CREATE INDEX IF NOT EXISTS ${schema}${prefix}history_job ON ${schema}${prefix}history (job_id, seq);

CREATE TABLE IF NOT EXISTS ${schema}${prefix}missed (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recorded bigint NOT NULL,
  job_id varchar(200) NOT NULL,
  generation bigint NOT NULL,
  first_fire bigint NOT NULL,
  last_fire bigint NOT NULL,
  fires bigint NOT NULL,
  reason varchar(20) NOT NULL
);

CREATE INDEX IF NOT EXISTS ${schema}${prefix}missed_job ON ${schema}${prefix}missed (job_id, seq);

CREATE TABLE IF NOT EXISTS ${schema}${prefix}node (
  owner varchar(100) NOT NULL PRIMARY KEY,
  until bigint NOT NULL,
  tasks character varying NOT NULL
);

CREATE TABLE IF NOT EXISTS ${schema}${prefix}task_limit (
  task varchar(100) NOT NULL PRIMARY KEY
);

CREATE TABLE IF NOT EXISTS ${schema}${prefix}version (
  version integer NOT NULL PRIMARY KEY,
  applied bigint NOT NULL
);

MERGE INTO ${schema}${prefix}version (version, applied) KEY (version)
  VALUES (1, DATEDIFF(MILLISECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00Z', CURRENT_TIMESTAMP));
