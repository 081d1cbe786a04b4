-- Where executions stand. ARGV: time, ids. Answers by twos: state or -1 if it is not live, line of
-- history or false.

local ids = {}
for i = 2, #ARGV do
  ids[#ids + 1] = ARGV[i]
end
load('x', ids)
local forgotten = call('HGET', key('s'), 'hf') or 0
local reply = {}
for _, id in ipairs(ids) do
  local run = rows.x[id]
  local place = not run and call('HGET', key('hx'), id)
  reply[#reply + 1] = run and shown(run) or -1
  reply[#reply + 1] = place and call('LINDEX', key('h'), place - 1 - forgotten)
end
return reply
