-- Takes leases away that ran out. ARGV: time, how many losses are allowed, then by twos: id, the
-- request of what follows. Answers the packed executions that lost their lease, as they are now.

go_on()
local function take(run, request)
  local started, owner = run[STARTED], run[OWNER]
  run[TOKEN], run[LOST] = fresh_token(), run[LOST] + 1
  local where = started and owner or false
  if started and whole(run)[ONCE] then
    local why = 'its node went silent after it had begun; it is not run again'
    close_and_follow(run, LOSTRUN, where, started, now, why, false, request)
  elseif is_unwanted(run) or run[LOST] <= tonumber(ARGV[2]) then
    give_back(run)
  else
    local why = run[LOST] .. ' leases of it ended without a word from their node'
    close_and_follow(run, DEAD, where, started, now, why, false, request)
  end
end

local taken_away = {}
for i = 3, #ARGV, 2 do
  local run = get('x', ARGV[i])
  if run and run[STATE] == CLAIMED and run[UNTIL] <= now then
    take(run, ARGV[i + 1])
    taken_away[#taken_away + 1] = run
  end
end
finish()
local reply = {}
for i, run in ipairs(taken_away) do
  reply[i] = encode(run, SOLO)
end
return reply
