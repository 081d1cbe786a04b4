package dev.punctual.benchmarks.redis;

/** The scripts of the bare protocol. */
enum RawScript {
  /** Takes id, due time and content by threes; answers how many were new. */
  ADD(
      """
      local p, rows, due, added = KEYS[1], {}, {}, 0
      local ids = {}
      for i = 1, #ARGV, 3 do ids[#ids + 1] = ARGV[i] end
      local before = redis.call('HMGET', p .. 'job', unpack(ids))
      for i = 1, #ARGV, 3 do
        if not before[(i + 2) / 3] then
          rows[#rows + 1] = ARGV[i]
          rows[#rows + 1] = ARGV[i + 2]
          due[#due + 1] = ARGV[i + 1]
          due[#due + 1] = ARGV[i]
          added = added + 1
        end
      end
      if added > 0 then
        redis.call('HSET', p .. 'job', unpack(rows))
        redis.call('ZADD', p .. 'due', unpack(due))
      end
      return { added }
      """),
  /**
   * Takes owner, how many, milliseconds ahead, and milliseconds of the lease. Turns jobs into
   * leased executions. Answers the latest token, then by threes: id, due time, content.
   */
  CLAIM(
      """
      local p, owner = KEYS[1], ARGV[1]
      local t = redis.call('TIME')
      local now = t[1] * 1000 + math.floor(t[2] / 1000)
      local found = redis.call('ZRANGEBYSCORE', p .. 'due', '-inf', now + ARGV[3],
        'WITHSCORES', 'LIMIT', 0, ARGV[2])
      local ids = {}
      for i = 1, #found, 2 do ids[#ids + 1] = found[i] end
      if #ids == 0 then return { 0 } end
      local jobs = redis.call('HMGET', p .. 'job', unpack(ids))
      local token = redis.call('INCRBY', p .. 'token', #ids)
      local runs, leases, reply = {}, {}, { token }
      for i, id in ipairs(ids) do
        local own = token - #ids + i
        runs[#runs + 1] = id
        runs[#runs + 1] = own .. ':' .. owner .. ':' .. jobs[i]
        leases[#leases + 1] = now + ARGV[4]
        leases[#leases + 1] = id
        reply[#reply + 1] = id
        reply[#reply + 1] = found[2 * i]
        reply[#reply + 1] = jobs[i]
      end
      redis.call('ZREM', p .. 'due', unpack(ids))
      redis.call('HDEL', p .. 'job', unpack(ids))
      redis.call('HSET', p .. 'run', unpack(runs))
      redis.call('ZADD', p .. 'lease', unpack(leases))
      return reply
      """),
  /** Takes id, token and line of history by threes; answers how many leases still held. */
  COMPLETE(
      """
      local p, ids = KEYS[1], {}
      for i = 1, #ARGV, 3 do ids[#ids + 1] = ARGV[i] end
      local runs = redis.call('HMGET', p .. 'run', unpack(ids))
      local gone, lines = {}, {}
      for i, run in ipairs(runs) do
        local token = ARGV[3 * i - 1]
        if run and string.sub(run, 1, #token + 1) == token .. ':' then
          gone[#gone + 1] = ids[i]
          lines[#lines + 1] = ARGV[3 * i]
        end
      end
      if #gone > 0 then
        redis.call('HDEL', p .. 'run', unpack(gone))
        redis.call('ZREM', p .. 'lease', unpack(gone))
        local last = redis.call('RPUSH', p .. 'history', unpack(lines))
        local places = {}
        for i, id in ipairs(gone) do
          places[#places + 1] = id
          places[#places + 1] = last - #gone + i
        end
        redis.call('HSET', p .. 'places', unpack(places))
      end
      return { #gone }
      """);

  private final String body;

  RawScript(String body) {
    this.body = body;
  }

  String body() {
    return body;
  }
}
