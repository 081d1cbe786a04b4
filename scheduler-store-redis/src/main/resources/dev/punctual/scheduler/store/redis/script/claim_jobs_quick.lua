-- The usual case of `claim_jobs`, in few steps: one queue is asked for, one lane has work for this
-- node, and no claim has run out. All else is left to the rest, before any write.

-- A small set of short members is kept as a list, which takes longer to search than a tree.
local NO_LIST = string.rep('~', 65)

-- The one lane that has work of a queue for some tasks: its name and task.
local function only_lane(queue, tasks)
  local only, its_task
  for _, name in ipairs(call('SMEMBERS', key('jl'))) do
    local its_queue, task = string.match(name, '^jd:([^:]+):%d:(.+)$')
    if its_queue == queue and tasks[task] then
      if only then
        return nil
      end
      only, its_task = name, task
    end
  end
  return only, its_task
end

local function plan_claims(owner, queue, room, till)
  local tasks = {}
  for _, task in ipairs(cmsgpack.unpack(ARGV[7])) do
    tasks[task] = true
  end
  local lane, task = only_lane(queue, tasks)
  if not lane or call('ZCOUNT', key('jc'), '-inf', now) > 0 then
    return nil
  end
  local ids = call('ZRANGEBYSCORE', key(lane), '-inf', now + tonumber(ARGV[6]), 'LIMIT', 0, room)
  if #ids == 0 then
    return nil
  end
  local already = call('ZCOUNT', key(lane), '-inf', now)
  local jobs = call('HMGET', key('j'), unpack(ids))
  local last = token_before()
  local set, until_then, rest = key('xi'), decimal(till), cmsgpack.pack(owner, till, queue, task)
  local holds, ends, claims = {}, {}, {}
  for i, id in ipairs(ids) do
    if not jobs[i] then
      return nil
    end
    if i > already then
      local _, _, _, generation = cmsgpack.unpack_limit(jobs[i], 3, 0)
      local group = id .. '\1' .. generation
      if call('ZLEXCOUNT', set, '[' .. group, '(' .. group .. '\255') > 0 then
        return nil
      end
    end
    -- Once more at the end, since Lua looks at every nth byte from there to tell texts apart.
    local token = cmsgpack.pack(last + i)
    holds[2 * i - 1], holds[2 * i] = id, token .. rest .. token
    ends[2 * i - 1], ends[2 * i] = until_then, id
    claims[2 * i - 1], claims[2 * i] = id, last + i
  end
  ends[#ends + 1], ends[#ends + 2] = '+inf', NO_LIST
  return {
    ids = ids, jobs = jobs, lane = lane, holds = holds, ends = ends, claims = claims,
    token = last + #ids, tasks = tasks,
  }
end

-- When the first claim of another node on jobs of a queue ends.
local function first_of_others(owner, queue, plan)
  local from, mine = 0, {}
  for _, id in ipairs(plan.ids) do
    mine[id] = true
  end
  while true do
    local ids = call('ZRANGE', key('jc'), from, from + 49)
    for _, id in ipairs(ids) do
      local claim = not mine[id] and call('HGET', key('jh'), id)
      claim = claim and decode(claim)
      if claim and claim[2] ~= owner and claim[4] == queue and plan.tasks[claim[5]] then
        return claim[3]
      end
    end
    if #ids < 50 then
      return nil
    end
    from = from + 50
  end
end

local function claim(owner, queue, plan)
  call('ZREM', key(plan.lane), unpack(plan.ids))
  call('HSET', key('jh'), unpack(plan.holds))
  call('ZADD', key('jc'), unpack(plan.ends))
  call('HSET', key('s'), 'token', decimal(plan.token))
  local first = call('ZRANGE', key(plan.lane), 0, 0, 'WITHSCORES')
  local due = tonumber(first[2])
  if call('ZCARD', key('jc')) > #plan.ids + 1 then
    local other = first_of_others(owner, queue, plan)
    due = due and other and math.min(due, other) or due or other
  end
  local replies = key('rj:' .. owner)
  call('UNLINK', replies)
  call('HSET', replies, 'request', ARGV[3], ARGV[4],
    cmsgpack.pack({ now, due or false, plan.claims }))
  call('PEXPIRE', replies, 3600000)
  local reply = { now, due or false }
  for i, job in ipairs(plan.jobs) do
    reply[2 * i + 1], reply[2 * i + 2] = job, plan.claims[2 * i]
  end
  return reply
end

go_on()
if #ARGV == 10 and ARGV[4] == '0' and tonumber(ARGV[9]) > 0
    and call('HGET', key('rj:' .. ARGV[2]), 'request') ~= ARGV[3] then
  local planned, plan =
    pcall(plan_claims, ARGV[2], ARGV[8], ARGV[9], now + tonumber(ARGV[5]))
  if planned and plan then
    return claim(ARGV[2], ARGV[8], plan)
  end
end
