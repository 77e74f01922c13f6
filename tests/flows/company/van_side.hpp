#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "board/sim/simulated_gps.hpp"
#include "common/sync/device_machine.hpp"
#include "edge/day/day.hpp"
#include "tests/support/temp_folder.hpp"

namespace flows {

/// A van's computer without screens and network: real store in LMDB, real rules and papers, and the
/// protocol's machine.
class VanSide {
 public:
  using Tune = std::function<void(edge::store::Store::Options&)>;
  /// What the protocol's machine is to see in the place of the store.
  using Face = std::function<common::sync::DeviceStore&(edge::store::Store&)>;
  /// `data`: a copy of another's is the beginning; empty: nothing is. `tune` is asked at each
  /// opening.
  VanSide(common::Instant now, std::string tenant, std::string device,
          const std::filesystem::path& data, Tune tune = {}, Face face = {});

  /// As after a kill: only what was stored is there again.
  void restart();
  void close();
  void open();
  std::filesystem::path folder() const { return folder_ / "data"; }
  /// A copy of all that is stored.
  void back_up(const std::filesystem::path& to);

  common::sync::Moment moment() const { return {clock.monotonic(), clock.now()}; }
  nlohmann::json today() const;
  nlohmann::json detail(const std::string& visit) const;
  nlohmann::json stock() const;
  bool has(const std::string& type, const std::string& id) const;
  template <class T>
  std::vector<T> list() const {
    return store->read_result(
        [](const edge::store::RecordsView& records) { return records.list<T>(); });
  }
  template <class T>
  std::optional<T> find(const std::string& id) const {
    return store->read_result(
        [&](const edge::store::RecordsView& records) { return records.find<T>(id); });
  }
  template <class T>
  std::vector<T> where(const std::string& field, const std::string& value) const {
    return store->read_result(
        [&](const edge::store::RecordsView& records) { return records.where<T>(field, value); });
  }

  common::FakeClock clock;
  const std::string tenant, device;
  std::unique_ptr<edge::store::Store> store;
  std::unique_ptr<edge::day::Van> van;
  std::unique_ptr<edge::day::Journey> journey;
  std::unique_ptr<edge::day::Papers> papers;
  std::unique_ptr<edge::day::Commands> commands;
  std::unique_ptr<common::sync::DeviceMachine> machine;

 private:
  Tune tune_;
  Face face_;
  support::TempFolder folder_;
  int boots_ = 0;
};

}  // namespace flows
