-- What happens to a job, and to its executions together.

local MOST_WAITING = 1000

-- The executions of a group, in order of id.
local function members(name)
  flush()
  local ids = call('ZRANGEBYLEX', key('xi'), '[' .. name, '(' .. name .. '\255')
  load('x', ids)
  local found = {}
  for _, id in ipairs(ids) do
    if rows.x[id] then
      found[#found + 1] = rows.x[id]
    end
  end
  return found
end

local function hold(name)
  for _, run in ipairs(members(name)) do
    if run[STATE] == SCHEDULED then
      dequeue('x', run)
      run[STATE] = HELD
      put('x', run[ID], run)
    elseif run[STATE] == CLAIMED then
      revoked[run[JOB]] = true
    end
  end
end

local function unhold(name)
  for _, run in ipairs(members(name)) do
    if run[STATE] == HELD then
      ready(run)
    end
  end
end

local function cancel_blocked(name)
  for _, id in ipairs(call('LRANGE', key('b:' .. name), 0, -1)) do
    local run = get('x', id)
    if run then
      close_unstarted(run, CANCELLED)
    end
  end
end

-- Cancels what waits, when a user has removed its job; what is leased is not to be started again.
local function cancel_all(name)
  local all = members(name)
  for _, run in ipairs(all) do
    run[REMOVED] = true
  end
  cancel_blocked(name)
  for _, run in ipairs(all) do
    if run[STATE] == CLAIMED then
      put('x', run[ID], run)
      revoked[run[JOB]] = true
    elseif run[STATE] <= PARKED then
      close_unstarted(run, CANCELLED)
    end
  end
end

-- Asks what is leased to stop, and cancels what waits for it.
local function supersede(name)
  cancel_blocked(name)
  for _, run in ipairs(members(name)) do
    if run[STATE] == CLAIMED then
      request_cancel(run)
    end
  end
end

-- How many of the asked executions of a job may run now, and how many of the others wait.
local function overlap(job, name, asked)
  local free, blocked = job[MAX] - live(name), group(name).blocked
  if free > 0 and blocked == 0 then
    local start = math.min(free, asked)
    return start, asked - start
  end
  local policy = whole(job)[OVERFLOW]
  if policy == QUEUE_ONE then
    return 0, blocked == 0 and math.min(1, asked) or 0
  elseif policy == QUEUE_ALL then
    return 0, math.max(0, math.min(asked, MOST_WAITING - blocked))
  elseif policy == CANCEL_RUNNING then
    supersede(name)
    return 0, asked
  end
  return 0, 0
end

-- Gives a job a new content and ends any claim on it.
local function change_job(job, changed)
  if job[DUE] and job[STATE] == ACTIVE then
    dequeue('j', job)
  end
  move('jc', changed[ID], false)
  put('jh', changed[ID], false)
  put('j', changed[ID], changed)
  if changed[DUE] and changed[STATE] == ACTIVE then
    enqueue('j', changed)
  end
end

local function drop_job(job)
  if job[DUE] and job[STATE] == ACTIVE then
    dequeue('j', job)
  end
  move('jc', job[ID], false)
  move('ji', job[ID], false)
  put('jh', job[ID], false)
  put('j', job[ID], false)
end

-- Gives a job a new content, with all that follows for its executions.
local function become(job, changed)
  local was, is, name = job[STATE] == ACTIVE, changed[STATE] == ACTIVE, group_of(job)
  change_job(job, changed)
  if was and not is then
    hold(name)
  elseif is and not was then
    unhold(name)
  end
  promote(name, changed)
end
