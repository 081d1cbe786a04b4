-- The usual case of `put`, in few steps: all jobs are new and wait for their time. All else is left
-- to the rest, before any write.

-- Whether some of the fields of a hash are there.
local function is_any_there(name, fields)
  for _, known in ipairs(#fields > 0 and call('HMGET', key(name), unpack(fields)) or {}) do
    if known then
      return true
    end
  end
  return false
end

local function plan_jobs()
  local ids, seen, runs, lanes, first = {}, {}, {}, {}, nil
  for i = 3, #ARGV do
    local at, ending, _ = 0, nil, nil
    if string.byte(ARGV[i]) == IS_PLAIN then
      at, _, _, ending = cmsgpack.unpack_limit(ARGV[i], PLAIN, 0)
    end
    local _, body, id, _, task, state, due = cmsgpack.unpack_limit(ARGV[i], DUE, at)
    if seen[id] or state ~= ACTIVE or not due then
      return nil
    end
    ids[i - 2], seen[id] = id, true
    if ending then
      runs[#runs + 1] = id .. ending
    end
    local _, queue, priority = cmsgpack.unpack_limit(body, 2, 0)
    local lane = 'jd:' .. queue .. ':' .. priority .. ':' .. task
    local members = lanes[lane] or {}
    lanes[lane] = members
    members[#members + 1] = decimal(due)
    members[#members + 1] = id
    first = first and math.min(first, due) or due
  end
  if #ids == 0 or is_any_there('j', ids) or is_any_there('x', runs) then
    return nil
  end
  local texts, places, reply, made = {}, {}, { now }, cmsgpack.pack(now)
  for i, id in ipairs(ids) do
    texts[2 * i - 1], texts[2 * i] = id, ARGV[i + 2] .. made
    places[2 * i - 1], places[2 * i] = '0', id
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
