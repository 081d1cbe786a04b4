-- The usual case of `put`, in few steps: all jobs are new and wait for their time. All else is left
-- to the rest, before any write.

local function plan_jobs()
  local ids, seen = {}, {}
  for i = 3, #ARGV do
    local _, _, id, _, _, state, due = cmsgpack.unpack_limit(ARGV[i], 6, 0)
    if seen[id] or state ~= ACTIVE or not due then
      return nil
    end
    ids[i - 2], seen[id] = id, true
  end
  if #ids == 0 then
    return nil
  end
  for _, known in ipairs(call('HMGET', key('j'), unpack(ids))) do
    if known then
      return nil
    end
  end
  local texts, places, lanes, first, reply = {}, {}, {}, nil, { now }
  for i, id in ipairs(ids) do
    local body, _, generation, task, state, due, max, follow, tags, _, next, last, _, problem, name,
      trigger = cmsgpack.unpack(ARGV[i + 2])
    texts[2 * i - 1] = id
    texts[2 * i] = cmsgpack.pack(body, id, generation, task, state, due, max, follow, tags, 1, next,
      last, now, problem, name, trigger)
    places[2 * i - 1], places[2 * i] = '0', id
    local _, queue, priority = cmsgpack.unpack_limit(body, 2, 0)
    local lane = 'jd:' .. queue .. ':' .. priority .. ':' .. task
    local members = lanes[lane] or {}
    lanes[lane] = members
    members[#members + 1] = decimal(due)
    members[#members + 1] = id
    first = first and math.min(first, due) or due
    reply[2 * i], reply[2 * i + 1] = 0, false
  end
  return { texts = texts, places = places, lanes = lanes, first = first, reply = reply }
end

local planned, plan = pcall(plan_jobs)
if planned and plan then
  call('HSET', key('j'), unpack(plan.texts))
  call('ZADD', key('ji'), unpack(plan.places))
  for lane, members in pairs(plan.lanes) do
    call('ZADD', key(lane), unpack(members))
    call('SADD', key('jl'), lane)
  end
  call('PUBLISH', key('hint'), decimal(plan.first))
  return plan.reply
end
