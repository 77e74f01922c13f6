// bench_hub_import [ROWS] [sqlite|postgresql]: customers from CSV: checked, indexed, audited.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/hub/transfer/world.hpp"

namespace {

using Clock = std::chrono::steady_clock;

std::string customers(int rows) {
  std::string text = "Name,Registration,E-Mail,Telefon,Strasse,PLZ,Ort,Land\n";
  for (int i = 0; i < rows; ++i) {
    auto n = std::to_string(i);
    text += "Customer " + n + " M\xc3\xbcller AG,CHE-" + n + ",c" + n + "@example.test,+41 44 " +
            n + " 00,Bahnhofstrasse " + n + ",9490,Vaduz,LI\n";
  }
  return text;
}

void say(const char* what, int rows, Clock::time_point since) {
  auto seconds = std::chrono::duration<double>(Clock::now() - since).count();
  std::printf("%-12s %d rows in %.2f s: %.0f/s, %.1f us each\n", what, rows, seconds,
              rows / seconds, seconds * 1e6 / rows);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  int rows = count > 1 ? std::atoi(words[1]) : 100000;
  bool postgres = count > 2 && std::string(words[2]) == "postgresql";
  test::World world(postgres ? hub::store::Dialect::postgres : hub::store::Dialect::sqlite);
  test::World::Options options;
  options.part_bytes = 8 << 20;
  auto run = world.make_import("crm.Account", customers(rows), options);
  auto start = Clock::now();
  world.act(run, "dry-run");
  say("trial", rows, start);
  world.accept(run, 0);
  start = Clock::now();
  world.act(run, "start");
  say("run", rows, start);
  return world.run_record(run)["created_count"].get<int>() == rows ? 0 : 1;
}
