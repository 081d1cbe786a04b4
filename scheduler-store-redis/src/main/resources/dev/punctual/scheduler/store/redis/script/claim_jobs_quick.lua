-- The usual case of `claim_jobs`, in few steps: of the lanes that this node serves one has work that is
-- due, and no claim has run out. All else is left to the rest, before any write.

local function set_of_packed(texts)
  local set = {}
  for _, each in ipairs(cmsgpack.unpack(texts)) do
    set[each] = true
  end
  return set
end

-- How much of each queue is asked for; nil if a queue is asked for twice.
local function rooms_asked_for()
  local rooms = {}
  for i = 10, #ARGV, 3 do
    if rooms[ARGV[i]] then
      return nil
    end
    rooms[ARGV[i]] = tonumber(ARGV[i + 1])
  end
  return rooms
end

-- The one lane of some queues and tasks that has work which may be claimed, and when the first work in
-- the others is due; nil if there is none, or another one.
local function only_lane(rooms, tasks)
  local only, others
  local horizon = now + tonumber(ARGV[6])
  for _, name in ipairs(call('SMEMBERS', key('jl'))) do
    local queue, task = string.match(name, '^jd:([^:]+):%d:(.+)$')
    local first = rooms[queue] and tasks[task] and call('ZRANGE', key(name), 0, 0, 'WITHSCORES')
    local due = first and tonumber(first[2])
    if due and due <= horizon then
      if only then
        return nil
      end
      only = { name = name, queue = queue, task = task }
    elseif due then
      others = math.min(due, others or due)
    end
  end
  return only, others
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
    return cmsgpack.pack(plan.owner, till, now, plan.lane.task), decimal(till)
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
local function plan_holds(plan, ids, jobs, already)
  local till = now + tonumber(ARGV[5])
  local until_then = decimal(till)
  local rest = cmsgpack.pack(plan.owner, till, plan.lane.queue, plan.lane.task)
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

local function plan_claims(owner)
  local tasks, rooms = set_of_packed(ARGV[7]), rooms_asked_for()
  local lane, others
  if rooms and call('ZCOUNT', key('jc'), '-inf', now) == 0 then
    lane, others = only_lane(rooms, tasks)
  end
  if not lane or rooms[lane.queue] == 0 then
    return nil
  end
  local ids, jobs, already = look_at(lane.name, rooms[lane.queue])
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
    owner = owner, lane = lane, rooms = rooms, tasks = tasks, ids = ids, others = others,
    first = before + 1, token = before, fired = {}, gone = {}, runs = {}, places = {}, leases = {},
    holds = {}, ends = {}, claims = {},
  }
  local lease = tonumber(ARGV[8])
  if lease then
    ids, jobs, already = plan_runs(plan, ids, jobs, already, lease)
  end
  return not is_any_asserted(plan.places) and plan_holds(plan, ids, jobs, already)
end

-- When the first claim of another node on jobs that this one serves ends.
local function first_of_others(plan)
  local from, mine = 0, {}
  for _, id in ipairs(plan.ids) do
    mine[id] = true
  end
  while true do
    local ids = call('ZRANGE', key('jc'), from, from + 49)
    for _, id in ipairs(ids) do
      local claim = not mine[id] and call('HGET', key('jh'), id)
      claim = claim and decode(claim)
      if claim and claim[2] ~= plan.owner and plan.rooms[claim[4]] and plan.tasks[claim[5]] then
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
local function left(plan)
  local first = call('ZRANGE', key(plan.lane.name), 0, 0, 'WITHSCORES')
  local due = tonumber(first[2]) or plan.others
  due = due and math.min(due, plan.others or due)
  if call('ZCARD', key('jc')) > #plan.held + 1 then
    local other = first_of_others(plan)
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
  call('HINCRBY', key('t'), plan.lane.task, #plan.gone)
end

local function claim(plan)
  call('ZREMRANGEBYRANK', key(plan.lane.name), 0, #plan.ids - 1)
  if #plan.fired > 0 then
    write_runs(plan)
  end
  if #plan.held > 0 then
    plan.ends[#plan.ends + 1], plan.ends[#plan.ends + 2] = '+inf', NO_LIST
    call('HSET', key('jh'), unpack(plan.holds))
    call('ZADD', key('jc'), unpack(plan.ends))
  end
  call('HSET', key('s'), 'token', decimal(plan.token))
  local due = left(plan)
  keep_reply('rj', plan.owner, ARGV[3], ARGV[4],
    { now, due, plan.claims, plan.first, plan.first + #plan.fired - 1 })
  local reply = { now, due, #plan.fired, plan.first, #plan.held, unpack(plan.fired) }
  local at = #reply
  for i, job in ipairs(plan.held) do
    reply[at + 2 * i - 1], reply[at + 2 * i] = job, plan.claims[2 * i]
  end
  return reply
end

go_on()
if not replayed('rj', ARGV[2], ARGV[3], ARGV[4]) then
  local planned, plan = pcall(plan_claims, ARGV[2])
  if planned and plan then
    return claim(plan)
  end
end
