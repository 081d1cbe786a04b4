-- What the server that has the namespace says of itself. ARGV: time.

return { call('INFO', 'server'), call('INFO', 'memory'), call('INFO', 'persistence'), call('INFO', 'replication') }
