-- Asks one request after another out of a file, each line: method, path, host, token, body (tabs between).
-- wrk ... -s load.lua URL -- FILE
-- "{n}" in a body becomes a number that no other request has. At the end one line of figures.

local threads = {}

function setup(thread)
   table.insert(threads, thread)
   thread:set("thread_number", #threads)
end

function init(args)
   lines, turn, sent = {}, 0, 0
   for line in io.lines(args[1]) do
      local parts = {line:match("^(%S+)\t(%S+)\t(%S+)\t(%S*)\t(.*)$")}
      local varied = parts[5]:find("{n}", 1, true) ~= nil
      table.insert(lines, varied and parts or made(unpack(parts)))
   end
   -- Threads begin at different places, so that they do not ask the same at the same time.
   turn = math.floor(#lines * (thread_number - 1) / 4)
   stamp = os.time() % 1000000
end

function made(method, path, host, token, body)
   local headers = {["Host"] = host, ["X-Forwarded-Proto"] = "https"}
   if token ~= "" then headers["Authorization"] = "Bearer " .. token end
   if body == "" then return wrk.format(method, path, headers, nil) end
   headers["Content-Type"] = "application/json"
   return wrk.format(method, path, headers, body)
end

function request()
   turn = turn % #lines + 1
   local line = lines[turn]
   if type(line) == "string" then return line end
   sent = sent + 1
   local number = stamp .. "-" .. thread_number .. "-" .. sent
   return made(line[1], line[2], line[3], line[4], (line[5]:gsub("{n}", number)))
end

function done(summary, latency, requests)
   local e = summary.errors
   io.write(string.format(
      "FIGURES %d %d %d %d %d %d %d %d\n",
      summary.requests, summary.duration, summary.bytes, e.status,
      e.connect + e.read + e.write + e.timeout,
      latency:percentile(50), latency:percentile(95), latency:percentile(99)
   ))
end
