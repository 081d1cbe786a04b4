-- Ends leased executions. ARGV: time, node, 'usual' if all have succeeded and none comes twice, then by
-- threes: id; packed completion: id, the state of its end, attempt, the node if its code was called,
-- fire time, started or false, finished, error or note or false, retry after or false, reason of a miss
-- or false, result or false, no tags; packed token in nine bytes, and the request of what follows if
-- that is known. So a completion is the beginning of a line of history, if the execution ended well that
-- a plain job has left. Answers per completion: 0 done, 1 already done, 2 fenced, 3 the request of what
-- follows is needed.

go_on()
local DONE_NOW, ALREADY_DONE, FENCED, UNNAMED = 0, 1, 2, 3
local RETRY, REASON, NUMBER, REQUEST = 9, 10, 13, 14
local node = ARGV[2]
local done = {}

local function was_ended_by(id, token)
  flush()
  local place = call('HGET', key('hx'), id)
  local line = place and call('LINDEX', key('h'), place - 1 - (call('HGET', key('s'), 'hf') or 0))
  line = line and decode(line)
  return line and line[L.TOKEN] == token
end

local function park(run)
  unlease(run)
  local parkers = run[PARKERS] and { unpack(run[PARKERS]) } or {}
  parkers[#parkers + 1] = node
  run[PARKERS], run[STATE] = parkers, PARKED
  put('x', run[ID], run)
  call('HSET', key('p'), run[ID], cmsgpack.pack(run[TASK], parkers))
end

local function retry(run, delay)
  unlease(run)
  run[ATTEMPT], run[DUE], run[DEADLINE] = run[ATTEMPT] + 1, now + delay, false
  ready(run)
end

local function finish_run(run, given)
  local how, started, finished = given[L.HOW], given[L.STARTED], given[L.FINISHED]
  local where = started and node or false
  local told, delay = given[L.ERROR], given[RETRY]
  if how == SUCCEEDED then
    close_and_follow(run, how, where, started, finished, told, given[L.RESULT], given[REQUEST])
  elseif how == DEAD and (not delay or (run[REMOVED] and not run[CANCEL])) then
    close_and_follow(run, how, where, started, finished, told, false, given[REQUEST])
  elseif how == DEAD and not is_unwanted(run) then
    retry(run, delay)
  elseif how == MISSED then
    if string.sub(run[ID], #run[JOB] + 18, #run[JOB] + 18) == 'f' then
      local generation = string.sub(run[ID], #run[JOB] + 2, #run[JOB] + 17)
      record_missed(run[JOB], generation, run[FIRE], run[FIRE], 1, given[REASON])
    end
    close(run, how, where, started, finished, false, false)
  elseif how == PARKED and not is_unwanted(run) then
    park(run)
  else
    close(run, CANCELLED, where, started, finished, false, false)
  end
end

local function complete(given)
  local id, token, how = given[L.ID], given[NUMBER], given[L.HOW]
  if token <= 0 then
    return FENCED -- no lease has such a token
  elseif done[id] == token then
    return ALREADY_DONE
  end
  local run = get('x', id)
  if is_leased(run, token) then
    if run[FOLLOW] and not given[REQUEST] and (how == SUCCEEDED or how == DEAD) then
      return UNNAMED
    end
    run[DONE] = token
    done[id] = token
    finish_run(run, given)
    return DONE_NOW
  elseif run then
    return run[DONE] == token and ALREADY_DONE or FENCED
  end
  return was_ended_by(id, token) and ALREADY_DONE or FENCED
end

local given, ids = {}, {}
for i = 4, #ARGV, 3 do
  ids[#ids + 1] = ARGV[i]
  given[#given + 1] = decode(ARGV[i + 1] .. ARGV[i + 2])
end
load('x', ids)
local names = {}
for _, id in ipairs(ids) do
  if rows.x[id] then
    names[#names + 1] = group_name(rows.x[id])
  end
end
load_waits(names)
local reply = {}
for i, each in ipairs(given) do
  reply[i] = complete(each)
end
finish()
return reply
