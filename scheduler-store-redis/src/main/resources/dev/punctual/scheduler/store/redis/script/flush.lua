-- Writing what a script gathered.

local function flush_rows(name)
  local gone, kept = {}, {}
  for field in pairs(touched[name]) do
    local row = rows[name][field]
    if row then
      kept[#kept + 1] = field
      kept[#kept + 1] = text(name, field)
    else
      gone[#gone + 1] = field
    end
  end
  touched[name] = {}
  return gone, kept
end

local function flush_leases()
  for task, change in pairs(leased) do
    loads[task] = loads[task] and loads[task] + change
    if change ~= 0 and call('HINCRBY', key('t'), task, change) <= 0 then
      call('HDEL', key('t'), task)
    end
  end
  leased = {}
  local tasks = {}
  for task in pairs(freed) do
    tasks[#tasks + 1] = task
  end
  freed = {}
  if #tasks > 0 and call('SREM', key('th'), unpack(tasks)) > 0 then
    hint_at(now)
  end
end

local function flush_history()
  if #ended > 0 then
    local last, places, packed = count('h', #ended), {}, {}
    for i, line in ipairs(ended) do
      packed[i] = encode(line, L.MORE)
      places[#places + 1] = line[1]
      places[#places + 1] = decimal(last - #ended + i)
    end
    call_all('RPUSH', 'h', packed, 1)
    call_all('HSET', 'hx', places, 2)
    ended = {}
  end
  if #missed > 0 then
    count('m', #missed)
    call_all('RPUSH', 'm', missed, 1)
    missed = {}
  end
end

-- Writes what was gathered: first what makes room, so that a full server lets work end.
local function flush()
  if not dirty then
    return
  end
  dirty = false
  local gone, kept = {}, {}
  for name in pairs(rows) do
    gone[name], kept[name] = flush_rows(name)
  end
  local added = {}
  for set, changed in pairs(moves) do
    local out, into = {}, {}
    for member, score in pairs(changed) do
      if score then
        into[#into + 1] = decimal(score)
        into[#into + 1] = member
      else
        out[#out + 1] = member
      end
    end
    call_all('ZREM', set, out, 1)
    added[set] = into
  end
  moves = {}
  for name, fields in pairs(gone) do
    call_all('HDEL', name, fields, 1)
  end
  for name, fields in pairs(kept) do
    call_all('HSET', name, fields, 2)
  end
  for set, members in pairs(added) do
    call_all('ZADD', set, members, 2)
  end
  for registry, named in pairs(lanes) do
    local names = {}
    for lane in pairs(named) do
      names[#names + 1] = lane
    end
    call_all('SADD', registry, names, 1)
    lanes[registry] = {}
  end
  if last_token then
    call('HSET', key('s'), 'token', decimal(last_token))
  end
  flush_leases()
  flush_history()
end

-- Writes what is left and tells others.
local function finish()
  flush()
  if hint then
    call('PUBLISH', key('hint'), decimal(hint))
  end
  for job in pairs(revoked) do
    call('PUBLISH', key('hint'), '!' .. decimal(now) .. '!' .. job)
  end
end
