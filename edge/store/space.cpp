// How full the device is, and what is refused then.
#include <sys/statvfs.h>
#include <algorithm>
#include <limits>

#include "common/error/error.hpp"
#include "edge/store/store.hpp"

namespace edge::store {

namespace {

struct Disk {
  int percent = 0;
  std::uint64_t used_bytes = 0;
  std::uint64_t free_bytes = std::numeric_limits<std::uint64_t>::max();
};

Disk look_at(const Store::Options& options) {
  Disk disk;
  struct statvfs info {};
  if (::statvfs(options.folder.c_str(), &info) == 0 && info.f_blocks > 0) {
    disk.percent = static_cast<int>(100 - info.f_bavail * 100 / info.f_blocks);
    disk.free_bytes = info.f_bavail * info.f_frsize;
    disk.used_bytes = (info.f_blocks - info.f_bfree) * info.f_frsize;
  }
  if (options.disk_percent) disk.percent = options.disk_percent();
  if (options.disk_free) disk.free_bytes = options.disk_free();
  return disk;
}

}  // namespace

StorageStatus Store::storage() const {
  auto disk = look_at(options_);
  StorageStatus status;
  status.used_bytes = disk.used_bytes;
  if (disk.free_bytes != std::numeric_limits<std::uint64_t>::max())
    status.free_bytes = disk.free_bytes;
  bool has_room = false;
  {
    std::lock_guard lock(writing_);
    used_percent_ = environment_->used_percent();
    has_room = room_left(disk.free_bytes) && environment_->has_room();
    status.percent = std::max(disk.percent, used_percent_);
  }
  if (!has_room) {
    status.level = StorageLevel::none;
    status.text = common::say(
        "The device has no room left: what you do now is not saved. What was saved before is safe. "
        "Connect the device so that it can send its data.");
  } else if (status.percent >= options_.full_percent) {
    status.level = StorageLevel::full;
    status.text = common::say(
        "The device's storage is {} % full. New photos are refused; other work is saved as long as "
        "it fits. Connect the device so that it can send its data.",
        status.percent);
  } else if (status.percent >= options_.warn_percent) {
    status.level = StorageLevel::warn;
    status.text = common::say(
        "The device's storage is {} % full. Connect it soon so that it can send its data.",
        status.percent);
  }
  return status;
}

bool Store::has_room() const {
  return storage().level < StorageLevel::full;
}

void Store::refuse_when_full() const {
  auto status = storage();
  if (status.level >= StorageLevel::full) throw NoRoom(status.text);
}

void Store::try_room() {
  if (environment_->has_room()) return;
  std::lock_guard lock(writing_);
  try {
    Txn txn(*environment_, Txn::Mode::write);
    save_log(txn, log_);
    txn.commit();
  } catch (const NoRoom&) {
    // Still none; storage() says so.
  }
}

bool Store::room_left(std::uint64_t disk_bytes) const {
  if (environment_->used_percent() >= options_.last_percent) return false;
  return disk_bytes >= options_.free_bytes_min ||
         disk_bytes + environment_->reusable_bytes() >= options_.free_bytes_min;
}

/// Before LMDB refuses: then there would be no page left for the acknowledgements that make room.
void Store::refuse_without_room() const {
  if (!room_left(look_at(options_).free_bytes)) throw NoRoom();
}

}  // namespace edge::store
