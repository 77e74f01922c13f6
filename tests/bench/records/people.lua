-- People for wrk: paths of a file by chance, one in twenty requests creates a record, about a second between two of one person.
local lines, number = {}, 0
local path, body, run = os.getenv("BENCH_PATH"), os.getenv("BENCH_BODY"), os.getenv("BENCH_RUN")
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("id", threads)
end

function init()
  for line in io.lines(os.getenv("BENCH_LINES")) do lines[#lines + 1] = line end
  math.randomseed(tonumber(run) + id)
end

function delay()
  return math.random(500, 1500)
end

function request()
  if math.random(20) == 1 then
    number = number + 1
    return wrk.format("POST", path, nil, (body:gsub("%%d", run .. "-" .. id .. "-" .. number)))
  end
  return wrk.format("GET", lines[math.random(#lines)])
end
