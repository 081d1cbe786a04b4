-- When the next work of a node is due. ARGV: time, packed tasks, packed limits, packed queues.
-- Answers: time, next due or false.

read_limits(cmsgpack.unpack(ARGV[3]))
expire_claims()
hint = nil
local tasks, queues = set_of(cmsgpack.unpack(ARGV[2])), set_of(cmsgpack.unpack(ARGV[4]))
local due = next_due(tasks, queues, all_lanes('j'), all_lanes('x'))
return { now, due or false }
