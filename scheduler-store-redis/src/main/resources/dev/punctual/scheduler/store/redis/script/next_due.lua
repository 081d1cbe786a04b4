-- When the next work of a node is due. ARGV: time, packed tasks, packed limits. Answers: time, next
-- due or false.

read_limits(cmsgpack.unpack(ARGV[3]))
expire_claims()
hint = nil
local due = next_due(set_of(cmsgpack.unpack(ARGV[2])), all_lanes('j'), all_lanes('x'))
return { now, due or false }
