-- The usual case of `claim_jobs`, in few steps: one queue is asked for, one lane has work for this
-- node, and no claim has run out. All else is left to the rest, before any write.

local function set_of_packed(texts)
  local set = {}
  for _, each in ipairs(cmsgpack.unpack(texts)) do
    set[each] = true
  end
  return set
end

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

-- What is due in a lane: ids, packed jobs, and how many of them, in front, are due already.
local function look_at(lane, room)
  local ids = call('ZRANGEBYSCORE', key(lane), '-inf', now + tonumber(ARGV[6]), 'LIMIT', 0, room)
  if #ids == 0 then
    return ids, {}, 0
  end
  return ids, call('HMGET', key('j'), unpack(ids)), call('ZCOUNT', key(lane), '-inf', now)
end

-- Divides jobs into those that are plain under a policy which the node has read, which are fired, and
-- the others. Answers the ids and the packed jobs of the others and how many of them are due.
local function plan_runs(plan, ids, jobs, already, lease)
  local readable = set_of_packed(ARGV[9])
  local function tail(from)
    local till = math.max(now, from) + lease
    return cmsgpack.pack(plan.owner, till, now, plan.task), decimal(till)
  end
  local rest, till = tail(now)
  local fired, gone, runs, places, leases = plan.fired, plan.gone, plan.runs, plan.places, plan.leases
  local other_ids, other_jobs, others_due, last, n = {}, {}, 0, plan.token, 0
  for i, id in ipairs(ids) do
    local job = jobs[i]
    local at, policy, ending, _ = 0, nil, nil, nil
    if string.byte(job) == IS_PLAIN and string.byte(job, -9) == IS_LONG then
      at, _, policy, ending = cmsgpack.unpack_limit(job, PLAIN, 0)
    end
    if ending and readable[policy] then
      if i > already then
        local _, _, _, _, _, _, due = cmsgpack.unpack_limit(job, DUE, at)
        rest, till = tail(due)
      end
      n, last = n + 1, last + 1
      local run, token = id .. ending, cmsgpack.pack(last)
      fired[n], gone[n] = job, id
      -- Once more at the end, since Lua looks at every nth byte from there to tell texts apart.
      runs[2 * n - 1], runs[2 * n] = run, token .. rest .. job .. token
      places[2 * n - 1], places[2 * n] = '0', run
      leases[2 * n - 1], leases[2 * n] = till, run
    else
      other_ids[#other_ids + 1], other_jobs[#other_jobs + 1] = id, job
      others_due = others_due + (i > already and 0 or 1)
    end
  end
  plan.token = last
  return other_ids, other_jobs, others_due
end

-- Adds claims; nil if an execution of a job that would be claimed ahead lives.
local function plan_holds(plan, ids, jobs, already, queue)
  local till = now + tonumber(ARGV[5])
  local until_then, rest = decimal(till), cmsgpack.pack(plan.owner, till, queue, plan.task)
  for i, id in ipairs(ids) do
    if i > already then
      local _, _, _, generation = cmsgpack.unpack_limit(jobs[i], GEN, start_of(jobs[i]))
      local group = id .. '\1' .. generation
      if call('ZLEXCOUNT', key('xi'), '[' .. group, '(' .. group .. '\255') > 0 then
        return nil
      end
    end
    plan.token = plan.token + 1
    local token = cmsgpack.pack(plan.token)
    plan.holds[2 * i - 1], plan.holds[2 * i] = id, token .. rest .. token
    plan.ends[2 * i - 1], plan.ends[2 * i] = until_then, id
    plan.claims[2 * i - 1], plan.claims[2 * i] = id, plan.token
  end
  plan.held = jobs
  return plan
end

local function plan_claims(owner, queue, room)
  local tasks = set_of_packed(ARGV[7])
  local lane, task = only_lane(queue, tasks)
  if not lane or call('ZCOUNT', key('jc'), '-inf', now) > 0 then
    return nil
  end
  local ids, jobs, already = look_at(lane, room)
  for i = 1, #ids do
    if not jobs[i] then
      return nil
    end
  end
  if #ids == 0 then
    return nil
  end
  local before = token_before()
  local plan = {
    owner = owner, lane = lane, tasks = tasks, task = task, ids = ids, first = before + 1,
    token = before, fired = {}, gone = {}, runs = {}, places = {}, leases = {}, holds = {}, ends = {},
    claims = {},
  }
  local lease = tonumber(ARGV[8])
  if lease and call('EXISTS', key('ra')) == 0 then
    ids, jobs, already = plan_runs(plan, ids, jobs, already, lease)
  end
  return plan_holds(plan, ids, jobs, already, queue)
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

-- When the next work is due that is left to this node.
local function left(owner, queue, plan)
  local first = call('ZRANGE', key(plan.lane), 0, 0, 'WITHSCORES')
  local due = tonumber(first[2])
  if call('ZCARD', key('jc')) > #plan.held + 1 then
    local other = first_of_others(owner, queue, plan)
    due = due and other and math.min(due, other) or due or other
  end
  return due or false
end

local function write_runs(plan)
  call('HDEL', key('j'), unpack(plan.gone))
  call('ZREM', key('ji'), unpack(plan.gone))
  if call('EXISTS', key('jh')) == 1 then
    call('HDEL', key('jh'), unpack(plan.gone)) -- claims that ran out
  end
  call('HSET', key('x'), unpack(plan.runs))
  add_to_tree('xi', plan.places)
  add_to_tree('l:' .. plan.owner, plan.leases)
  call('SADD', key('o'), plan.owner)
  call('HINCRBY', key('t'), plan.task, #plan.gone)
end

local function claim(owner, queue, plan)
  call('ZREMRANGEBYRANK', key(plan.lane), 0, #plan.ids - 1)
  if #plan.fired > 0 then
    write_runs(plan)
  end
  if #plan.held > 0 then
    plan.ends[#plan.ends + 1], plan.ends[#plan.ends + 2] = '+inf', NO_LIST
    call('HSET', key('jh'), unpack(plan.holds))
    call('ZADD', key('jc'), unpack(plan.ends))
  end
  call('HSET', key('s'), 'token', decimal(plan.token))
  local due = left(owner, queue, plan)
  local replies = key('rj:' .. owner)
  call('UNLINK', replies)
  call('HSET', replies, 'request', ARGV[3], ARGV[4],
    cmsgpack.pack({ now, due, plan.claims, plan.first, plan.first + #plan.fired - 1 }))
  call('PEXPIRE', replies, 3600000)
  local reply = { now, due, #plan.fired, plan.first, #plan.held, unpack(plan.fired) }
  local at = #reply
  for i, job in ipairs(plan.held) do
    reply[at + 2 * i - 1], reply[at + 2 * i] = job, plan.claims[2 * i]
  end
  return reply
end

go_on()
if #ARGV == 12 and ARGV[4] == '0' and tonumber(ARGV[11]) > 0
    and call('HGET', key('rj:' .. ARGV[2]), 'request') ~= ARGV[3] then
  local planned, plan = pcall(plan_claims, ARGV[2], ARGV[10], ARGV[11])
  if planned and plan then
    return claim(ARGV[2], ARGV[10], plan)
  end
end
