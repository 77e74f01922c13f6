#include "tests/sim/van.hpp"

#include <fstream>

#include "common/error/error.hpp"

namespace sim {
namespace {

constexpr std::uint64_t plenty = 1ULL << 30;

}  // namespace

Van::Van(Chance& chance, common::Instant now, const std::string& tenant, const std::string& device,
         const std::filesystem::path& data)
    : chance_(chance) {
  side_ = std::make_unique<flows::VanSide>(
      now, tenant, device, data,
      [this](edge::store::Store::Options& options) {
        options.is_known_sound = !is_checked_;
        options.disk_free = [this] { return is_full ? 0 : plenty; };
        options.on_commit = [this](bool is_durable) {
          if (is_durable) {
            has_committed = true;
            if (chance_.strikes(Fault::van_killed_after_commit)) throw VanKilled{};
            return;
          }
          if (chance_.strikes(Fault::van_killed_before_commit)) throw VanKilled{};
          if (chance_.strikes(Fault::van_disk_error))
            throw common::Error(common::ErrorCode::storage, "the disk does not answer");
        };
      },
      [this](edge::store::Store& store) -> common::sync::DeviceStore& {
        planted_ = std::make_unique<PlantedDevice>(chance_.bug(), store, snapshots);
        return *planted_;
      });
}

void Van::restart() {
  auto healed = std::exchange(chance_.is_healed, true);  // opening is no moment of its own
  side_->restart();
  chance_.is_healed = healed;
  note_saved();
}

bool Van::restart_damaged() {
  note_saved();
  auto healed = std::exchange(chance_.is_healed, true);
  side_->close();
  auto path = side_->folder() / "data" / "data.mdb";
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(0, std::ios::end);
    auto size = static_cast<std::size_t>(file.tellg());
    // Behind the two pages of which one is the older.
    constexpr std::size_t head = 8192;
    auto at = static_cast<std::streamoff>(head + chance_.roll(size - head));
    char byte = 0;
    file.seekg(at).get(byte);
    byte = static_cast<char>(byte ^ static_cast<char>(1 << chance_.roll(8)));
    file.seekp(at).put(byte);
  }
  is_checked_ = true;
  side_->open();
  is_checked_ = false;
  chance_.is_healed = healed;
  bool found = !side_->store->damage().empty();
  if (!found) return false;
  was_damaged = true;
  snapshots = {};
  std::set<std::string> left;
  auto log = side_->store->load_state();
  for (auto& encoded : side_->store->operations(log.acked_sequence + 1, 100'000, 1 << 30)) {
    common::sync::wire::Operation operation;
    if (operation.ParseFromString(encoded)) left.insert(operation.id());
  }
  for (auto& one : saved)
    if (!left.count(one.id)) lost_by_damage.insert(one.id);  // or sent already: the audit knows
  return true;
}

void Van::note_saved() {
  auto log = side_->store->load_state();
  for (auto& encoded : side_->store->operations(log.acked_sequence + 1, 100'000, 1 << 30)) {
    common::sync::wire::Operation operation;
    if (!operation.ParseFromString(encoded) || !known_.insert(operation.id()).second) continue;
    Saved one{operation.id(), operation.text(), {}};
    for (auto& blob : operation.blobs()) one.blobs.push_back(blob.sha256());
    saved.push_back(std::move(one));
  }
}

}  // namespace sim
