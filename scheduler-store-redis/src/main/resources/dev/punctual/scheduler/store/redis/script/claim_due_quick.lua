-- The usual case of `claim_due` where jobs fire in time: nothing waits, and the request is new.

go_on()
if call('EXISTS', key('xl')) == 0
    and call('HGET', key('re:' .. ARGV[2]), 'request') ~= ARGV[3] then
  return { now, false, cmsgpack.pack({}) }
end
