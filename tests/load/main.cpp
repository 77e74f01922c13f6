// truckroll-load FOLDER THREADS HUB-HOST HUB-PORT: vans by the thousand. One order per line on
// standard input, one answer per line on standard output, both JSON; see README.md.
#include <charconv>
#include <csignal>
#include <iostream>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "tests/load/fleet.hpp"

namespace {

std::uint16_t number_in(std::string_view text, const char* name) {
  std::uint16_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0)
    common::refuse(name, "expected a number from 1 to 65535");
  return number;
}

int serve(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "truckroll-load FOLDER THREADS HUB-HOST HUB-PORT; tests/load/load.mjs runs it\n";
    return 2;
  }
  std::filesystem::create_directories(argv[1]);
  load::Fleet fleet(argv[1], number_in(argv[2], "THREADS"), argv[3],
                    number_in(argv[4], "HUB-PORT"));
  for (std::string line; std::getline(std::cin, line);) {
    nlohmann::json answer;
    try {
      answer = fleet.obey(common::read_json(line));
    } catch (const std::exception& error) {
      answer = {{"error", error.what()}};
    }
    std::cout << common::told_json_text(answer) << std::endl;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return serve(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "truckroll-load: " << error.what() << '\n';
    return 1;
  }
}
