-- Jobs in order of id. ARGV: time, the id after which, how many. Answers packed jobs.

local after = ARGV[2] == '' and '-' or '(' .. ARGV[2]
local ids = call('ZRANGEBYLEX', key('ji'), after, '+', 'LIMIT', 0, ARGV[3])
load('j', ids)
local reply = {}
for _, id in ipairs(ids) do
  reply[#reply + 1] = id
  reply[#reply + 1] = rows.j[id] and text('j', id)
end
return reply
