-- Removes jobs. ARGV: time, ids. Answers per id whether there was such a job.

go_on()
local reply = {}
for i = 2, #ARGV do
  local job = get('j', ARGV[i])
  reply[#reply + 1] = job and 1 or 0
  if job then
    drop_job(job)
    cancel_all(group_of(job))
  end
end
finish()
return reply
