#include "edge/sync/health.hpp"

#include <algorithm>
#include <cstdlib>

#include "common/codec/values.hpp"
#include "common/text/text.hpp"

namespace edge::sync {
namespace {

namespace wire = truckroll::wire;

constexpr std::size_t error_max = 200;
constexpr int disk_step_percent = 5;

std::string device_error(const store::Store& store, const store::StorageStatus& storage) {
  auto& damage = store.damage();
  return common::text::to_plain(damage.empty() ? storage.text.english() : damage, error_max);
}

}  // namespace

wire::Health make_health(const store::Store& store, const common::Clock& clock, std::uint64_t acked,
                         const std::string& sync_error) {
  wire::Health health;
  *health.mutable_at() = common::codec::to_timestamp(clock.now());
  health.set_acked_sequence(acked);
  auto waiting = store.waiting_count();
  health.set_waiting(waiting);
  if (waiting > 0) {
    health.set_waiting_bytes(store.bytes_waiting());
    if (auto since = store.waiting_since())
      *health.mutable_waiting_since() = common::codec::to_timestamp(*since);
  }
  auto money = store.money_waiting();
  health.set_money_waiting(money.count);
  if (money.count > 0) *health.mutable_money_since() = common::codec::to_timestamp(money.since);
  auto blobs = store.blobs_waiting();
  health.set_blobs_waiting(blobs.count);
  health.set_blob_bytes(blobs.bytes);
  auto answered = store.refused();
  health.set_refused(
      static_cast<std::uint64_t>(std::count_if(answered.begin(), answered.end(), [](auto& one) {
        return one.outcome == wire::OperationResult::OUTCOME_REJECTED;
      })));
  auto storage = store.storage();
  health.set_disk_percent(static_cast<std::uint32_t>(std::clamp(storage.percent, 0, 100)));
  health.set_disk_used_bytes(storage.used_bytes);
  health.set_disk_free_bytes(storage.free_bytes);
  health.set_sync_error(common::text::to_plain(sync_error, error_max));
  health.set_device_error(device_error(store, storage));
  if (auto finding = store.clone_finding()) {
    health.set_clone_finding(finding->id);
    *health.mutable_clone_found_at() = common::codec::to_timestamp(finding->found_at);
  }
  return health;
}

bool HealthPace::differs_much(const wire::Health& health) const {
  auto disk = [](const wire::Health& one) { return static_cast<int>(one.disk_percent()); };
  return (health.waiting() > 0) != (sent_.waiting() > 0) ||
         health.money_waiting() != sent_.money_waiting() || health.refused() != sent_.refused() ||
         (health.blobs_waiting() > 0) != (sent_.blobs_waiting() > 0) ||
         health.sync_error() != sent_.sync_error() ||
         health.device_error() != sent_.device_error() ||
         health.clone_finding() != sent_.clone_finding() ||
         std::abs(disk(health) - disk(sent_)) >= disk_step_percent;
}

void HealthPace::note_sent(const wire::Health& health, std::chrono::milliseconds now) {
  sent_ = health;
  sent_at_ = now;
  waits_ = false;
}

bool HealthPace::is_due(const wire::Health& health, std::chrono::milliseconds now) {
  waits_ = sent_at_ && differs_much(health);
  bool due = !sent_at_ || now - *sent_at_ >= every || (waits_ && now - *sent_at_ >= apart);
  if (due) note_sent(health, now);
  return due;
}

std::optional<std::chrono::milliseconds> HealthPace::deadline() const {
  if (!sent_at_) return std::nullopt;
  return *sent_at_ + (waits_ ? apart : every);
}

}  // namespace edge::sync
