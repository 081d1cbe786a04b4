-- The usual case of `complete`, in few steps: each execution succeeded, holds its lease, and nothing
-- waits for it. All else is left to the rest, before any write.

local function plan_ends(node)
  if #ARGV < 3 or call('EXISTS', key('bk')) == 1 then
    return nil
  end
  local ids, seen = {}, {}
  for i = 3, #ARGV do
    local _, id = cmsgpack.unpack_limit(ARGV[i], 1, 0)
    if seen[id] then
      return nil
    end
    ids[i - 2], seen[id] = id, true
  end
  local runs = call('HMGET', key('x'), unpack(ids))
  local lines, owners, loads, reply = {}, {}, {}, {}
  for i, id in ipairs(ids) do
    local _, token, how, started, finished, note, _, result = cmsgpack.unpack(ARGV[i + 2])
    if how ~= 0 or not runs[i] then
      return nil
    end
    local _, _, job, task, state, _, _, follow, tags, owner, its_token, _, attempt, _, _, fire, _,
      _, _, _, cancel, removed, _, solo = cmsgpack.unpack(runs[i])
    if state ~= CLAIMED or its_token ~= token or token <= 0 or follow or cancel or removed or solo
        or string.sub(id, #job + 18, #job + 18) ~= 'f' then
      return nil
    end
    lines[i] = cmsgpack.pack(id, job, task, SUCCEEDED, attempt, started and node, fire, started,
      finished, note, false, false, result, tags, token, now)
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
local planned, plan = pcall(plan_ends, ARGV[2])
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
