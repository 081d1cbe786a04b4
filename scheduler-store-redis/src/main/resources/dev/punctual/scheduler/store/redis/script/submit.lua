-- Inserts a run that a user asked for. ARGV: time, job, request. Answers status, generation or false.

local status, generation = submit(ARGV[2], ARGV[3], false)
finish()
return { status, generation or false }
