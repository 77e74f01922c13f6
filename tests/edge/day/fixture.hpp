#pragma once
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "board/sim/simulated_gps.hpp"
#include "edge/day/day.hpp"
#include "tests/edge/day/seed.hpp"
#include "tests/support/places.hpp"
#include "tests/support/temp_folder.hpp"

namespace van_test {

/// A van without its screens: real store, real rules, real papers; clock and receiver are the
/// test's.
class Van {
 public:
  explicit Van(Seed seed = {}) {
    open();
    seed.send(*store);
  }
  /// As after a restart; what was not stored is gone.
  void open() {
    close();
    edge::store::Store::Options options;
    options.folder = temp.path() / "data";
    options.map_bytes = 64 << 20;
    options.disk_percent = [this] { return disk_percent; };
    options.disk_free = [this] { return disk_free(); };
    store = std::make_unique<edge::store::Store>(std::move(options), catalogue(),
                                                 common::rules::RuleBook::registered(), clock);
    van = std::make_unique<edge::day::Van>(*store, catalogue(), clock,
                                           edge::day::Identity{tenant, "van-07", ""});
    edge::day::Journey::Options journey_options;
    journey_options.folder = temp.path() / "data" / "drive";
    journey_options.eta_drift = eta_drift;
    journey = std::make_unique<edge::day::Journey>(*van, journey_options);
    journey->on_event([this](const nlohmann::json& event) { events.push_back(event); });
    journey->on_telemetry([this](const wire::Telemetry& message) { telemetry.push_back(message); });
    pdf::WorkerOptions worker;
    worker.program = PAPER_PROGRAM;
    worker.memory_bytes_max = paper_memory_max;
    papers = std::make_unique<edge::day::Papers>(worker);
    commands = std::make_unique<edge::day::Commands>(*van, *journey, *papers);
    store->on_changed([this](const std::vector<std::string>& keys) {
      journey->mark_changed();
      if (told_changes) told_changes(keys);
    });
    gps.start([this](const board::Reading& reading) { journey->on_reading(reading); });
  }
  void close() {
    gps.stop();
    commands.reset();
    papers.reset();
    journey.reset();
    van.reset();
    store.reset();
  }

  nlohmann::json today() const {
    return van->see([](const edge::day::Screen& screen) { return edge::day::make_today(screen); });
  }
  nlohmann::json detail(const std::string& record = visit) const {
    return van->see(
        [&](const edge::day::Screen& screen) { return edge::day::make_detail(screen, record); });
  }
  nlohmann::json stock_list() const {
    return van->see([](const edge::day::Screen& screen) { return edge::day::make_stock(screen); });
  }
  void move(const std::string& action, const nlohmann::json& input = nlohmann::json::object()) {
    commands->move_visit(visit, action, input);
  }
  template <class T>
  std::vector<T> records(const std::string& field, const std::string& value) const {
    return van->see(
        [&](const edge::day::Screen& screen) { return screen.records.where<T>(field, value); });
  }

  /// The van is there now; the clock goes along.
  void be_at(common::geo::Position place, common::Instant when, double accuracy_m = 4) {
    clock.set_wall(when);
    clock.advance(std::chrono::seconds(0));
    board::Fix fix{};
    fix.at = when;
    fix.latitude = place.latitude;
    fix.longitude = place.longitude;
    fix.accuracy_m = accuracy_m;
    fix.speed_m_s = 10;
    fix.mode = board::FixMode::three_d;
    gps.give(fix);
  }
  /// The recorded morning from one time to another, a fix a second.
  void drive(const std::string& from, const std::string& to) {
    std::ifstream file(support::source_folder() + "/tests/common/geo/data/drive.csv");
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      auto time = line.substr(0, 8);
      if (time < from || time > to) continue;
      std::istringstream fields(line.substr(9));
      double latitude, longitude, hdop;
      char comma;
      fields >> latitude >> comma >> longitude >> comma >> hdop;
      auto when = common::parse_instant(day + "T" + time + "Z");
      clock.advance(std::chrono::seconds(1));
      be_at({latitude, longitude}, when, hdop * 5);
    }
  }

#if defined(__SANITIZE_ADDRESS__)
  static constexpr std::size_t paper_memory_max = 0;  // its shadow memory fits no limit
#else
  static constexpr std::size_t paper_memory_max = std::size_t{512} << 20U;
#endif

  support::TempFolder temp;
  common::FakeClock clock{common::parse_instant(day + "T07:00:00Z")};
  int disk_percent = 10;
  std::function<std::uint64_t()> disk_free = [] { return std::uint64_t{1} << 30; };
  std::chrono::minutes eta_drift{5};
  board::SimulatedGps gps;
  std::vector<nlohmann::json> events;
  std::vector<wire::Telemetry> telemetry;
  std::function<void(const std::vector<std::string>&)> told_changes;
  std::unique_ptr<edge::store::Store> store;
  std::unique_ptr<edge::day::Van> van;
  std::unique_ptr<edge::day::Journey> journey;
  std::unique_ptr<edge::day::Papers> papers;
  std::unique_ptr<edge::day::Commands> commands;
};

}  // namespace van_test
