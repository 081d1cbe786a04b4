-- Announces a node and tells it how the store stands. ARGV: time, owner, ttl, packed tasks, packed
-- limits, mark of the store, packed queues. Answers: time, live nodes, next due or false, whether
-- leases ran out, ids of cancelled executions, unknown tasks, mark of the store, how many jobs wait
-- for a reader, whether the mark was made now, replication id of the server.

local owner, packed_tasks = ARGV[2], ARGV[4]
local unmarked = call('HSETNX', key('s'), 'mark', ARGV[6])
local mine = cmsgpack.unpack(packed_tasks)
local tasks = set_of(mine)
read_limits(cmsgpack.unpack(ARGV[5]))

call('ZADD', key('n'), now + tonumber(ARGV[3]), owner)
if call('HGET', key('nt'), owner) ~= packed_tasks then
  call('HSET', key('nt'), owner, packed_tasks)
end
for _, gone in ipairs(call('ZRANGEBYSCORE', key('n'), '-inf', now)) do
  call('ZREM', key('n'), gone)
  call('HDEL', key('nt'), gone)
end

-- Releases what is parked and the node has the code for, unless it has tried.
local parked = call('HGETALL', key('p'))
for i = 1, #parked, 2 do
  local entry = decode(parked[i + 1])
  local run = entry and tasks[entry[1]] and not set_of(entry[2])[owner] and get('x', parked[i])
  if run then
    call('HDEL', key('p'), parked[i])
    ready(run)
  end
end

expire_claims()
local job_lanes, run_lanes = all_lanes('j'), all_lanes('x')
local due = next_due(tasks, set_of(cmsgpack.unpack(ARGV[7])), job_lanes, run_lanes)

local expired = 0
for _, each in ipairs(call('SMEMBERS', key('o'))) do
  local first = call('ZRANGE', key('l:' .. each), 0, 0, 'WITHSCORES')
  if first[2] and tonumber(first[2]) <= now then
    expired = 1
    break
  end
end

local cancelled = {}
local asked = call('HGETALL', key('k'))
for i = 1, #asked, 2 do
  if asked[i + 1] == owner then
    cancelled[#cancelled + 1] = asked[i]
  end
end

local unknown, told = {}, {}
for kind, some in pairs({ j = job_lanes, x = run_lanes }) do
  for _, lane in ipairs(some) do
    if not tasks[lane.task] and not told[lane.task] then
      local first = head(kind, lane)
      if first and first <= now and not is_known(lane.task) then
        told[lane.task] = true
        unknown[#unknown + 1] = lane.task
      end
    end
  end
end
finish()
local mark = call('HGET', key('s'), 'mark')
return {
  now, call('ZCARD', key('n')), due or false, expired, cancelled, unknown, mark,
  call('SCARD', key('ju')), unmarked,
  string.match(call('INFO', 'replication'), 'master_replid:(%x+)') or '',
}
