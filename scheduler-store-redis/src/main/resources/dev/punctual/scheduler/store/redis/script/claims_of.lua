-- The leases of a node. ARGV: time, owner. Answers by twos: id, token.

local ids = call('ZRANGE', key('l:' .. ARGV[2]), 0, -1)
load('x', ids)
local reply = {}
for _, id in ipairs(ids) do
  local run = rows.x[id]
  if run and run[STATE] == CLAIMED then
    reply[#reply + 1] = id
    reply[#reply + 1] = run[TOKEN]
  end
end
return reply
