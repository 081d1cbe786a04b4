-- Claims due jobs, and fires those that are plain in the usual case. ARGV: time, owner, request, part,
-- hold, horizon, packed tasks, lease or empty if none is to be fired, packed policies that the node has
-- read, then by threes: queue, room, how many of that to the oldest. Answers: time, next due or false,
-- how many were fired, the first of their tokens, how many were only claimed, the packed jobs that were
-- fired, by twos those that were claimed: packed job, token. An answer that is given again has the
-- fired ones behind all that, as packed executions.

go_on()
local owner, request, part = ARGV[2], ARGV[3], ARGV[4]

-- The leases of the caller that have one of some tokens, in their order.
local function leased_as(first, last)
  local ids, found = first <= last and call('ZRANGE', key('l:' .. owner), 0, -1) or {}, {}
  load('x', ids)
  for _, id in ipairs(ids) do
    local run = rows.x[id]
    if run and run[STATE] == CLAIMED and run[TOKEN] >= first and run[TOKEN] <= last then
      found[#found + 1] = run
    end
  end
  table.sort(found, function(one, other)
    return one[TOKEN] < other[TOKEN]
  end)
  return found
end

local function answer(reply)
  local claims = reply[3]
  local ids = {}
  for i = 1, #claims, 2 do
    ids[#ids + 1] = claims[i]
  end
  load('j', ids)
  load('jh', ids)
  local told = { reply[1], reply[2], 0, 0, 0 }
  for i = 1, #claims, 2 do
    local held = rows.jh[claims[i]]
    if held and held[1] == claims[i + 1] and rows.j[claims[i]] then
      told[#told + 1] = text('j', claims[i])
      told[#told + 1] = claims[i + 1]
      told[5] = told[5] + 1
    end
  end
  for _, run in ipairs(leased_as(reply[4] or 1, reply[5] or 0)) do
    told[#told + 1] = text('x', run[ID])
  end
  return told
end

local before = replayed('rj', owner, request, part)
if before then
  return answer(before)
end
expire_claims()
local tasks = set_of(cmsgpack.unpack(ARGV[7]))
local some = all_lanes('j')
local chosen, asked = {}, {}

local function knows(lane)
  return tasks[lane.task]
end

-- A job that still runs is not claimed ahead.
local function take(id, lane, due)
  local job = get('j', id)
  if not job then
    move(lane.name, id, false)
    return false
  end
  if due > now then
    local name = group_of(job)
    if call('ZLEXCOUNT', key('xi'), '[' .. name, '(' .. name .. '\255') > 0 then
      return false
    end
  end
  move(lane.name, id, false)
  chosen[#chosen + 1] = { job[ID], lane }
  return true
end

for i = 10, #ARGV, 3 do
  asked[ARGV[i]] = true
  local room, oldest = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  offer(function() return some end, ARGV[i], now + tonumber(ARGV[6]), room, oldest, knows, take)
end
local claims, till = {}, now + tonumber(ARGV[5])
for _, each in ipairs(chosen) do
  local token, id, lane = fresh_token(), each[1], each[2]
  move('jc', id, till)
  put('jh', id, { token, owner, till, lane.queue, lane.task, token })
  claims[#claims + 1] = id
  claims[#claims + 1] = token
end
flush()
local due = earliest('j', some, function(lane)
  return asked[lane.queue] and tasks[lane.task]
end)
local claim = first_claim(function(held)
  return held[2] ~= owner and asked[held[4]] and tasks[held[5]]
end)
local reply = { now, sooner(due, claim) or false, claims }
if #claims > 0 then
  keep_reply('rj', owner, request, part, reply)
end
hint = nil -- nothing came up that others did not know
finish()
return answer(reply)
