-- The leases that ran out. ARGV: time, how many. Answers ids, those that ran out first in front.

local found = {}
for _, owner in ipairs(call('SMEMBERS', key('o'))) do
  local ids = call('ZRANGEBYSCORE', key('l:' .. owner), '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[2])
  for i = 1, #ids, 2 do
    found[#found + 1] = { ids[i], tonumber(ids[i + 1]) }
  end
  if #ids == 0 and call('EXISTS', key('l:' .. owner)) == 0 then
    call('SREM', key('o'), owner)
  end
end
table.sort(found, function(one, other)
  return one[2] < other[2]
end)
local reply = {}
for i = 1, math.min(#found, tonumber(ARGV[2])) do
  reply[i] = found[i][1]
end
return reply
