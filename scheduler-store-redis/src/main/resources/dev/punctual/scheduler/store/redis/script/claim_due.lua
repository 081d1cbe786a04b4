-- Leases due executions. ARGV: time, owner, request, part, lease, horizon, packed tasks, packed
-- limits, then by threes: queue, room, how many of that to the oldest. Answers: time, next due or
-- false, a list of packed executions that were missed, then one packed execution each that was leased.

go_on()
local owner, request, part = ARGV[2], ARGV[3], ARGV[4]

local function answer(reply)
  local leases = reply[4]
  local ids = {}
  for i = 1, #leases, 2 do
    ids[#ids + 1] = leases[i]
  end
  load('x', ids)
  local told = { reply[1], reply[2], reply[3] }
  for i = 1, #leases, 2 do
    if is_leased(rows.x[leases[i]], leases[i + 1]) then
      told[#told + 1] = text('x', leases[i])
    end
  end
  return told
end

local before = replayed('re', owner, request, part)
if before then
  return answer(before)
end
read_limits(cmsgpack.unpack(ARGV[8]))
local tasks, some = set_of(cmsgpack.unpack(ARGV[7])), all_lanes('x')
local asked, leases, late = {}, {}, {}
local most_late = 100

local function admits(lane)
  return tasks[lane.task] and within_limits(lane.task)
end

-- What is past its deadline ends instead. Others may have waited for that, so all begins anew.
local function take(id, lane)
  local run = get('x', id)
  if not run or run[STATE] ~= SCHEDULED then
    move(lane.name, id, false)
    return false
  elseif not run[DEADLINE] or run[DEADLINE] >= now then
    move(lane.name, id, false)
    lease(run, owner, tonumber(ARGV[5]))
    take_one(run[TASK])
    leases[#leases + 1] = id
    leases[#leases + 1] = run[TOKEN]
    return true
  elseif #late == most_late then
    return false
  end
  if string.sub(id, #run[JOB] + 18, #run[JOB] + 18) == 'f' then
    record_missed(run[JOB], string.sub(id, #run[JOB] + 2, #run[JOB] + 17), run[FIRE], run[FIRE], 1, 0)
  end
  close_unstarted(run, MISSED)
  late[#late + 1] = encode(run, SOLO)
  flush()
  some = all_lanes('x')
  return nil
end

for i = 9, #ARGV, 3 do
  asked[ARGV[i]] = true
  local room, oldest = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  offer(function() return some end, ARGV[i], now + tonumber(ARGV[6]), room, oldest, admits, take)
end
flush()
taken = {}
local due = earliest('x', some, function(lane)
  return asked[lane.queue] and admits(lane)
end)
local reply = { now, due or false, cmsgpack.pack(late), leases }
if #leases > 0 or #late > 0 then
  keep_reply('re', owner, request, part, reply)
end
finish()
return answer(reply)
