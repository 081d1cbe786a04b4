-- What one node can take: the tasks that it knows, their limits, and when the next work is due.

local UNLIMITED = 2147483647
local limits = {} -- by task: how many in one call, and how many in the cluster
local taken = {} -- by task: how many this call leased
local held_back = {}

-- Reads limits by fours: task, in one call, in the cluster, how many the call leased already.
local function read_limits(list)
  for i = 1, #list, 4 do
    limits[list[i]] = { list[i + 1], list[i + 2] }
    taken[list[i]] = list[i + 3]
  end
end

local function is_full(task, most)
  if most >= UNLIMITED then
    return false
  end
  loads[task] = loads[task] or tonumber(call('HGET', key('t'), task) or 0)
  if loads[task] + (leased[task] or 0) < most then
    return false
  end
  if not held_back[task] then
    call('SADD', key('th'), task)
    held_back[task] = true
  end
  return true
end

-- Whether one more execution of a task may be leased.
local function within_limits(task)
  local limit = limits[task]
  return not limit or ((taken[task] or 0) < limit[1] and not is_full(task, limit[2]))
end

local function take_one(task)
  taken[task] = (taken[task] or 0) + 1
end

-- Makes jobs due again whose claims ran out. Their tokens stay good until the next claim.
local function expire_claims()
  local ids = call('ZRANGEBYSCORE', key('jc'), '-inf', now, 'LIMIT', 0, CHUNK)
  load('j', ids)
  for _, id in ipairs(ids) do
    move('jc', id, false)
    local job = rows.j[id]
    if job and job[DUE] and job[STATE] == ACTIVE then
      enqueue('j', job)
    end
  end
  flush()
end

-- When the first claim ends of those that `admits` takes: { token, owner, until, queue, task, token }.
local function first_claim(admits)
  local from = 0
  while true do
    local ids = call('ZRANGE', key('jc'), from, from + 49)
    if #ids == 0 then
      return nil
    end
    load('jh', ids)
    for _, id in ipairs(ids) do
      local claim = rows.jh[id]
      if claim and admits(claim) then
        return claim[3]
      end
    end
    from = from + 50
  end
end

local function sooner(one, other)
  return one and other and math.min(one, other) or one or other
end

-- When the earliest work is due that a node with some tasks and queues can claim.
local function next_due(tasks, queues, job_lanes, run_lanes)
  taken = {}
  local job = earliest('j', job_lanes, function(lane)
    return tasks[lane.task] and queues[lane.queue]
  end)
  local claim = first_claim(function(held)
    return tasks[held[5]] and queues[held[4]]
  end)
  local run = earliest('x', run_lanes, function(lane)
    return tasks[lane.task] and queues[lane.queue] and within_limits(lane.task)
  end)
  return sooner(sooner(job, claim), run)
end
