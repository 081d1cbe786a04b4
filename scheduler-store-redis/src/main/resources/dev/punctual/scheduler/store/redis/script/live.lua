-- Live executions in order of id. ARGV: time, job or empty, the id after which or empty, how many.
-- Answers by threes: id, packed execution or false, how it is shown.

local first, last = '-', '+'
if ARGV[2] ~= '' then
  first, last = '[' .. ARGV[2] .. '\1', '(' .. ARGV[2] .. '\2'
end
if ARGV[3] ~= '' then
  first = '(' .. ARGV[3]
end
local ids = call('ZRANGEBYLEX', key('xi'), first, last, 'LIMIT', 0, ARGV[4])
load('x', ids)
local reply = {}
for _, id in ipairs(ids) do
  local run = rows.x[id]
  reply[#reply + 1] = id
  reply[#reply + 1] = run and text('x', id)
  reply[#reply + 1] = run and shown(run) or 0
end
return reply
