-- Gives leases back. ARGV: time, owner, then by twos: id, token. Answers per lease whether it was
-- current.

go_on()
local reply = {}
for i = 3, #ARGV, 2 do
  local run = get('x', ARGV[i])
  local current = is_leased(run, tonumber(ARGV[i + 1])) and run[OWNER] == ARGV[2]
  if current then
    give_back(run)
  end
  reply[#reply + 1] = current and 1 or 0
end
finish()
return reply
