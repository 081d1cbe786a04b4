-- Forgets old lines of the history. ARGV: time, list, age, how many stay at most, how many may go.
-- Answers how many went.

go_on()
local list, old, most = ARGV[2], now - tonumber(ARGV[3]), tonumber(ARGV[5])
local beyond = call('LLEN', key(list)) - tonumber(ARGV[4])
local forgotten = tonumber(call('HGET', key('s'), list .. 'f') or 0)
local ids, gone, recorded = {}, 0, list == 'h' and L.RECORDED or 7
for _, packed in ipairs(call('LRANGE', key(list), 0, most - 1)) do
  local line = decode(packed)
  if gone >= beyond and line and line[recorded] >= old then
    break
  end
  gone = gone + 1
  ids[gone] = line and line[1] or ''
end
if gone == 0 then
  return 0
end
call('LTRIM', key(list), gone, -1)
count(list .. 'f', gone)
if list == 'h' then
  local places, out = call('HMGET', key('hx'), unpack(ids)), {}
  for i, id in ipairs(ids) do
    if tonumber(places[i] or 0) == forgotten + i then
      out[#out + 1] = id
    end
  end
  if #out > 0 then
    call('HDEL', key('hx'), unpack(out))
  end
end
return gone
