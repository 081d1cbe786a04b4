-- Which tasks some live node has code for.

local known_tasks

local function is_known(task)
  if not known_tasks then
    known_tasks = { any = false, tasks = {} }
    local owners = call('ZRANGEBYSCORE', key('n'), '(' .. string.format('%.0f', now), '+inf')
    for _, owner in ipairs(owners) do
      known_tasks.any = true
      for _, each in ipairs(cmsgpack.unpack(call('HGET', key('nt'), owner) or '\144')) do
        known_tasks.tasks[each] = true
      end
    end
  end
  return known_tasks.tasks[task], known_tasks.any
end

-- How an execution is shown: one that is due and that no live node has code for counts as PARKED.
local function shown(run)
  if run[STATE] == SCHEDULED and run[DUE] <= now then
    local known, any = is_known(run[TASK])
    return any and not known and PARKED or SCHEDULED
  end
  return run[STATE]
end
