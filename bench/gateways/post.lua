-- For wrk: one POST after the other, each with another number in its text, so that nobody can answer from a cache.
local file = assert(io.open(os.getenv("BENCH_BODY"), "rb"))
local body = file:read("*a")
file:close()
local from, to = assert(body:find("@@@@@@@@", 1, true))
local before, after = body:sub(1, from - 1), body:sub(to + 1)
local headers = { ["content-type"] = "application/json" }
for line in (os.getenv("BENCH_HEADERS") or ""):gmatch("[^\n]+") do
  local name, value = line:match("^([^:]+): (.*)$")
  headers[name] = value
end
local count = tonumber(os.getenv("BENCH_FIRST") or "0")

function request()
  count = count + 1
  return wrk.format("POST", wrk.path, headers, before .. string.format("%08d", count) .. after)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('\nBENCH {"count": %d, "seconds": %.6f, "p50": %d, "p95": %d, "p99": %d, "bad": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(95), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
