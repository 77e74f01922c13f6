-- Requests for wrk: paths of a file by chance, or bodies with a number that no other request has.
local lines, path, body, number, run = {}, os.getenv("BENCH_PATH"), os.getenv("BENCH_BODY"), 0, os.getenv("BENCH_RUN")
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("id", threads)
end

function init()
  local file = os.getenv("BENCH_LINES")
  if file and file ~= "" then
    for line in io.lines(file) do lines[#lines + 1] = line end
  end
  math.randomseed(tonumber(run) + id)
end

function request()
  if path ~= "" then
    number = number + 1
    return wrk.format("POST", path, nil, (body:gsub("%%d", run .. "-" .. id .. "-" .. number)))
  end
  return wrk.format("GET", lines[math.random(#lines)])
end
