#include "tests/flows/company/van_side.hpp"

#include <fstream>

#include "tests/flows/company/office.hpp"

namespace flows {

VanSide::VanSide(common::Instant now, std::string tenant_id, std::string device_id,
                 const std::filesystem::path& data, Tune tune, Face face)
    : clock(now),
      tenant(std::move(tenant_id)),
      device(std::move(device_id)),
      tune_(std::move(tune)),
      face_(std::move(face)) {
  if (!data.empty())
    std::filesystem::copy(data, folder_ / "data", std::filesystem::copy_options::recursive);
  open();
}

void VanSide::open() {
  edge::store::Store::Options options;
  options.folder = folder_ / "data";
  options.map_bytes = 64 << 20;
  options.boot = "boot " + std::to_string(++boots_);
  options.disk_percent = [] { return 10; };
  if (tune_) tune_(options);
  // The same in all: names in the store's indexes hang on it, and by them where something lies.
  std::filesystem::create_directories(options.folder);
  if (auto key = options.folder / "data.key"; !std::filesystem::exists(key)) {
    std::ofstream(key, std::ios::binary) << std::string(32, 'k');
    std::filesystem::permissions(
        key, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  store = std::make_unique<edge::store::Store>(options, catalogue(),
                                               common::rules::RuleBook::registered(), clock);
  van = std::make_unique<edge::day::Van>(*store, catalogue(), clock,
                                         edge::day::Identity{tenant, device, ""});
  edge::day::Journey::Options journey_options;
  journey_options.folder = folder_ / "data" / "drive";
  journey = std::make_unique<edge::day::Journey>(*van, journey_options);
  pdf::WorkerOptions worker;
  worker.program = PAPER_PROGRAM;
#if defined(__SANITIZE_ADDRESS__)
  worker.memory_bytes_max = 0;  // its shadow memory fits no limit
#else
  worker.memory_bytes_max = std::size_t{512} << 20U;
#endif
  papers = std::make_unique<edge::day::Papers>(worker);
  commands = std::make_unique<edge::day::Commands>(*van, *journey, *papers);
  machine = std::make_unique<common::sync::DeviceMachine>(
      face_ ? face_(*store) : *store,
      common::sync::DeviceMachine::Options{.firmware = "1.0", .schema = "s"},
      static_cast<std::uint64_t>(boots_));
}

void VanSide::close() {
  machine.reset();
  commands.reset();
  papers.reset();
  journey.reset();
  van.reset();
  store.reset();
}

void VanSide::restart() {
  close();
  open();
}

void VanSide::back_up(const std::filesystem::path& to) {
  close();
  std::filesystem::copy(folder_ / "data", to, std::filesystem::copy_options::recursive);
  open();
}

nlohmann::json VanSide::today() const {
  return van->see([](const edge::day::Screen& screen) { return edge::day::make_today(screen); });
}

nlohmann::json VanSide::detail(const std::string& visit) const {
  return van->see(
      [&](const edge::day::Screen& screen) { return edge::day::make_detail(screen, visit); });
}

nlohmann::json VanSide::stock() const {
  return van->see([](const edge::day::Screen& screen) { return edge::day::make_stock(screen); });
}

bool VanSide::has(const std::string& type, const std::string& id) const {
  return store->read_result([&](const edge::store::RecordsView& records) {
    return records.find_message(records.catalogue().type(type), id) != nullptr;
  });
}

}  // namespace flows
