-- Carries out decisions about claimed jobs. ARGV: time, owner, lease, packed limits, one packed
-- decision each: id, generation, version, token, problem or false, last fire or false, next or
-- false, due or false, how many are leased at most, missed ranges or false, then the fires by fives:
-- end of the id, fire time, due time, deadline or false, adjustment or false. Answers the time and
-- per decision: 0 if it is stale; the token if its only fire was leased, for as long as it says; else
-- a list: 1, how many were skipped, the first and the last of these, then by threes: which fire was
-- leased, its token, until when.

go_on()
local owner, duration = ARGV[2], tonumber(ARGV[3])
read_limits(cmsgpack.unpack(ARGV[4]))
local FIRES = 11

-- The fires that are neither live nor were asserted by their owner when the server had lost them, as
-- executions, and which fires they are.
local function plan(job, decision)
  local runs, which = {}, {}
  local some_asserted = call('EXISTS', key('ra')) == 1
  for i = FIRES, #decision, 5 do
    local id = group_of(job) .. decision[i]
    if not get('x', id) and not (some_asserted and call('ZSCORE', key('ra'), id)) then
      local fire, due, deadline = decision[i + 1], decision[i + 2], decision[i + 3]
      runs[#runs + 1] = new_run(id, job, job[ID], fire, due, deadline, decision[i + 4])
      which[#which + 1] = (i - FIRES) / 5
    end
  end
  return runs, which
end

local function insert_all(job, decision)
  local runs, which = plan(job, decision)
  local reply = { 1, 0, false, false }
  if #runs == 0 then
    return reply
  end
  local start, block = overlap(job, group_of(job), #runs)
  local taken_here = 0
  for i = 1, start do
    local run = runs[i]
    insert(run)
    if taken_here < decision[9] and not (run[DEADLINE] and run[DEADLINE] < now)
        and within_limits(run[TASK]) then
      lease(run, owner, duration)
      take_one(run[TASK])
      taken_here = taken_here + 1
      reply[#reply + 1] = which[i]
      reply[#reply + 1] = run[TOKEN]
      reply[#reply + 1] = run[UNTIL]
    else
      ready(run)
    end
  end
  for i = start + 1, start + block do
    insert_blocked(runs[i])
  end
  local skipped = #runs - start - block
  if skipped > 0 then
    local first, last = runs[start + block + 1][FIRE], runs[#runs][FIRE]
    record_missed(job[ID], job[GEN], first, last, skipped, 2)
    reply[2], reply[3], reply[4] = skipped, first, last
  end
  return reply
end

local function is_current(job, claim, decision)
  return job and claim and claim[1] == decision[4] and job[GEN] == decision[2]
    and job[VERSION] == decision[3]
end

local function fire(decision)
  local job = get('j', decision[1])
  if not is_current(job, get('jh', decision[1]), decision) then
    return 0
  end
  local changed = copy(job)
  changed[VERSION] = job[VERSION] + 1
  if decision[5] then
    changed[STATE], changed[PROBLEM] = PAUSED, decision[5]
    change_job(job, changed)
    hold(group_of(job))
    return { 1, 0, false, false }
  end
  for _, range in ipairs(decision[10] or {}) do
    record_missed(unpack(range))
  end
  local reply = insert_all(job, decision)
  if decision[7] then
    changed[NEXT], changed[DUE] = decision[7], decision[8]
    changed[LAST] = decision[6] or job[LAST]
    change_job(job, changed)
  else
    drop_job(job)
  end
  return reply
end

-- In a function, since a script has room for 200 names.
local function carry_out()
  local decisions, ids = {}, {}
  for i = 5, #ARGV do
    decisions[#decisions + 1] = decode(ARGV[i])
    ids[#ids + 1] = decisions[#decisions][1]
  end
  load('j', ids)
  load('jh', ids)
  local names, planned = {}, {}
  for i, decision in ipairs(decisions) do
    local job = rows.j[ids[i]]
    if is_current(job, rows.jh[ids[i]], decision) and #decision >= FIRES then
      names[#names + 1] = group_of(job)
      for at = FIRES, #decision, 5 do
        planned[#planned + 1] = group_of(job) .. decision[at]
      end
    end
  end
  if #names > 0 then
    load_groups(names)
  end
  load('x', planned)
  local reply = { now }
  for _, decision in ipairs(decisions) do
    reply[#reply + 1] = fire(decision)
  end
  finish()
  return reply
end

return carry_out()
