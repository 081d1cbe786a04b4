-- The usual case of `fire`, in few steps: each decision ends a job with one fire, of which nothing
-- else is live, and which is leased at once. All else is left to the rest, before any write.

local function plan_fires(owner, duration)
  if #cmsgpack.unpack(ARGV[4]) > 0 or call('EXISTS', key('bk')) > 0 then
    return nil
  end
  local ids, seen = {}, {}
  for i = 5, #ARGV do
    local _, id = cmsgpack.unpack_limit(ARGV[i], 1, 0)
    if seen[id] then
      return nil
    end
    ids[i - 4], seen[id] = id, true
  end
  if #ids == 0 then
    return nil
  end
  local jobs = call('HMGET', key('j'), unpack(ids))
  local claims = call('HMGET', key('jh'), unpack(ids))
  local last = token_before()
  local set = key('xi')
  local texts, places, leases, loads, reply = {}, {}, {}, {}, { now }
  for i, id in ipairs(ids) do
    local _, generation, version, token, problem, _, next, _, most, missed,
      ending, fire, due, deadline, adjustment, more = cmsgpack.unpack(ARGV[i + 4])
    if problem or next or missed or most < 1 or not ending or more
        or (deadline and deadline < now) or not jobs[i] or not claims[i] then
      return nil
    end
    local _, held = cmsgpack.unpack_limit(claims[i], 1, 0)
    local _, body, _, its_generation, task, _, _, max, follow, tags, its_version =
      cmsgpack.unpack_limit(jobs[i], VERSION, start_of(jobs[i]))
    local group = id .. '\1' .. generation
    if held ~= token or its_generation ~= generation or its_version ~= version or max < 1
        or call('ZLEXCOUNT', set, '[' .. group, '(' .. group .. '\255') > 0 then
      return nil
    end
    local run, till = group .. ending, math.max(now, due) + duration
    last = last + 1
    texts[2 * i - 1] = run
    if deadline or adjustment then
      texts[2 * i] = cmsgpack.pack(body, run, id, task, CLAIMED, due, max, follow, tags, owner,
        last, till, 1, 0, 0, fire, now, deadline, adjustment)
    else
      texts[2 * i] = cmsgpack.pack(body, run, id, task, CLAIMED, due, max, follow, tags, owner,
        last, till, 1, 0, 0, fire, now)
    end
    places[2 * i - 1], places[2 * i] = '0', run
    leases[2 * i - 1], leases[2 * i] = decimal(till), run
    loads[task] = (loads[task] or 0) + 1
    reply[i + 1] = last
  end
  if is_any_asserted(places) then
    return nil
  end
  return {
    ids = ids, jobs = jobs, texts = texts, places = places, leases = leases, loads = loads,
    token = last, reply = reply,
  }
end

-- Claims that ran out are due again.
local function leave_lanes(jobs)
  for _, job in ipairs(jobs) do
    local _, body, id, _, task = cmsgpack.unpack_limit(job, TASK, start_of(job))
    local _, queue, priority = cmsgpack.unpack_limit(body, 2, 0)
    call('ZREM', key('jd:' .. queue .. ':' .. priority .. ':' .. task), id)
  end
end

go_on()
local planned, plan = pcall(plan_fires, ARGV[2], tonumber(ARGV[3]))
if planned and plan then
  call('HDEL', key('j'), unpack(plan.ids))
  call('HDEL', key('jh'), unpack(plan.ids))
  call('ZREM', key('ji'), unpack(plan.ids))
  if call('ZREM', key('jc'), unpack(plan.ids)) < #plan.ids then
    leave_lanes(plan.jobs)
  end
  call('HSET', key('x'), unpack(plan.texts))
  add_to_tree('xi', plan.places)
  add_to_tree('l:' .. ARGV[2], plan.leases)
  call('SADD', key('o'), ARGV[2])
  for task, number in pairs(plan.loads) do
    call('HINCRBY', key('t'), task, number)
  end
  call('HSET', key('s'), 'token', decimal(plan.token))
  return plan.reply
end
