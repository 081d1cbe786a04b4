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
  payload longblob,
  trigger_text longtext NOT NULL,
  policy longtext NOT NULL,
  tags longtext NOT NULL,
  state smallint NOT NULL,
  next_fire bigint,
  due bigint,
  last_fire bigint,
  version bigint NOT NULL,
  created bigint NOT NULL,
  problem longtext,
  plain boolean NOT NULL,
  claim_owner varchar(100),
  claim_request varchar(100),
  claim_until bigint NOT NULL,
  claim_token bigint NOT NULL,
  INDEX ${prefix}job_due (state, queue, task, priority, due, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS ${schema}${prefix}job_tag (
  tag varchar(100) NOT NULL,
  job_id varchar(200) NOT NULL,
  PRIMARY KEY (tag, job_id),
  INDEX ${prefix}job_tag_job (job_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS ${schema}${prefix}execution (
  id varchar(340) NOT NULL PRIMARY KEY,
  job_id varchar(200) NOT NULL,
  generation bigint NOT NULL,
  task varchar(100) NOT NULL,
  queue varchar(100) NOT NULL,
  priority smallint NOT NULL,
  codec varchar(32),
  payload_version integer,
  payload longblob,
  policy longtext NOT NULL,
  tags longtext NOT NULL,
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
  seq bigint NOT NULL AUTO_INCREMENT UNIQUE,
  parked_by longtext,
  INDEX ${prefix}execution_due (state, queue, task, priority, due, id),
  INDEX ${prefix}execution_job (job_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS ${schema}${prefix}history (
  seq bigint AUTO_INCREMENT PRIMARY KEY,
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
  error longtext,
  codec varchar(32),
  payload_version integer,
  payload longblob,
  policy longtext,
  result_codec varchar(32),
  result_version integer,
  result longblob,
  tags longtext NOT NULL,
  token bigint NOT NULL,
  INDEX ${prefix}history_id (id),
  INDEX ${prefix}history_job (job_id, seq)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS ${schema}${prefix}missed (
  seq bigint AUTO_INCREMENT PRIMARY KEY,
  recorded bigint NOT NULL,
  job_id varchar(200) NOT NULL,
  generation bigint NOT NULL,
  first_fire bigint NOT NULL,
  last_fire bigint NOT NULL,
  fires bigint NOT NULL,
  reason varchar(20) NOT NULL,
  INDEX ${prefix}missed_job (job_id, seq)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS ${schema}${prefix}node (
  owner varchar(100) NOT NULL PRIMARY KEY,
  until bigint NOT NULL,
  tasks longtext NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS ${schema}${prefix}task_limit (
  task varchar(100) NOT NULL PRIMARY KEY
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS ${schema}${prefix}version (
  version integer NOT NULL PRIMARY KEY,
  applied bigint NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT IGNORE INTO ${schema}${prefix}version (version, applied)
  VALUES (1, CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED));
