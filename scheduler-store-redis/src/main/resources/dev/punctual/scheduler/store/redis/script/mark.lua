-- Marks the namespace when it is new. ARGV: time, a new mark. Answers: time, the mark that it has,
-- whether that was made now, replication id of the server.

local made = call('HSETNX', key('s'), 'mark', ARGV[2])
return {
  now, call('HGET', key('s'), 'mark'), made,
  string.match(call('INFO', 'replication'), 'master_replid:(%x+)') or '',
}
