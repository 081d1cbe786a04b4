-- Replaces a job. ARGV: time, packed job with the expected version, one packed range each of what
-- the change skips. Answers: status, stored job or false.

local CHANGED, STALE, NOT_FOUND_HERE = 0, 1, 2
local given = decode(ARGV[2])
local job = get('j', given[ID])
if not job then
  return { now, NOT_FOUND_HERE, false }
elseif job[GEN] ~= given[GEN] or job[VERSION] ~= given[VERSION] then
  return { now, STALE, text('j', given[ID]) }
end
for i = 3, #ARGV do
  record_missed(unpack(cmsgpack.unpack(ARGV[i])))
end
given[VERSION] = job[VERSION] + 1
become(job, given)
finish()
return { now, CHANGED, text('j', given[ID]) }
