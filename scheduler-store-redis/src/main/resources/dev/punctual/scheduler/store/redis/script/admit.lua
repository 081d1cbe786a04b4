-- How runs come in that are asked for, or follow others.

-- Answers of `submit`.
local RAN, WAITS, SKIPPED, NOT_FOUND = 0, 1, 2, 3

local function standing(run)
  return (run[STATE] == BLOCKED or run[STATE] == HELD) and WAITS or RAN
end

-- What the same request was told before.
local function asked_before(id)
  local run = get('x', id)
  if run then
    return standing(run)
  end
  flush()
  call('ZREMRANGEBYSCORE', key('q'), '-inf', '(' .. string.format('%.0f', now - 86400000))
  local known = call('ZMSCORE', key('q'), id, id .. '\2')
  return known[2] and SKIPPED or known[1] and RAN
end

-- Inserts a run like `source` within the limit of `job`.
local function admit(id, job, source)
  no_longer_plain(job)
  local run = new_run(id, source, job[ID], now, now, false, false)
  local start, block = overlap(job, group_of(job), 1)
  if start == 1 then
    insert(run)
    ready(run)
  elseif block == 1 then
    insert_blocked(run)
  else
    record_end(run, MISSED, false, false, now, false, false)
    remember(id, true)
    return SKIPPED
  end
  return standing(run)
end

-- Inserts a run that was asked for; `result` is what the execution left that it follows.
local function submit(job_id, request, result)
  local job = get('j', job_id)
  if not job then
    return NOT_FOUND
  end
  local id = group_of(job) .. 'm' .. request
  local before = asked_before(id)
  if before then
    return before, job[GEN]
  end
  local source = job
  if result and job[TASK] ~= 'inline' then
    source = whole(copy(job))
    source[PAYLOAD] = result
    source[BODY] = body_of(source)
  end
  return admit(id, job, source), job[GEN]
end

-- Ends an execution and submits what follows it, under a request that its id makes.
local function close_and_follow(run, how, node, started, finished, error, result, request)
  close(run, how, node, started, finished, error, result)
  local follow = run[FOLLOW] or {}
  for i = 1, #follow, 2 do
    local wanted = follow[i] == 0 and how == SUCCEEDED or follow[i] == 1 and how ~= SUCCEEDED
    if wanted and submit(follow[i + 1], request, result) == NOT_FOUND then
      local id = follow[i + 1] .. '\1' .. '8000000000000000m' .. request
      flush()
      if not call('HGET', key('hx'), id) then
        local missing = "there was no job '" .. follow[i + 1] .. "' to run after another one"
        local none = { [ID] = id, [JOB] = follow[i + 1], [TASK] = run[TASK], [TAGS] = '' }
        none[ATTEMPT], none[DONE], none[FIRE] = 1, 0, now
        record_end(none, CANCELLED, false, false, now, missing, false)
      end
    end
  end
end

-- Ends a lease without ending the execution, unless it is not wanted any more.
local function give_back(run)
  unlease(run)
  if is_unwanted(run) then
    close_unstarted(run, CANCELLED)
  else
    ready(run)
  end
end
