-- The usual case of `complete`, in few steps: each execution succeeded, holds its lease, and nothing
-- waits for it. All else is left to the rest, before any write.

-- The owner, the task and the line of an execution that is no longer as a plain job has left it.
local function end_of_other(run, id, given, its_token)
  local _, _, job, task, state, _, _, follow, tags, owner, token, _, attempt, _, _, fire, _, _, _, _,
    cancel, removed, _, solo = cmsgpack.unpack(run)
  local _, how, _, node, _, started, finished, note, _, _, result = cmsgpack.unpack(given)
  if state ~= CLAIMED or token ~= cmsgpack.unpack(its_token) or token <= 0 or follow or cancel
      or removed or solo or string.sub(id, #job + 18, #job + 18) ~= 'f' then
    return nil
  end
  return owner, task, cmsgpack.pack(id, how, attempt, node, fire, started, finished, note, false,
    false, result, tags, task, now, token)
end

-- What the executions of one owner and task have in common: where they are leased and how many, and
-- what the lines of plain ones have behind what the node told.
local function group_of_ends(groups, owner, task)
  local name = owner .. ':' .. task
  if not groups[name] then
    local tail = cmsgpack.pack(task) .. cmsgpack.pack(now)
    groups[name] = { owner = owner, task = task, tail = tail, leases = {}, size = 0 }
  end
  return groups[name]
end

-- An execution as a plain job has left it begins with its token, then owner, end of the lease, time
-- and task, which those of one claim share: those are read once.
local function plan_ends()
  if ARGV[3] ~= 'usual' or #ARGV < 6 or call('EXISTS', key('bk')) == 1 then
    return nil
  end
  local ids, n = {}, 0
  for i = 4, #ARGV, 3 do
    n = n + 1
    ids[n] = ARGV[i]
  end
  local runs = call('HMGET', key('x'), unpack(ids))
  local lines, reply, groups = {}, {}, {}
  local shared, group
  for i, id in ipairs(ids) do
    local run, given, token = runs[i], ARGV[3 * i + 2], ARGV[3 * i + 3]
    if not run then
      return nil
    end
    if string.sub(run, 1, 9) == token then
      if not shared or string.sub(run, 10, 9 + #shared) ~= shared then
        local till, _, owner, _, _, task = cmsgpack.unpack_limit(run, HEAD, 0)
        shared = string.sub(run, 10, till)
        group = group_of_ends(groups, owner, task)
      end
      -- The token comes last, since Lua looks at every nth byte from there to tell texts apart.
      lines[i] = given .. group.tail .. token
    else
      local owner, task, line = end_of_other(run, id, given, token)
      if not owner then
        return nil
      end
      shared, group, lines[i] = nil, group_of_ends(groups, owner, task), line
    end
    group.size = group.size + 1
    group.leases[group.size] = id
    reply[i] = 0
  end
  return { ids = ids, lines = lines, groups = groups, reply = reply }
end

go_on()
local planned, plan = pcall(plan_ends)
if planned and plan then
  local ids = plan.ids
  call('HDEL', key('x'), unpack(ids))
  call('ZREM', key('xi'), unpack(ids))
  local tasks, loads = {}, {}
  for _, group in pairs(plan.groups) do
    call('ZREM', key('l:' .. group.owner), unpack(group.leases))
    loads[group.task] = (loads[group.task] or 0) + group.size
  end
  for task, number in pairs(loads) do
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
    places[2 * i - 1], places[2 * i] = id, string.format('%d', before + i)
  end
  call('RPUSH', key('h'), unpack(plan.lines))
  call('HSET', key('hx'), unpack(places))
  return plan.reply
end
