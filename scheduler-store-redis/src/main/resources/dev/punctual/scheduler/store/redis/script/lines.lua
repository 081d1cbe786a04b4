-- Lines of the history, the latest first. ARGV: time, list, the number below which or empty, how
-- many to look at, job or empty, task or empty, digits of states or empty. Answers: the number of
-- the last line that was looked at, then by twos: number, line.

local list, look, job, task, states = ARGV[2], tonumber(ARGV[4]), ARGV[5], ARGV[6], ARGV[7]
local forgotten = tonumber(call('HGET', key('s'), list .. 'f') or 0)
local latest = forgotten + call('LLEN', key(list))
local below = math.min(tonumber(ARGV[3]) or latest + 1, latest + 1)
local from = math.max(below - look, forgotten + 1)
local reply = { from > forgotten + 1 and from or 0 }
if from >= below then
  return { 0 }
end
local found = call('LRANGE', key(list), from - 1 - forgotten, below - 2 - forgotten)
for i = #found, 1, -1 do
  local wanted = job == '' and task == '' and states == ''
  if not wanted then
    local line = decode(found[i])
    if line and list == 'h' then
      wanted = (job == '' or string.sub(line[L.ID], 1, #job + 1) == job .. '\1')
        and (task == '' or line[L.TASK] == task)
        and (states == '' or string.find(states, tostring(line[L.HOW]), 1, true))
    else
      wanted = line and (job == '' or line[1] == job)
    end
  end
  if wanted then
    reply[#reply + 1] = from + i - 1
    reply[#reply + 1] = found[i]
  end
end
return reply
