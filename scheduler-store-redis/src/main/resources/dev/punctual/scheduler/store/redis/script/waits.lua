-- Groups: the executions of one job and generation. The name of a group is what the ids of its
-- executions begin with. Counted are those that are BLOCKED, and the others.

local groups = {} -- those that were counted: { live, blocked }
local waits = {} -- by group: how many of it are BLOCKED

local function group_name(run)
  return string.sub(run[ID], 1, #run[JOB] + 17)
end

local function group_of(job)
  return job[ID] .. '\1' .. job[GEN]
end

-- The job that an execution belongs to, if it is still there.
local function job_of(run)
  local job = get('j', run[JOB])
  return job and job[GEN] == string.sub(run[ID], #run[JOB] + 2, #run[JOB] + 17) and job
end

local function load_waits(names)
  local wanted = {}
  for _, name in ipairs(names) do
    if not waits[name] then
      wanted[#wanted + 1] = name
    end
  end
  if #wanted > 0 then
    for i, number in ipairs(call('HMGET', key('bk'), unpack(wanted))) do
      waits[wanted[i]] = tonumber(number or 0)
    end
  end
end

-- Counts groups. What changes afterwards is counted along.
local function load_groups(names)
  flush()
  load_waits(names)
  local solos = call('EXISTS', key('so')) == 1
  for _, name in ipairs(names) do
    if not groups[name] then
      local all = call('ZLEXCOUNT', key('xi'), '[' .. name, '(' .. name .. '\255')
      local alone = solos and tonumber(call('HGET', key('so'), name) or 0) or 0
      groups[name] = { live = all - waits[name] - alone, blocked = waits[name] }
    end
  end
end

local function group(name)
  if not groups[name] then
    load_groups({ name })
  end
  return groups[name]
end

local function live(name)
  return group(name).live
end

local function counted(name, part, by)
  local known = groups[name]
  if known then
    known[part] = known[part] + by
  end
end

local function wait(name, by)
  load_waits({ name })
  waits[name] = waits[name] + by
  counted(name, 'blocked', by)
  if waits[name] > 0 then
    call('HSET', key('bk'), name, waits[name])
  else
    call('HDEL', key('bk'), name)
  end
end
