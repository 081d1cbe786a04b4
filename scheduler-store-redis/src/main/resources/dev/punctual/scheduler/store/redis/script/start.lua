-- Records that user code is about to run. ARGV: time, owner, then by twos: id, token. Answers per
-- lease whether it may.

go_on()
local ids = {}
for i = 3, #ARGV, 2 do
  ids[#ids + 1] = ARGV[i]
end
load('x', ids)
local reply = {}
for i = 3, #ARGV, 2 do
  local run = rows.x[ARGV[i]]
  local may = is_leased(run, tonumber(ARGV[i + 1])) and run[OWNER] == ARGV[2]
    and not is_unwanted(run) and run[UNTIL] > now
  if may then
    local job = job_of(run)
    may = not job or job[STATE] == ACTIVE
  end
  if may and not run[STARTED] then
    run[STARTED] = now
    put('x', run[ID], run)
  end
  reply[#reply + 1] = may and 1 or 0
end
finish()
return reply
