-- Inserts a run like one that failed. ARGV: time, id of that, job, generation, request. Answers the
-- status.

local id = ARGV[3] .. '\1' .. ARGV[4] .. 'm' .. ARGV[5]
local before = asked_before(id)
if before then
  return before
end
local place = call('HGET', key('hx'), ARGV[2])
local line = place and call('LINDEX', key('h'), place - 1 - (call('HGET', key('s'), 'hf') or 0))
line = line and decode(line)
if not line or not line[L.MORE] then
  return NOT_FOUND
end
local source = {
  [TASK] = line[L.TASK], [PAYLOAD] = line[L.PAYLOAD], [POLICY] = line[L.POLICY], [TAGS] = line[L.TAGS],
}
for i, slot in ipairs({ QUEUE, PRIO, MAX, OVERFLOW, ONCE, FOLLOW }) do
  source[slot] = line[L.MORE][i]
end
source[BODY] = body_of(source)
local job = get('j', ARGV[3])
local status = RAN
if job and job[GEN] == ARGV[4] then
  status = admit(id, job, source)
else
  local run = new_run(id, source, ARGV[3], now, now, false, false)
  run[SOLO] = true
  call('HINCRBY', key('so'), ARGV[3] .. '\1' .. ARGV[4], 1)
  insert(run)
  ready(run)
end
finish()
return status
