-- The steps that executions take from one state to another.

local function ready(run)
  local job = job_of(run)
  if job and job[STATE] ~= ACTIVE then
    run[STATE] = HELD
  else
    run[STATE] = SCHEDULED
    enqueue('x', run)
  end
  put('x', run[ID], run)
end

-- Puts in a new execution that is not BLOCKED; it has no state yet.
local function insert(run)
  move('xi', run[ID], 0)
  put('x', run[ID], run)
  counted(group_name(run), 'live', 1)
end

local function insert_blocked(run)
  run[STATE] = BLOCKED
  move('xi', run[ID], 0)
  put('x', run[ID], run)
  call('RPUSH', key('b:' .. group_name(run)), run[ID])
  wait(group_name(run), 1)
end

local function new_run(id, source, job_id, fire, due, deadline, adjustment)
  return {
    source[BODY], id, job_id, source[TASK], SCHEDULED, due, source[MAX], source[FOLLOW],
    source[TAGS], false, 0, false, 1, 0, 0, fire, now, deadline, adjustment,
    false, false, false, false, false,
  }
end

-- A number that no lease or claim had before; they grow.
local function fresh_token()
  last_token = (last_token or token_before()) + 1
  dirty = true
  return last_token
end

local announced = {} -- the nodes that are named among those with leases

local function lease_by(token, run, owner, duration)
  run[STATE], run[OWNER], run[TOKEN], run[STARTED] = CLAIMED, owner, token, false
  run[UNTIL] = math.max(now, run[DUE]) + duration
  move('l:' .. owner, run[ID], run[UNTIL])
  leased[run[TASK]] = (leased[run[TASK]] or 0) + 1
  if not announced[owner] then
    call('SADD', key('o'), owner)
    announced[owner] = true
  end
  put('x', run[ID], run)
end

local function lease(run, owner, duration)
  lease_by(fresh_token(), run, owner, duration)
end

local function unlease(run)
  move('l:' .. run[OWNER], run[ID], false)
  leased[run[TASK]] = (leased[run[TASK]] or 0) - 1
  freed[run[TASK]] = true
  if run[CANCEL] then
    call('HDEL', key('k'), run[ID])
  end
  run[STATE], run[OWNER], run[UNTIL], run[STARTED] = SCHEDULED, false, false, false
  put('x', run[ID], run)
end

local function is_leased(run, token)
  return run and run[STATE] == CLAIMED and run[TOKEN] == token
end

local function is_unwanted(run)
  return run[CANCEL] or run[REMOVED]
end

local function request_cancel(run)
  run[CANCEL] = true
  put('x', run[ID], run)
  call('HSET', key('k'), run[ID], run[OWNER])
  revoked[run[JOB]] = true
end

local function record_missed(job_id, generation, first, last, number, reason)
  missed[#missed + 1] = cmsgpack.pack(job_id, generation, first, last, number, reason, now)
  dirty = true
end

-- Adds a line to the history. Failures keep all that it takes to run them again.
local function record_end(run, how, node, started, finished, error, result)
  local failed = how == DEAD or how == LOSTRUN
  if failed then
    whole(run)
  end
  ended[#ended + 1] = {
    run[ID], how, run[ATTEMPT], node, run[FIRE], started, finished, error,
    failed and run[PAYLOAD], failed and run[POLICY], result, run[TAGS], run[TASK], now, run[DONE],
    failed and { run[QUEUE], run[PRIO], run[MAX], run[OVERFLOW], run[ONCE], run[FOLLOW] },
  }
  dirty = true
end

-- Remembers for a day that a run was asked for, and whether it was skipped.
local function remember(id, skipped)
  move('q', skipped and id .. '\2' or id, now)
end

-- Lets BLOCKED executions of a group go as far as there is room.
local function promote(name, after)
  load_waits({ name })
  if waits[name] == 0 or after[REMOVED] then
    return
  end
  local first = call('LINDEX', key('b:' .. name), 0)
  while first do
    local run = get('x', first)
    local job = run and job_of(run)
    if run and live(name) >= (job or run)[MAX] then
      return
    end
    call('LPOP', key('b:' .. name))
    wait(name, -1)
    if run then
      counted(name, 'live', 1)
      ready(run)
    end
    first = call('LINDEX', key('b:' .. name), 0)
  end
end

-- Takes an execution out of where its state keeps it and out of the store.
local function drop(run)
  local name = group_name(run)
  if run[STATE] == BLOCKED then
    call('LREM', key('b:' .. name), 1, run[ID])
    wait(name, -1)
  else
    counted(name, 'live', run[SOLO] and 0 or -1)
    if run[STATE] == SCHEDULED then
      dequeue('x', run)
    elseif run[STATE] == PARKED then
      call('HDEL', key('p'), run[ID])
    elseif run[STATE] == CLAIMED then
      unlease(run)
    end
  end
  if run[SOLO] and call('HINCRBY', key('so'), name, -1) <= 0 then
    call('HDEL', key('so'), name)
  end
  move('xi', run[ID], false)
  put('x', run[ID], false)
  return name
end

-- Ends an execution that nothing follows, and lets those go that waited for it.
local function close(run, how, node, started, finished, error, result)
  local name = drop(run)
  run[STATE], run[OWNER], run[UNTIL] = how, false, false
  record_end(run, how, node, started, finished, error, result)
  if string.sub(run[ID], #name + 1, #name + 1) == 'm' then
    remember(run[ID])
  end
  promote(name, run)
end

local function close_unstarted(run, how)
  close(run, how, false, false, now, false, false)
end
