// truckroll-van: the program on the van's computer.
#include <malloc.h>

#include <csignal>
#include <cstdio>
#include <iostream>

#include "common/error/error.hpp"
#include "common/log/level.hpp"
#include "common/service/service.hpp"
#include "edge/agent/agent.hpp"
#include "edge/agent/setup.hpp"
#include "edge/identity/phone_keys.hpp"

namespace {

constexpr const char* usage = R"(truckroll-van: the program on the van's computer

  --config FILE            settings; --sample prints one with every key explained
  --port NUMBER            overrides web.port; 0 takes a free one
  --set section.key=value  overrides a setting; may be repeated
  --check                  reads the settings, says what is wrong with them, and ends
  --sample                 prints a sample of the settings
  --help

Prints one line of JSON when its screens can be opened. Ends on SIGTERM.
)";

struct Arguments {
  std::string config;
  std::vector<std::string> overrides;
  bool check = false, sample = false, help = false;
};

Arguments read_arguments(int argc, char** argv) {
  Arguments arguments;
  auto value = [&](int& i) -> std::string {
    if (i + 1 >= argc)
      throw common::Error(common::ErrorCode::bad_input, std::string(argv[i]) + " needs a value");
    return argv[++i];
  };
  for (int i = 1; i < argc; ++i) {
    std::string name = argv[i];
    if (name == "--config")
      arguments.config = value(i);
    else if (name == "--port")
      arguments.overrides.push_back("web.port=" + value(i));
    else if (name == "--set")
      arguments.overrides.push_back(value(i));
    else if (name == "--check")
      arguments.check = true;
    else if (name == "--sample")
      arguments.sample = true;
    else if (name == "--help" || name == "-h")
      arguments.help = true;
    else
      throw common::Error(common::ErrorCode::bad_input,
                          "unknown option " + name + "; --help lists them");
  }
  return arguments;
}

/// The board has little memory: few arenas, and what is freed goes back to the system.
void keep_memory_small() {
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_TRIM_THRESHOLD, 512 * 1024);
  mallopt(M_MMAP_THRESHOLD, 256 * 1024);
}

int run(const Arguments& arguments) {
  auto keys = edge::agent::setting_keys();
  if (arguments.help) return std::fputs(usage, stdout), 0;
  if (arguments.sample) return std::cout << common::Config::sample(keys), 0;
  auto config = arguments.config.empty()
                    ? common::Config::parse(keys, "", "truckroll-van.conf", arguments.overrides)
                    : common::Config::load(keys, arguments.config, arguments.overrides);
  auto settings = edge::agent::read_settings(config);
  if (arguments.check) return 0;
  common::log::set_thresholds(settings.log_level);
  std::signal(SIGPIPE, SIG_IGN);
  auto manager = common::service::Manager::from_environment();
  common::SystemClock clock;
  common::asio::Loop loop;
  common::service::Watchdog watchdog(manager, clock);
  loop.stop_on_signals();
  edge::identity::Folder identity(settings.identity_folder);
  bool enrols = settings.enrols(), is_told = false;
  if (enrols) {
    if (!identity.load()) {
      edge::agent::Setup setup(settings, clock, identity);
      settings.port = setup.port();
      std::cout << edge::agent::ready_line(settings.port) << std::endl;
      manager.ready();
      watchdog.start(loop);
      is_told = true;
      if (!setup.run(loop)) return manager.stopping(), 0;
    }
    edge::agent::take_identity(settings, identity.load().value(), identity);
  }
  edge::agent::Agent agent(settings, clock);
  if (!is_told) std::cout << edge::agent::ready_line(agent.port()) << std::endl;
  agent.start(loop);
  agent.watch_with(watchdog);
  if (!is_told) {
    manager.ready();
    watchdog.start(loop);
  }
  loop.run();
  manager.stopping();
  agent.stop();
  // What the office has erased is nobody's computer any more.
  if (!agent.is_wiped()) return 0;
  edge::identity::PhoneKeys(settings.identity_folder).erase();
  if (enrols) identity.erase();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory_small();
  try {
    return run(read_arguments(argc, argv));
  } catch (const common::Error& error) {
    std::cerr << "truckroll-van: " << error.what() << "\n";
    for (auto& violation : error.violations())
      if (error.text().find(violation.text.english()) == std::string::npos)
        std::cerr << "  " << violation.text.english() << "\n";
    return error.code() == common::ErrorCode::bad_input ? 2 : 1;
  }
}
