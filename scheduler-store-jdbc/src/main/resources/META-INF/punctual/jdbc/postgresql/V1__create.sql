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
  plain boolean NOT NULL,
  claim_owner varchar(100),
  claim_request varchar(100),
  claim_until bigint NOT NULL,
  claim_token bigint NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, vacuum_truncate = off);

-- What a queue looks like at one moment says nothing of the next. Without statistics of these columns
-- the planner reads their index in its order at any time; with those of a moment when little waits
-- each claim would gather and sort all that is due.
ALTER TABLE ${schema}${prefix}job
  ALTER COLUMN state SET STATISTICS 0, ALTER COLUMN queue SET STATISTICS 0,
  ALTER COLUMN task SET STATISTICS 0, ALTER COLUMN priority SET STATISTICS 0,
  ALTER COLUMN due SET STATISTICS 0;

CREATE INDEX ${prefix}job_due ON ${schema}${prefix}job (queue, task, priority, due, id) WHERE state = 0;
CREATE INDEX ${prefix}job_parked ON ${schema}${prefix}job (id) WHERE state = 2;

CREATE TABLE ${schema}${prefix}job_tag (
  tag varchar(100) COLLATE "C" NOT NULL,
  job_id varchar(200) COLLATE "C" NOT NULL,
  PRIMARY KEY (tag, job_id)
);

CREATE INDEX ${prefix}job_tag_job ON ${schema}${prefix}job_tag (job_id);

CREATE SEQUENCE ${schema}${prefix}execution_seq;

-- Columns of one width stand together, the widest first, so that nothing is lost between them.
CREATE TABLE ${schema}${prefix}execution (
  generation bigint NOT NULL,
  fire_at bigint NOT NULL,
  due bigint NOT NULL,
  token bigint NOT NULL,
  lease_until bigint,
  created bigint NOT NULL,
  deadline bigint,
  started bigint,
  done_token bigint,
  seq bigint DEFAULT nextval('${schema}${prefix}execution_seq'),
  attempt integer NOT NULL,
  lost integer NOT NULL,
  payload_version integer,
  priority smallint NOT NULL,
  state smallint NOT NULL,
  cancelled boolean NOT NULL,
  removed boolean NOT NULL,
  linked boolean NOT NULL,
  alone boolean NOT NULL,
  id varchar(340) COLLATE "C" NOT NULL PRIMARY KEY,
  job_id varchar(200) COLLATE "C",
  task varchar(100) COLLATE "C" NOT NULL,
  queue varchar(100) COLLATE "C" NOT NULL,
  codec varchar(32),
  payload bytea,
  policy text NOT NULL,
  tags text NOT NULL,
  adjustment varchar(64),
  owner varchar(100),
  request varchar(100),
  parked_by text
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, vacuum_truncate = off);

ALTER SEQUENCE ${schema}${prefix}execution_seq OWNED BY ${schema}${prefix}execution.seq;

-- As for jobs.
ALTER TABLE ${schema}${prefix}execution
  ALTER COLUMN state SET STATISTICS 0, ALTER COLUMN queue SET STATISTICS 0,
  ALTER COLUMN task SET STATISTICS 0, ALTER COLUMN priority SET STATISTICS 0,
  ALTER COLUMN due SET STATISTICS 0;

CREATE INDEX ${prefix}execution_due ON ${schema}${prefix}execution (queue, task, priority, due, id)
  WHERE state = 0;
CREATE INDEX ${prefix}execution_parked ON ${schema}${prefix}execution (id) WHERE state = 3;
CREATE INDEX ${prefix}execution_leased ON ${schema}${prefix}execution (task) WHERE state = 4;
CREATE INDEX ${prefix}execution_job ON ${schema}${prefix}execution (job_id) WHERE NOT alone;

-- Both tables get some pages, which stay though they are empty: a plan that is made now and kept
-- shall use the indexes when the rows come. The ids sort before all others, so that what they
-- leave in the indexes is not where ids that grow are added.
INSERT INTO ${schema}${prefix}job (id, generation, name, task, queue, priority, trigger_text, policy,
    tags, state, version, created, problem, plain, claim_until, claim_token)
  SELECT '! page ' || n, 0, '', '', '', 0, '', '', '', 1, 0, 0, repeat('.', 1900), FALSE, 0, 0
  FROM generate_series(1, 500) AS n;
DELETE FROM ${schema}${prefix}job;

INSERT INTO ${schema}${prefix}execution (id, generation, task, queue, priority, policy, tags, fire_at,
    due, state, token, attempt, lost, cancelled, removed, linked, alone, created, parked_by)
  SELECT '! page ' || n, 0, '', '', 0, '', '', 0, 0, 1, 0, 0, 0, FALSE, FALSE, FALSE, TRUE, 0,
    repeat('.', 1900)
  FROM generate_series(1, 500) AS n;
DELETE FROM ${schema}${prefix}execution;

CREATE TABLE ${schema}${prefix}history (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recorded bigint NOT NULL,
  fire_at bigint NOT NULL,
  started bigint,
  finished bigint NOT NULL,
  token bigint NOT NULL,
  generation bigint NOT NULL,
  attempt integer NOT NULL,
  payload_version integer,
  result_version integer,
  state smallint NOT NULL,
  id varchar(340) COLLATE "C",
  job_id varchar(200) COLLATE "C" NOT NULL,
  task varchar(100) NOT NULL,
  node varchar(100),
  tags text NOT NULL,
  error text,
  codec varchar(32),
  payload bytea,
  policy text,
  result_codec varchar(32),
  result bytea
);

CREATE INDEX ${prefix}history_manual ON ${schema}${prefix}history (id) WHERE id IS NOT NULL;
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
