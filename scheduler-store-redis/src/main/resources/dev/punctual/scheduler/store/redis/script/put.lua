-- Adds jobs. ARGV: time, policy, one packed job of version 1 each, but for when it was made. Answers per job: status, stored job or false.

local CREATED_NOW, KEPT, REPLACED, UPDATED, CONFLICT = 0, 1, 2, 3, 4
local FAIL, KEEP, REPLACE, UPDATE = 0, 1, 2, 3
local policy = tonumber(ARGV[2])

local function add(job)
  job[VERSION], job[CREATED] = 1, now
  move('ji', job[ID], 0)
  put('j', job[ID], job)
  if job[DUE] and job[STATE] == ACTIVE then
    enqueue('j', job)
  end
end

-- The stored job with a new definition; it keeps its place while its trigger is the same.
local function redefined(old, given)
  local changed = copy(given)
  changed[GEN], changed[CREATED], changed[LAST] = old[GEN], old[CREATED], old[LAST]
  changed[VERSION] = old[VERSION] + 1
  if old[TRIGGER] == given[TRIGGER] then
    changed[NEXT], changed[DUE] = old[NEXT], old[DUE]
  end
  if old[STATE] == PAUSED then
    changed[STATE], changed[PROBLEM] = PAUSED, old[PROBLEM]
  end
  return changed
end

local function put_job(given)
  local old = get('j', given[ID])
  if not old then
    add(given)
    return CREATED_NOW, false
  elseif old[GEN] == given[GEN] then
    return policy == REPLACE and REPLACED or CREATED_NOW, text('j', given[ID])
  elseif policy == REPLACE then
    drop_job(old)
    cancel_all(group_of(old))
    add(given)
    return REPLACED, false
  elseif policy == UPDATE then
    become(old, redefined(old, given))
    return UPDATED, text('j', given[ID])
  end
  return policy == KEEP and KEPT or CONFLICT, text('j', given[ID])
end

local given, ids = {}, {}
for i = 3, #ARGV do
  local job = job_from(decode(ARGV[i]))
  given[#given + 1] = job
  ids[#ids + 1] = job[ID]
end
load('j', ids)
local reply = { now }
for _, job in ipairs(given) do
  local status, stored = put_job(job)
  reply[#reply + 1] = status
  reply[#reply + 1] = stored
end
finish()
return reply
