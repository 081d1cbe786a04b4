-- Jobs that a node could not read. ARGV: time, how many. Answers packed jobs.

local reply = {}
for _, id in ipairs(call('SRANDMEMBER', key('ju'), ARGV[2])) do
  local job = get('j', id)
  if job and job[STATE] == 2 then
    reply[#reply + 1] = text('j', id)
  else
    call('SREM', key('ju'), id)
  end
end
return reply
