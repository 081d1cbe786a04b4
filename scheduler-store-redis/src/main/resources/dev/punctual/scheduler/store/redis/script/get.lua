-- One job. ARGV: time, id. Answers the packed job or nothing.

return { get('j', ARGV[2]) and text('j', ARGV[2]) }
