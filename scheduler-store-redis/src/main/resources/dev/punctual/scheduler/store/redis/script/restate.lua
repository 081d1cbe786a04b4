-- Gives a job another state and reason, keeping all else as it is stored. ARGV: time, id, generation,
-- expected version, state, reason or empty. Answers whether it did.

local job = get('j', ARGV[2])
if not job or job[GEN] ~= ARGV[3] or job[VERSION] ~= tonumber(ARGV[4]) then
  return 0
end
local changed = copy(job)
changed[STATE], changed[PROBLEM] = tonumber(ARGV[5]), ARGV[6] ~= '' and ARGV[6]
changed[VERSION] = job[VERSION] + 1
become(job, changed)
if ARGV[6] ~= '' then
  call('SADD', key('ju'), ARGV[2])
else
  call('SREM', key('ju'), ARGV[2])
end
finish()
return 1
