-- Marks the namespace when it is new. ARGV: time, the mark. Answers: time, the mark that it has.

call('HSETNX', key('s'), 'mark', ARGV[2])
return { now, call('HGET', key('s'), 'mark') }
