-- What every script begins with: the time, the rows that it reads, and the changes that it gathers
-- and writes together. KEYS[1] is what the names of all keys of a namespace begin with; ARGV[1] is
-- empty, or moves the server's time by so many milliseconds, or is a time itself after an @.

local call = redis.call
local PREFIX = KEYS[1]
local CHUNK = 1000

-- Slots of jobs and executions, which share those up to TAGS. What is written but seldom read is
-- one text, BODY, until `whole` takes it apart. Absent values are false, or nil at the end.
local BODY, ID, GEN, JOB, TASK, STATE, DUE, MAX, FOLLOW, TAGS = 1, 2, 3, 3, 4, 5, 6, 7, 8, 9
local VERSION, NEXT, LAST, PROBLEM, NAME, TRIGGER, CREATED = 10, 11, 12, 13, 14, 15, 16
local OWNER, TOKEN, UNTIL, ATTEMPT, LOST, DONE, FIRE, MADE = 10, 11, 12, 13, 14, 15, 16, 17
local DEADLINE, ADJUSTMENT, STARTED, CANCEL, REMOVED, PARKERS, SOLO = 18, 19, 20, 21, 22, 23, 24
local QUEUE, PRIO, OVERFLOW, ONCE, POLICY, PAYLOAD = 31, 32, 33, 34, 35, 36
local WIDTH = { j = CREATED, jh = 6, x = SOLO }

-- In front of the row of a job that leaves nothing to decide: true, its policy, and what the id of
-- its execution has after that of the job. Such a job is plain. Its execution is kept as HEAD values
-- (token, owner, end of the lease, when it was made, task) with the row of the job behind them, until
-- anything but its end changes it.
local PLAIN, HEAD = 3, 5
local IS_PLAIN = 0xc3
local IS_LONG = 0xcf -- what the time begins with at the end of the row of a job that is whole

-- Slots of the lines of the history.
local L = {
  ID = 1, HOW = 2, ATTEMPT = 3, NODE = 4, FIRE = 5, STARTED = 6, FINISHED = 7, ERROR = 8,
  PAYLOAD = 9, POLICY = 10, RESULT = 11, TAGS = 12, TASK = 13, RECORDED = 14, TOKEN = 15, MORE = 16,
}

-- States of jobs, states of executions, and what happens beyond the limit of a job.
local ACTIVE, PAUSED = 0, 1
local SCHEDULED, HELD, BLOCKED, PARKED, CLAIMED = 0, 1, 2, 3, 4
local SUCCEEDED, DEAD, MISSED, CANCELLED, LOSTRUN = 5, 6, 7, 8, 9
local SKIP, QUEUE_ONE, QUEUE_ALL, CANCEL_RUNNING = 0, 1, 2, 3

local function key(name)
  return PREFIX .. name
end

local now
if string.sub(ARGV[1], 1, 1) == '@' then
  now = tonumber(string.sub(ARGV[1], 2))
else
  local time = call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000) + (tonumber(ARGV[1]) or 0)
end

-- By hash (jobs, claims on jobs, executions) and field: what was read or is to be written, the
-- text that was read, and which fields are to be written.
local rows = { j = {}, jh = {}, x = {} }
local texts = { j = {}, jh = {}, x = {} }
local touched = { j = {}, jh = {}, x = {} }
local moves = {} -- by sorted set and member: the score, or false to take it out
local lanes = { jl = {}, xl = {} } -- lanes that got members
local leased = {} -- by task: how many leases more, or fewer if negative
local freed = {} -- the tasks of leases that ended
local loads = {} -- by task: how many leases the store counts, as far as it was asked
local ended, missed = {}, {} -- lines for the history
local last_token -- the number of the latest lease or claim, if one was given here
local revoked = {} -- the jobs with leases that nobody wants any more
local hint -- the earliest time at which something may be due
local dirty = false

local function hint_at(time)
  if not hint or time < hint then
    hint = time
  end
end

local function values(packed)
  return { cmsgpack.unpack(packed) }
end

-- The values that follow each other in a text; false if it is damaged.
local function decode(packed)
  local ok, row = pcall(values, packed)
  return ok and row[1] ~= nil and row
end

-- Where the slots of a packed job begin, as `unpack_limit` counts: behind what makes it a plain one.
local function start_of(job)
  return string.byte(job) == IS_PLAIN and cmsgpack.unpack_limit(job, PLAIN, 0) or 0
end

-- A job as values that may have those of a plain one in front.
local function job_from(row)
  return row and row[1] == true and { unpack(row, PLAIN + 1, PLAIN + CREATED) } or row
end

-- The execution that a row is which was made from that of a plain job.
local function run_from(row, id)
  local job = { unpack(row, HEAD + PLAIN + 1, HEAD + PLAIN + CREATED) }
  return {
    job[BODY], id, job[ID], job[TASK], CLAIMED, job[DUE], job[MAX], job[FOLLOW], job[TAGS], row[2],
    row[1], row[3], 1, 0, 0, job[NEXT], row[4], false, false, false, false, false, false, false,
  }
end

-- Takes the body of a row apart.
local function whole(row)
  if row[QUEUE] == nil then
    row[QUEUE], row[PRIO], row[OVERFLOW], row[ONCE], row[POLICY], row[PAYLOAD] =
      cmsgpack.unpack(row[BODY])
  end
  return row
end

local function body_of(row)
  return cmsgpack.pack(row[QUEUE], row[PRIO], row[OVERFLOW], row[ONCE], row[POLICY], row[PAYLOAD])
end

local function copy(row)
  return { unpack(row, 1, SOLO) }
end

-- The text of a row of some width at most.
local function encode(row, width)
  while not row[width] do
    width = width - 1
  end
  return cmsgpack.pack(unpack(row, 1, width))
end

-- Reads the fields of a hash that were not read yet. A row that cannot be read counts as absent.
local function load(name, fields)
  local known, wanted = rows[name], {}
  for _, field in ipairs(fields) do
    if known[field] == nil then
      wanted[#wanted + 1] = field
    end
  end
  for from = 1, #wanted, CHUNK do
    local to = math.min(from + CHUNK - 1, #wanted)
    local packed = call('HMGET', key(name), unpack(wanted, from, to))
    for i = from, to do
      local raw = packed[i - from + 1]
      local row = raw and decode(raw) or false
      if name == 'j' then
        row = job_from(row)
      elseif name == 'x' and row and type(row[1]) == 'number' then
        row, raw = run_from(row, wanted[i]), nil
      end
      known[wanted[i]] = row
      texts[name][wanted[i]] = raw
    end
  end
end

local function get(name, field)
  if rows[name][field] == nil then
    load(name, { field })
  end
  return rows[name][field]
end

local function put(name, field, row)
  rows[name][field] = row
  texts[name][field] = nil
  touched[name][field] = true
  dirty = true
end

-- What a job leaves to decide from now on is more than its row says.
local function no_longer_plain(job)
  local packed = texts.j[job[ID]]
  if packed and string.byte(packed) == IS_PLAIN then
    put('j', job[ID], job)
  end
end

-- The text of a row as the store keeps it.
local function text(name, field)
  return texts[name][field] or encode(rows[name][field], WIDTH[name])
end

-- Gives a member of a sorted set a score, or takes it out if that is false.
local function move(set, member, score)
  local changed = moves[set]
  if not changed then
    changed = {}
    moves[set] = changed
  end
  changed[member] = score
  dirty = true
end

local decimals = {}

-- A whole number as text. The server takes longer to print one than to read it.
local function decimal(number)
  local known = decimals[number]
  if not known then
    known = string.format('%d', number)
    decimals[number] = known
  end
  return known
end

-- Calls a command that takes any number of arguments after the first.
local function call_all(command, name, arguments, stride)
  local step = CHUNK - CHUNK % stride
  for from = 1, #arguments, step do
    call(command, key(name), unpack(arguments, from, math.min(from + step - 1, #arguments)))
  end
end

-- A small set of short members is kept as a list, which takes longer to search than a tree. It is
-- a tree from the first long member on, though that be gone.
local NO_LIST = string.rep('~', 65)

local function add_to_tree(name, members)
  call('ZADD', key(name), '0', NO_LIST, unpack(members))
  call('ZREM', key(name), NO_LIST)
end

-- Whether one of some fires was asserted by its owner when the server had lost it. They stand at each
-- second place of a list.
local function is_any_asserted(fires)
  if #fires == 0 or call('EXISTS', key('ra')) == 0 then
    return false
  end
  local ids = {}
  for i = 2, #fires, 2 do
    ids[i / 2] = fires[i]
  end
  for _, when in ipairs(call('ZMSCORE', key('ra'), unpack(ids))) do
    if when then
      return true
    end
  end
  return false
end

-- A full server refuses the first write of a script that may need room, but none after that.
-- What lets work go on and end begins with a write that needs none.
local function go_on()
  call('UNLINK', key('none'))
end

-- A number below those of the leases and claims to come. It is near the time in microseconds at
-- least, so that they grow even if the server has lost the last one.
local function token_before()
  return math.max(tonumber(call('HGET', key('s'), 'token') or 0), now * 1000 - 1)
end

-- Adds to a counter of the namespace.
local function count(name, by)
  return call('HINCRBY', key('s'), name, by)
end

-- The latest reply to a node, given again when its request comes again; a request has parts.
local function replayed(name, owner, request, part)
  local known = call('HMGET', key(name .. ':' .. owner), 'request', part)
  return known[1] == request and known[2] and cmsgpack.unpack(known[2])
end

local function keep_reply(name, owner, request, part, reply)
  local replies = key(name .. ':' .. owner)
  if call('HGET', replies, 'request') ~= request then
    call('UNLINK', replies)
  end
  call('HSET', replies, 'request', request, part, cmsgpack.pack(reply))
  call('PEXPIRE', replies, 3600000)
end
