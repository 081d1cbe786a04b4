-- Lets leases last longer. ARGV: time, owner, lease, then by twos: id, token. Answers the time and
-- per lease: 0 kept, 1 kept but cancelled, 2 lost.

go_on()
local ids = {}
for i = 4, #ARGV, 2 do
  ids[#ids + 1] = ARGV[i]
end
load('x', ids)
local reply, till = { now }, now + tonumber(ARGV[3])
for i = 4, #ARGV, 2 do
  local run = rows.x[ARGV[i]]
  if is_leased(run, tonumber(ARGV[i + 1])) and run[OWNER] == ARGV[2] then
    run[UNTIL] = till
    put('x', run[ID], run)
    move('l:' .. run[OWNER], run[ID], till)
    reply[#reply + 1] = run[CANCEL] and 1 or 0
  else
    reply[#reply + 1] = 2
  end
end
finish()
return reply
