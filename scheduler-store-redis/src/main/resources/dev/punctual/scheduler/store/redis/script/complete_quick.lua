-- The usual case of `complete`, in few steps: each execution succeeded, holds its lease, and nothing
-- waits for it. All else is left to the rest, before any write.

-- The ids of some completions; nil if one comes twice.
local function ids_of_ends()
  local ids, seen = {}, {}
  for i = 3, #ARGV do
    local _, id = cmsgpack.unpack_limit(ARGV[i], 1, 0)
    if seen[id] then
      return nil
    end
    ids[i - 2], seen[id] = id, true
  end
  return ids
end

-- The owner, the task and the line of an execution that is no longer as a plain job has left it.
local function end_of_other(run, id, given)
  local _, _, job, task, state, _, _, follow, tags, owner, token, _, attempt, _, _, fire, _, _, _, _,
    cancel, removed, _, solo = cmsgpack.unpack(run)
  local _, how, _, node, _, started, finished, note, _, _, result, _, given_token =
    cmsgpack.unpack(given)
  if how ~= SUCCEEDED or state ~= CLAIMED or token ~= given_token or token <= 0 or follow or cancel
      or removed or solo or string.sub(id, #job + 18, #job + 18) ~= 'f' then
    return nil
  end
  return owner, task, cmsgpack.pack(id, how, attempt, node, fire, started, finished, note, false,
    false, result, tags, task, now, token)
end

local function plan_ends()
  local ids = #ARGV > 2 and call('EXISTS', key('bk')) == 0 and ids_of_ends()
  if not ids then
    return nil
  end
  local runs = call('HMGET', key('x'), unpack(ids))
  local lines, owners, loads, reply = {}, {}, {}, {}
  local tails, recorded = {}, cmsgpack.pack(now)
  for i, id in ipairs(ids) do
    local run, given = runs[i], ARGV[i + 2]
    if not run then
      return nil
    end
    local token = string.sub(given, -9)
    local owner, task, line, _
    if string.sub(run, 1, 9) == token then
      local how
      _, _, owner, _, _, task = cmsgpack.unpack_limit(run, HEAD, 0)
      _, _, how = cmsgpack.unpack_limit(given, 2, 0)
      if how ~= SUCCEEDED then
        return nil
      end
      local tail = tails[task]
      if not tail then
        tail = cmsgpack.pack(task) .. recorded
        tails[task] = tail
      end
      -- The token comes last, since Lua looks at every nth byte from there to tell texts apart.
      line = string.sub(given, 1, -10) .. tail .. token
    else
      owner, task, line = end_of_other(run, id, given)
      if not owner then
        return nil
      end
    end
    lines[i] = line
    local leases = owners[owner]
    if not leases then
      leases = {}
      owners[owner] = leases
    end
    leases[#leases + 1] = id
    loads[task] = (loads[task] or 0) + 1
    reply[i] = 0
  end
  return { ids = ids, lines = lines, owners = owners, loads = loads, reply = reply }
end

go_on()
local planned, plan = pcall(plan_ends)
if planned and plan then
  local ids = plan.ids
  call('HDEL', key('x'), unpack(ids))
  call('ZREM', key('xi'), unpack(ids))
  for owner, leases in pairs(plan.owners) do
    call('ZREM', key('l:' .. owner), unpack(leases))
  end
  local tasks = {}
  for task, number in pairs(plan.loads) do
    tasks[#tasks + 1] = task
    if call('HINCRBY', key('t'), task, -number) <= 0 then
      call('HDEL', key('t'), task)
    end
  end
  if call('SREM', key('th'), unpack(tasks)) > 0 then
    call('PUBLISH', key('hint'), decimal(now))
  end
  local before, places = count('h', #ids) - #ids, {}
  for i, id in ipairs(ids) do
    places[2 * i - 1], places[2 * i] = id, decimal(before + i)
  end
  call('RPUSH', key('h'), unpack(plan.lines))
  call('HSET', key('hx'), unpack(places))
  return plan.reply
end
