-- Ends an execution that waits, or asks a leased one to stop. ARGV: time, id. Answers 0 cancelled,
-- 1 requested, 2 not found.

go_on()
local run = get('x', ARGV[2])
if not run then
  return 2
elseif run[STATE] == CLAIMED then
  request_cancel(run)
  finish()
  return 1
end
close_unstarted(run, CANCELLED)
finish()
return 0
