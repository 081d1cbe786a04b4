-- Asserts leases that the server may have lost. ARGV: time, owner, lease, one packed lease each:
-- slots 1 to 9 of an execution, but for whether its code was called in place of the state; token,
-- fire time, deadline or false, adjustment or false, attempt, losses, whether it is to stop, when it
-- was made. Answers the time and per lease: 0 kept, 1 kept but cancelled, 2 lost.

go_on()
local CALLED, NUMBER, FIRED, LATEST, SHIFT, TRIES, LOSSES, STOPPED, BEGUN = 5, 10, 11, 12, 13, 14, 15, 16, 17
local owner, duration = ARGV[2], tonumber(ARGV[3])
local DAY = 86400000
local asserted = {} -- by twos: time, id of a fire that was not there

-- Puts an execution in as it was leased. What users want of the one that is there stays.
local function restore(given, there)
  if there then
    drop(there)
  elseif string.sub(given[ID], #given[JOB] + 18, #given[JOB] + 18) == 'f' then
    asserted[#asserted + 1] = now
    asserted[#asserted + 1] = given[ID]
  end
  local run =
    new_run(given[ID], given, given[JOB], given[FIRED], given[DUE], given[LATEST], given[SHIFT])
  run[ATTEMPT], run[LOST], run[MADE] = given[TRIES], given[LOSSES], given[BEGUN]
  if there then
    run[REMOVED], run[DONE], run[SOLO] = there[REMOVED], there[DONE], there[SOLO]
    if run[SOLO] then
      call('HINCRBY', key('so'), group_name(run), 1)
    end
  end
  insert(run)
  local token = given[NUMBER]
  lease_by(token, run, owner, duration)
  last_token = math.max(last_token or tonumber(call('HGET', key('s'), 'token') or 0), token)
  if given[STOPPED] or (there and there[CANCEL]) then
    request_cancel(run)
  end
  local job = job_of(run)
  if job then
    no_longer_plain(job)
  end
  if run[REMOVED] or (job and job[STATE] ~= ACTIVE) then
    revoked[run[JOB]] = true
  end
  return run
end

local function assert_again(given)
  local there, token = get('x', given[ID]), given[NUMBER]
  local run
  if is_leased(there, token) and there[OWNER] == owner then
    run = there
    run[UNTIL] = now + duration
    move('l:' .. owner, run[ID], run[UNTIL])
    put('x', run[ID], run)
  elseif there and there[TOKEN] >= token then
    return 2
  elseif not there and call('HEXISTS', key('hx'), given[ID]) == 1 then
    return 2
  else
    run = restore(given, there)
  end
  if given[CALLED] and not run[STARTED] then
    run[STARTED] = now
  end
  return run[CANCEL] and 1 or 0
end

local given, ids = {}, {}
for i = 4, #ARGV do
  given[#given + 1] = values(ARGV[i])
  ids[#ids + 1] = given[#given][ID]
end
load('x', ids)
local reply = { now }
for _, each in ipairs(given) do
  reply[#reply + 1] = assert_again(each)
end
if #asserted > 0 then
  call('ZREMRANGEBYSCORE', key('ra'), '-inf', now - DAY)
  call_all('ZADD', 'ra', asserted, 2)
  call('PEXPIRE', key('ra'), DAY)
end
finish()
return reply
