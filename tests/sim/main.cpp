// Plays vans, office and a bad network in simulated time; see README.md.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

#include "common/log/log.hpp"
#include "tests/sim/world.hpp"

namespace {

using namespace sim;

constexpr std::int64_t seeds_for_all = 300;  // among so many each kind of fault has its turn

struct Arguments {
  std::uint64_t from = 1, to = 100;
  bool one = false, once = false, verbose = false, planted = false, each = false;
  int jobs = 2;
  std::vector<std::uint64_t> seeds;  ///< beside the range, from the corpus
};

constexpr const char* usage =
    R"(truckroll-sim [--seed N | --seeds A..B] [--jobs N] [--planted] [--each] [--once] [--verbose]
  --seed N      plays one seed twice and prints what it means
  --seeds A..B  plays all of these
  --corpus FILE plays those that stand in it, a number a line
  --jobs N      in so many processes (default 2)
  --planted     plays with each planted bug until a seed finds it (at most --seeds, or 1..100)
  --each        a line for each seed, with the sum of its messages
  --once        each once: nothing compares the two plays
  --verbose     with the programs' own log
)";

Arguments parse(int count, char** values) {
  Arguments arguments;
  bool has_range = false;
  for (int i = 1; i < count; ++i) {
    std::string name = values[i];
    auto value = [&]() -> std::string {
      if (i + 1 == count) throw std::invalid_argument(name + " needs a value");
      return values[++i];
    };
    if (name == "--seed") {
      arguments.from = arguments.to = std::stoull(value());
      has_range = true;
      arguments.one = true;
    } else if (name == "--seeds") {
      auto range = value();
      auto dots = range.find("..");
      if (dots == range.npos) throw std::invalid_argument("--seeds expects A..B");
      arguments.from = std::stoull(range.substr(0, dots));
      arguments.to = std::stoull(range.substr(dots + 2));
      has_range = true;
    } else if (name == "--jobs") {
      arguments.jobs = std::stoi(value());
    } else if (name == "--corpus") {
      std::ifstream file(value());
      if (!file) throw std::invalid_argument("--corpus expects a file");
      for (std::string line; std::getline(file, line);)
        if (!line.empty() && line[0] != '#') arguments.seeds.push_back(std::stoull(line));
    } else if (name == "--planted") {
      arguments.planted = true;
    } else if (name == "--each") {
      arguments.each = true;
    } else if (name == "--verbose") {
      arguments.verbose = true;
    } else if (name == "--once") {
      arguments.once = true;
    } else {
      throw std::invalid_argument("unknown option " + name);
    }
  }
  // A corpus alone is all.
  if (!arguments.seeds.empty() && !has_range) arguments.to = 0;
  for (auto seed = arguments.from; seed <= arguments.to; ++seed) arguments.seeds.push_back(seed);
  return arguments;
}

/// The first line that both do not have alike, of one and the other.
std::string first_difference(const std::string& one, const std::string& other) {
  std::istringstream left(one), right(other);
  std::string a, b;
  while (a == b && (left || right)) {
    if (!std::getline(left, a)) a.clear();
    if (!std::getline(right, b)) b.clear();
  }
  return "\"" + a + "\" and \"" + b + "\"";
}

/// One line of a worker: seed, fault, counts.
Outcome play(std::uint64_t seed, const Template& from, bool once) {
  auto plan = make_plan(seed);
  auto outcome = World(plan, from).run();
  if (once || !outcome.fault.empty()) return outcome;
  auto again = World(plan, from).run();
  if (again.trace != outcome.trace) outcome.fault = "played again, it went otherwise";
  if (!outcome.fault.empty() || !plan.is_shifted_too()) return outcome;
  // 14: a third time, with all vans' clocks a year off.
  plan.shift = std::chrono::hours(365 * 24);
  auto shifted = World(plan, from).run();
  if (!shifted.fault.empty())
    outcome.fault = "with shifted clocks: " + shifted.fault;
  else if (shifted.digest != outcome.digest)
    outcome.fault = "14: shifted clocks give another state: " +
                    first_difference(outcome.digest, shifted.digest);
  return outcome;
}

std::string line_of(std::uint64_t seed, const Outcome& outcome) {
  auto line = std::to_string(seed) + "\t" + std::to_string(outcome.messages) + "\t" +
              std::to_string(outcome.operations) + "\t" + std::to_string(outcome.trace) + "\t" +
              std::to_string(outcome.healing.count());
  for (auto count : outcome.counts) line += "\t" + std::to_string(count);
  return line + "\t" + outcome.fault + "\n";
}

/// Each bug by a worker of its own; a line says which seed found it.
void work_planted(const Arguments& arguments, int worker, const Template& from, int out) {
  for (int bug = 1 + worker; bug < static_cast<int>(Bug::count_); bug += arguments.jobs) {
    std::string found;
    std::size_t played = 0;
    for (; played < arguments.seeds.size() && found.empty(); ++played) {
      auto plan = make_plan(arguments.seeds[played]);
      plan.bug = static_cast<Bug>(bug);
      try {
        found = World(plan, from).run().fault;
      } catch (const std::exception& error) {
        found = std::string("thrown: ") + error.what();
      }
    }
    auto line = std::string(found.empty() ? "MISSED" : "caught") + " " +
                name_of(static_cast<Bug>(bug)) + ", " + std::to_string(played) + " seeds" +
                (found.empty() ? "" : ": " + found) + "\n";
    if (::write(out, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(1);
  }
}

/// Of one worker. At the end once more what another (or itself) began with: that must go on as it
/// did in a fresh process, whatever was played since.
std::vector<std::uint64_t> seeds_of(const Arguments& arguments, int worker) {
  auto jobs = static_cast<std::size_t>(arguments.jobs);
  std::vector<std::uint64_t> seeds;
  for (auto at = static_cast<std::size_t>(worker); at < arguments.seeds.size(); at += jobs)
    seeds.push_back(arguments.seeds[at]);
  auto next = (static_cast<std::size_t>(worker) + 1) % jobs;
  if (seeds.size() > 1 && next < arguments.seeds.size()) seeds.push_back(arguments.seeds[next]);
  return seeds;
}

void work(const Arguments& arguments, int worker, const Template& from, int out) {
  for (auto seed : seeds_of(arguments, worker)) {
    std::string line, story;
    try {
      auto outcome = play(seed, from, arguments.once);
      line = line_of(seed, outcome);
      story = outcome.story;
    } catch (const std::exception& error) {
      Outcome outcome;
      outcome.fault = std::string("thrown: ") + error.what();
      line = line_of(seed, outcome);
    }
    if (arguments.one) std::cerr << story;
    if (::write(out, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(1);
  }
}

int run(const Arguments& arguments) {
  common::log::set_level(arguments.verbose ? common::log::Level::info
                                           : common::log::Level::critical);
  support::TempFolder folder;
  // The processes end without tidying up: what they leave goes with this folder.
  std::filesystem::create_directories(folder / "worlds");
  ::setenv("TMPDIR", (folder / "worlds").c_str(), 1);
  auto place = folder / "template";
  // In a process of its own, so that no thread of it lives when the workers are forked.
  if (auto child = ::fork(); child == 0) {
    make_template(place);
    std::_Exit(0);
  } else {
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) throw std::runtime_error("the company cannot be made");
  }
  auto from = open_template(place);
  if (arguments.one) std::cout << describe(make_plan(arguments.from));
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  auto began = std::chrono::steady_clock::now();
  std::vector<pid_t> workers;
  for (int i = 0; i < arguments.jobs; ++i) {
    auto child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      (arguments.planted ? work_planted : work)(arguments, i, from, ends[1]);
      std::_Exit(0);
    }
    workers.push_back(child);
  }
  ::close(ends[1]);
  std::string text;
  char part[4096];
  for (ssize_t size; (size = ::read(ends[0], part, sizeof part)) > 0;)
    text.append(part, static_cast<std::size_t>(size));
  bool crashed = false;
  for (auto worker : workers) {
    int status = 0;
    ::waitpid(worker, &status, 0);
    crashed = crashed || status != 0;
  }
  if (arguments.planted) {
    std::cout << text;
    bool all = !crashed && text.find("MISSED") == text.npos &&
               std::count(text.begin(), text.end(), '\n') == static_cast<int>(Bug::count_) - 1;
    return all ? 0 : 1;
  }
  std::array<std::int64_t, fault_count> counts{};
  std::map<std::string, std::string> traces;
  std::int64_t seeds = 0, failed = 0, messages = 0, operations = 0, longest = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto end = text.find('\n', at);
    std::vector<std::string> cells(1);
    for (auto c : text.substr(at, end - at))
      if (c == '\t')
        cells.emplace_back();
      else
        cells.back() += c;
    at = end + 1;
    if (cells.size() != 6 + fault_count) throw std::runtime_error("a worker's line is broken");
    if (auto [known, is_new] = traces.emplace(cells[0], cells[3]); !is_new) {
      if (known->second == cells[3]) continue;
      ++failed;
      std::cout << "seed " << cells[0] << ": after other seeds it went otherwise\n";
      continue;
    }
    ++seeds;
    if (arguments.each)
      std::cout << "seed " << cells[0] << ": " << cells[1] << " messages, " << cells[3] << "\n";
    messages += std::stoll(cells[1]);
    operations += std::stoll(cells[2]);
    longest = std::max<std::int64_t>(longest, std::stoll(cells[4]));
    for (std::size_t i = 0; i < fault_count; ++i) counts[i] += std::stoll(cells[5 + i]);
    if (cells.back().empty()) continue;
    ++failed;
    std::cout << "seed " << cells[0] << ": " << cells.back() << "\n";
  }
  auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::cout << seeds << " seeds in " << took << " s, " << failed << " failed; " << operations
            << " operations, " << messages << " messages, quiet after " << longest
            << " s at the latest\n";
  for (std::size_t i = 0; i < fault_count; ++i)
    std::cout << "  " << name_of(static_cast<Fault>(i)) << " " << counts[i] << "\n";
  bool has_all = seeds < seeds_for_all || std::count(counts.begin(), counts.end(), 0) == 0;
  if (!has_all) std::cout << "a kind of fault never happened\n";
  if (crashed) std::cout << "a process of the play crashed\n";
  return failed == 0 && !crashed && has_all ? 0 : 1;
}

}  // namespace

/// Thousands of plays: where each piece of memory was taken may be told briefly.
extern "C" const char* __asan_default_options() {
  return "malloc_context_size=6";
}

int main(int count, char** values) {
  // Stores are made and thrown away by the thousand; what a sync costs is not looked at here.
  if (::access("/dev/shm", W_OK) == 0) ::setenv("TMPDIR", "/dev/shm", 0);
  try {
    return run(parse(count, values));
  } catch (const std::invalid_argument& error) {
    std::cerr << error.what() << "\n" << usage;
    return 2;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
