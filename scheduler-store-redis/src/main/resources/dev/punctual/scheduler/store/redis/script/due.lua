-- Work in due order. A lane is a sorted set of what waits in one queue, of one priority, for one
-- task, by due time; jl and xl name the lanes of jobs and of executions that have members.

local function lane_of(kind, row)
  whole(row)
  return kind .. 'd:' .. row[QUEUE] .. ':' .. row[PRIO] .. ':' .. row[TASK]
end

local function enqueue(kind, row)
  local lane = lane_of(kind, row)
  move(lane, row[ID], row[DUE])
  lanes[kind .. 'l'][lane] = true
  hint_at(row[DUE])
end

local function dequeue(kind, row)
  move(lane_of(kind, row), row[ID], false)
end

-- Whether one text goes before another by its bytes, wherever the server runs.
local function precedes(one, other)
  for i = 1, math.min(#one, #other) do
    local a, b = string.byte(one, i), string.byte(other, i)
    if a ~= b then
      return a < b
    end
  end
  return #one < #other
end

-- The lanes of a kind; those that turn out to be empty are forgotten.
local function all_lanes(kind)
  local found = {}
  for _, name in ipairs(call('SMEMBERS', key(kind .. 'l'))) do
    local queue, priority, task = string.match(name, '^%a+:([^:]+):(%d):(.+)$')
    found[#found + 1] = {
      kind = kind, name = name, queue = queue, priority = tonumber(priority), task = task,
    }
  end
  return found
end

local function head(kind, lane)
  local first = call('ZRANGE', key(lane.name), 0, 0, 'WITHSCORES')
  if #first == 0 then
    call('SREM', key(kind .. 'l'), lane.name)
    return nil
  end
  return tonumber(first[2])
end

-- When the earliest work is due in those of some lanes that `admits` takes.
local function earliest(kind, some, admits)
  local first
  for _, lane in ipairs(some) do
    if admits(lane) then
      local due = head(kind, lane)
      if due and (not first or due < first) then
        first = due
      end
    end
  end
  return first
end

-- Reads a lane step by step, up to a due time.
local function open(lane, limit, step)
  return { lane = lane, limit = limit, step = step, from = 0, at = 1, read = {}, over = false }
end

local function peek(cursor)
  if cursor.at > #cursor.read and not cursor.over then
    local name, step = key(cursor.lane.name), cursor.step
    cursor.read =
      call('ZRANGEBYSCORE', name, '-inf', cursor.limit, 'WITHSCORES', 'LIMIT', cursor.from, step)
    cursor.from = cursor.from + step
    cursor.over = #cursor.read < 2 * step
    cursor.at = 1
    local ids = {}
    for i = 1, #cursor.read, 2 do
      ids[#ids + 1] = cursor.read[i]
    end
    load(cursor.lane.kind, ids)
  end
  return cursor.read[cursor.at], tonumber(cursor.read[cursor.at + 1])
end

-- The cursor that stands at what is due first; of equal times by priority, then by id.
local function first_of(cursors, admits)
  local best, best_id, best_due
  for _, cursor in ipairs(cursors) do
    if admits(cursor.lane) then
      local id, due = peek(cursor)
      if id and (not best or due < best_due or (due == best_due
          and (cursor.lane.priority > best.lane.priority
            or (cursor.lane.priority == best.lane.priority and precedes(id, best_id))))) then
        best, best_id, best_due = cursor, id, due
      end
    end
  end
  return best, best_id, best_due
end

-- Offers what is due in a queue, in the order of the contract, until `take` has taken `room`.
-- `take` answers true for what it took, nil to begin anew, and false for what it left.
local function offer(some_lanes, queue, limit, room, oldest, admits, take)
  local taken, again = 0, true
  local function drain(cursors, most)
    while taken < most do
      local cursor, id, due = first_of(cursors, admits)
      if not cursor then
        return
      end
      cursor.at = cursor.at + 2
      local took = take(id, cursor.lane, due)
      if took == nil then
        again = true
        return
      end
      taken = taken + (took and 1 or 0)
    end
  end
  while again and taken < room do
    again = false
    local all = {}
    for band = 9, 0, -1 do
      local cursors, band_lanes = {}, {}
      for _, lane in ipairs(some_lanes()) do
        if lane.queue == queue and lane.priority == band and admits(lane) then
          band_lanes[#band_lanes + 1] = lane
        end
      end
      for _, lane in ipairs(band_lanes) do
        local cursor = open(lane, limit, math.ceil(room / #band_lanes) + 1)
        cursors[#cursors + 1] = cursor
        all[#all + 1] = cursor
      end
      drain(cursors, room - oldest)
      if again then
        break
      end
    end
    if not again then
      drain(all, room)
    end
  end
  return taken
end

local function set_of(list)
  local set = {}
  for _, each in ipairs(list) do
    set[each] = true
  end
  return set
end
