-- Forgets a node; its leases stay. ARGV: time, owner.

call('ZREM', key('n'), ARGV[2])
call('HDEL', key('nt'), ARGV[2])
call('UNLINK', key('rj:' .. ARGV[2]), key('re:' .. ARGV[2]))
return 1
