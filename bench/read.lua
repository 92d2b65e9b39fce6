-- Requests for wrk, one after another out of the file that BENCH_REQUESTS names: on each line the path, the ETag and the body, separated by tabs.
-- A line without a body is a GET. The figures come in one line, for bench/read.py.

local requests, last = {}, 0

function init()
  local token = os.getenv("BENCH_TOKEN")
  for line in io.lines(os.getenv("BENCH_REQUESTS")) do
    local path, tag, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = { ["Accept"] = "application/json" }
    if body ~= "" then headers["Content-Type"] = "application/json" end
    if tag ~= "" then headers["If-None-Match"] = tag end
    if token then headers["Authorization"] = "Bearer " .. token end
    requests[#requests + 1] = wrk.format(body ~= "" and "POST" or "GET", path, headers, body ~= "" and body or nil)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("figures %d %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes, latency:percentile(50),
    latency:percentile(99), errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
