// truckroll-hub: the office server.
#include <sys/resource.h>

#include <cstdio>
#include <cstring>
#include <iostream>

#include "common/asio/loop.hpp"
#include "common/error/error.hpp"
#include "common/log/level.hpp"
#include "common/service/service.hpp"
#include "hub/server/backup.hpp"
#include "hub/server/server.hpp"
#include "hub/server/settings.hpp"

namespace {

constexpr const char* usage = R"(truckroll-hub: the office server of Truckroll

  --config FILE            settings; --sample prints one with every key explained
  --set section.key=value  overrides a setting; may be repeated
  --read-copy URL          postgresql://… of a streaming replica that answers what only reads; may
                           be repeated; wins over store.read_copies
  --empty                  prints a one-time link for the first administrator
  --demo FILE              fills an empty store with a demonstration company
  --demo-password TEXT     of its users
  --restored               after a backup was put back, before the hub is started again: vans then
                           fetch anew and send again what the backup lacks; ends at once
  --replay-erasures        erases once more what persons asked to have erased, in a backup that was
                           put back; --restored does it too
  --backup FILE            copies the whole database, as it is at one moment, into a new file; a
                           hub may run beside it (PostgreSQL: by pg_dump, for pg_restore)
  --verify-log             reckons the hash chain of every company's change log anew, says where one
                           was altered, and ends: 0 when all hold, 1 otherwise
  --rebuild-search         builds every company's search index anew and ends; a hub may run
                           beside it
  --check                  reads the settings, says what is wrong with them, and ends
  --sample                 prints a sample of the settings
  --help
)";

struct Arguments {
  std::string config, backup;
  std::vector<std::string> overrides;
  std::string read_copies;  // with commas
  hub::server::Start start;
  bool restored = false, replay_erasures = false, verify_log = false, rebuild_search = false,
       check = false, sample = false, help = false;
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
    else if (name == "--set")
      arguments.overrides.push_back(value(i));
    else if (name == "--read-copy")
      arguments.read_copies += (arguments.read_copies.empty() ? "" : ",") + value(i);
    else if (name == "--empty")
      arguments.start.empty = true;
    else if (name == "--demo")
      arguments.start.demo_file = value(i);
    else if (name == "--demo-password")
      arguments.start.demo_password = value(i);
    else if (name == "--restored")
      arguments.restored = true;
    else if (name == "--replay-erasures")
      arguments.replay_erasures = true;
    else if (name == "--backup")
      arguments.backup = value(i);
    else if (name == "--verify-log")
      arguments.verify_log = true;
    else if (name == "--rebuild-search")
      arguments.rebuild_search = true;
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
  if (!arguments.read_copies.empty())
    arguments.overrides.push_back("store.read_copies=" + arguments.read_copies);
  return arguments;
}

int verify_log(const common::Config& config) {
  bool holds = true;
  for (auto& log : hub::server::verify_log(config)) {
    std::cout << "company " << log.tenant << ": " << log.entries << " entries, ";
    if (log.broken_at == 0)
      std::cout << "unaltered\n";
    else
      std::cout << "altered or cut at entry " << log.broken_at << "\n";
    holds = holds && log.broken_at == 0;
  }
  return holds ? 0 : 1;
}

/// A listener is an open file, and most systems allow a thousand unless one asks for more.
void allow_open_files() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

int run(const Arguments& arguments) {
  auto keys = hub::server::settings();
  if (arguments.help) return std::fputs(usage, stdout), 0;
  if (arguments.sample) return std::cout << common::Config::sample(keys), 0;
  auto config = arguments.config.empty()
                    ? common::Config::parse(keys, "", "truckroll-hub.conf", arguments.overrides)
                    : common::Config::load(keys, arguments.config, arguments.overrides);
  hub::server::check_settings(config);
  if (arguments.check) return 0;
  common::log::set_thresholds(hub::server::log_thresholds(config));
  if (arguments.restored) {
    hub::server::note_restored(config);
    return 0;
  }
  if (arguments.replay_erasures) {
    std::cout << hub::server::replay_erasures(config) << " erasures done once more\n";
    return 0;
  }
  if (!arguments.backup.empty()) {
    hub::server::back_up(config.text("store.url"), arguments.backup);
    return 0;
  }
  if (arguments.verify_log) return verify_log(config);
  if (arguments.rebuild_search) return hub::server::rebuild_search(config), 0;
  auto manager = common::service::Manager::from_environment();
  common::SystemClock clock;
  common::asio::Loop loop;
  loop.stop_on_signals();
  hub::server::Hub hub(config, arguments.start);
  common::service::Watchdog watchdog(manager, clock);
  hub.watch_with(watchdog);
  std::cout << hub.ready_line() << std::endl;
  manager.ready();
  watchdog.start(loop);
  loop.run();
  manager.stopping();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    allow_open_files();
    return run(read_arguments(argc, argv));
  } catch (const common::Error& error) {
    std::cerr << "truckroll-hub: " << error.what() << "\n";
    for (auto& violation : error.violations())
      if (error.text().find(violation.text.english()) == std::string::npos)
        std::cerr << "  " << violation.text.english() << "\n";
    return error.code() == common::ErrorCode::bad_input ? 2 : 1;
  }
}
