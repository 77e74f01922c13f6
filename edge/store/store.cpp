#include "edge/store/store.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/sync/delta.hpp"
#include "common/text/text.hpp"
#include "edge/store/impl/files.hpp"
#include "edge/store/impl/rows.hpp"

namespace edge::store {

using common::Error;
using common::ErrorCode;
using common::Instant;
using common::sync::operation_hash;
namespace schema = common::schema;

namespace {

std::string kernel_boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id.empty() ? common::make_id(Instant{}) : id;
}

}  // namespace

Store::Store(Options options, const Catalogue& catalogue, const common::rules::RuleBook& book,
             const common::Clock& clock)
    : options_(std::move(options)), catalogue_(catalogue), book_(book), clock_(clock) {
  if (options_.boot.empty()) options_.boot = kernel_boot_id();
  std::filesystem::create_directories(options_.folder / "blobs");
  seal_ = std::make_unique<Seal>(Seal::from_file(options_.folder / "data.key"));
  open();
}

Store::~Store() = default;

void Store::load() {
  Txn txn(*environment_, Txn::Mode::read);
  log_ = {};
  if (auto row = txn.get(Db::meta, "log")) {
    auto saved = LogRow::parse(*row);
    log_ = {saved.epoch,   saved.next,       saved.acked,       saved.settled,
            saved.logical, saved.chain_hash, saved.incarnation, saved.technicians};
  }
  pending_.clear();
  // A tap writes no mark: the log itself says where it ends.
  txn.walk(Db::outbox, {}, number_key(log_.settled + 1),
           [&](std::string_view key, std::string_view raw) {
             auto sequence = key_number(key);
             auto stored = read_operation(txn, sequence, raw);
             auto& pending = pending_[sequence];
             for (auto& delta : stored.operation.deltas())
               pending.touched.insert(record_key(delta.type(), delta.record()));
             if (auto result = txn.get(Db::results, number_key(sequence))) {
               wire::OperationResult outcome;
               pending.is_rejected = outcome.ParseFromString(*result) &&
                                     outcome.outcome() == wire::OperationResult::OUTCOME_REJECTED;
             }
             if (sequence >= log_.next) {
               log_.next = sequence + 1;
               log_.chain_hash = operation_hash(stored.encoded);
               log_.logical = std::max<std::uint64_t>(log_.logical, stored.operation.logical());
             }
             return true;
           });
  used_percent_ = environment_->used_percent();
}

void Store::save_log(Txn& txn, const Log& log) {
  LogRow row{log.epoch,   log.next,       log.acked,       log.settled,
             log.logical, log.chain_hash, log.incarnation, log.technicians};
  txn.put(Db::meta, "log", row.format());
}

// ---- taps

Store::Result Store::execute(const common::rules::Actor& actor, const wire::Command& command,
                             std::string text, const std::vector<wire::Blob>& blobs) {
  std::unique_lock lock(writing_);
  refuse_without_room();
  auto now = clock_.now();
  auto log = log_;
  Stored stored;
  stored.actor = actor;
  auto& operation = stored.operation;
  operation.set_id(common::make_id(now));
  Transaction::Command run{actor, operation.id(), now, false, false, {}};
  Txn txn(*environment_, Txn::Mode::write);
  Transaction records(txn, catalogue_, book_, run);
  auto outcome = common::rules::run_command(records, book_, command);

  operation.set_sequence(log.next);
  operation.set_previous_hash(log.chain_hash);
  *operation.mutable_command() = command;
  for (auto& delta : records.deltas()) *operation.add_deltas() = delta;
  operation.set_technician(actor.technician);
  operation.set_user(actor.user);
  *operation.mutable_at() = common::codec::to_timestamp(now);
  operation.set_monotonic_ms(clock_.monotonic().count());
  operation.set_boot(options_.boot);
  auto millis =
      static_cast<std::uint64_t>(std::max<std::int64_t>(common::to_micros(now) / 1000, 0));
  log.logical = std::max(log.logical + 1, millis << 16);
  operation.set_logical(log.logical);
  for (auto& blob : blobs) *operation.add_blobs() = blob;
  operation.set_text(std::move(text));
  for (auto& note : records.notes()) operation.add_notes(note);
  stored.numbers.assign(records.numbers_taken().begin(), records.numbers_taken().end());
  stored.encoded = operation.SerializeAsString();

  auto changed = records.flush();
  txn.put(Db::outbox, number_key(log.next), pack(stored));
  for (auto& blob : blobs) {
    if (!std::filesystem::exists(blob_path(blob.sha256())))
      throw Error(ErrorCode::bad_input, "the attached file is not stored on this device", "blobs");
    if (txn.has(Db::blobs, blob.sha256())) continue;
    txn.put(Db::blobs, blob.sha256(),
            BlobRow{blob.size(), 0, false, common::to_micros(now), blob.mime()}.format());
  }
  txn.commit();

  auto& pending = pending_[log.next];
  pending.touched.insert(changed.begin(), changed.end());
  Result result{log.next, operation.id(), std::move(outcome.record), std::move(outcome.json),
                records.notes()};
  log.chain_hash = operation_hash(stored.encoded);
  ++log.next;
  log_ = log;
  if (!blobs.empty()) unsent_known_ = false;
  lock.unlock();
  if (changed_ && !changed.empty()) changed_(changed);
  return result;
}

std::string Store::pack(const Stored& stored) const {
  OperationRow row;
  row.encoded = stored.encoded;
  row.actor = stored.actor;
  row.numbers.assign(stored.numbers.begin(), stored.numbers.end());
  return row.format();
}

Store::Stored Store::unpack(const std::string& bytes) {
  auto row = OperationRow::parse(bytes);
  Stored stored;
  stored.encoded = std::move(row.encoded);
  if (!stored.operation.ParseFromString(stored.encoded))
    throw Error(ErrorCode::storage, "a stored operation cannot be read");
  stored.actor = std::move(row.actor);
  stored.numbers.assign(row.numbers.begin(), row.numbers.end());
  return stored;
}

Store::Stored Store::read_operation(const Txn& txn, std::uint64_t sequence,
                                    std::string_view raw) const {
  return unpack(txn.open(Db::outbox, number_key(sequence), raw));
}

void Store::read(const std::function<void(const RecordsView&)>& body) const {
  Txn txn(*environment_, Txn::Mode::read);
  body(RecordsView(txn, catalogue_));
}

void Store::notify(const std::set<RecordKey>& keys) const {
  if (changed_ && !keys.empty()) changed_(std::vector<RecordKey>(keys.begin(), keys.end()));
}

// ---- the pending view

void Store::rebuild(Txn& txn, std::set<RecordKey> changed,
                    const std::map<std::uint64_t, Pending>& pending) {
  // Operations that touch what changed, and those that touch what these touch.
  std::set<std::uint64_t> again;
  for (bool grew = true; grew;) {
    grew = false;
    for (auto& [sequence, one] : pending) {
      if (again.count(sequence)) continue;
      bool meets = std::any_of(one.touched.begin(), one.touched.end(),
                               [&](auto& key) { return changed.count(key) > 0; });
      if (!meets) continue;
      again.insert(sequence);
      changed.insert(one.touched.begin(), one.touched.end());
      grew = true;
    }
  }
  for (auto& key : changed) erase_overlay(txn, catalogue_, key);
  for (auto sequence : again) {
    if (pending.at(sequence).is_rejected) continue;
    if (auto bytes = txn.get(Db::outbox, number_key(sequence))) replay(txn, unpack(*bytes));
  }
}

void Store::replay(Txn& txn, const Stored& stored) {
  auto& operation = stored.operation;
  Transaction::Command run{stored.actor,
                           operation.id(),
                           common::codec::from_timestamp(operation.at()),
                           common::rules::is_fact(catalogue_, book_, operation.command()),
                           true,
                           stored.numbers};
  try {
    Transaction records(txn, catalogue_, book_, run);
    common::rules::run_command(records, book_, operation.command());
    records.flush();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::storage) throw;
    // The office moved on so far that the rules now refuse it. It was done all the same: it shows
    // until the hub decides.
    Transaction records(txn, catalogue_, book_, run);
    for (auto& delta : operation.deltas()) records.force(delta);
    records.flush();
  }
}

// ---- the log, for common::sync

common::sync::DeviceState Store::load_state() {
  std::lock_guard lock(writing_);
  Txn txn(*environment_, Txn::Mode::read);
  common::sync::DeviceState state;
  state.epoch = log_.epoch;
  state.next_sequence = log_.next;
  state.oldest_sequence = log_.next;
  txn.walk(Db::outbox, {}, {}, [&](std::string_view key, std::string_view) {
    state.oldest_sequence = key_number(key);
    return false;
  });
  state.acked_sequence = log_.acked;
  state.settled_sequence = log_.settled;
  state.incarnation = log_.incarnation;
  state.boot = options_.boot;
  state.technicians = log_.technicians;
  return state;
}

std::vector<std::string> Store::operations(std::uint64_t first, std::size_t count,
                                           std::size_t bytes_max) {
  Txn txn(*environment_, Txn::Mode::read);
  std::vector<std::string> found;
  std::size_t bytes = 0;
  auto next = first;
  txn.walk(Db::outbox, {}, number_key(first), [&](std::string_view key, std::string_view raw) {
    if (key_number(key) != next || found.size() >= count) return false;
    auto encoded = OperationRow::parse(txn.open(Db::outbox, key, raw)).encoded;
    bytes += encoded.size();
    if (!found.empty() && bytes > bytes_max) return false;
    found.push_back(std::move(encoded));
    ++next;
    return true;
  });
  return found;
}

std::optional<std::string> Store::find_hash(std::uint64_t sequence) {
  Txn txn(*environment_, Txn::Mode::read);
  auto bytes = txn.get(Db::outbox, number_key(sequence));
  if (!bytes) return std::nullopt;
  return operation_hash(OperationRow::parse(*bytes).encoded);
}

void Store::acknowledge(std::uint64_t through, const std::vector<wire::OperationResult>& results) {
  std::unique_lock lock(writing_);
  auto log = log_;
  auto pending = pending_;
  log.acked = std::max(log.acked, std::min(through, log.next - 1));
  Txn txn(*environment_, Txn::Mode::write);
  std::set<RecordKey> changed;
  for (auto& result : results) {
    txn.put(Db::results, number_key(result.sequence()), result.SerializeAsString());
    auto found = pending.find(result.sequence());
    if (found == pending.end() || result.outcome() != wire::OperationResult::OUTCOME_REJECTED)
      continue;
    found->second.is_rejected = true;
    changed.insert(found->second.touched.begin(), found->second.touched.end());
  }
  if (!changed.empty()) rebuild(txn, changed, pending);
  save_log(txn, log);
  trim(txn, log);
  txn.commit();
  log_ = log;
  pending_ = std::move(pending);
  used_percent_ = environment_->used_percent();
  lock.unlock();
  notify(changed);
}

void Store::settle(std::uint64_t through) {
  std::unique_lock lock(writing_);
  through = std::min(through, log_.acked);
  if (through <= log_.settled) return;
  auto log = log_;
  auto pending = pending_;
  log.settled = through;
  std::set<RecordKey> changed;
  for (auto it = pending.begin(); it != pending.end() && it->first <= through;
       it = pending.erase(it))
    changed.insert(it->second.touched.begin(), it->second.touched.end());
  Txn txn(*environment_, Txn::Mode::write);
  rebuild(txn, changed, pending);
  save_log(txn, log);
  trim(txn, log);
  txn.commit();
  log_ = log;
  pending_ = std::move(pending);
  lock.unlock();
  notify(changed);
}

void Store::trim(Txn& txn, const Log& log) {
  auto done = std::min(log.acked, log.settled);
  std::size_t bytes = 0;
  std::vector<std::pair<std::uint64_t, std::size_t>> retained;
  txn.walk(Db::outbox, {}, {}, [&](std::string_view key, std::string_view raw) {
    if (key_number(key) > done) return false;
    retained.emplace_back(key_number(key), raw.size());
    bytes += raw.size();
    return true;
  });
  auto oldest = clock_.now() - options_.retain;
  for (auto& [sequence, size] : retained) {
    if (bytes <= options_.retain_bytes) {
      auto row = txn.get(Db::outbox, number_key(sequence));
      if (!row || common::codec::from_timestamp(unpack(*row).operation.at()) >= oldest) return;
    }
    txn.erase(Db::outbox, number_key(sequence));
    txn.erase(Db::results, number_key(sequence));
    bytes -= size;
  }
}

void Store::rebase(std::uint32_t epoch, std::uint64_t applied_sequence,
                   const std::string& chain_hash) {
  std::unique_lock lock(writing_);
  auto log = log_;
  std::vector<Stored> waiting;
  std::vector<std::string> gone;
  Txn txn(*environment_, Txn::Mode::write);
  txn.walk(Db::outbox, {}, {}, [&](std::string_view key, std::string_view raw) {
    gone.emplace_back(key);
    if (key_number(key) > log.acked) waiting.push_back(read_operation(txn, key_number(key), raw));
    return true;
  });
  for (auto& key : gone) {
    txn.erase(Db::outbox, key);
    txn.erase(Db::results, key);  // told by old numbers; what was refused was shown long ago
  }
  std::set<RecordKey> changed;
  for (auto& [sequence, one] : pending_) changed.insert(one.touched.begin(), one.touched.end());
  std::map<std::uint64_t, Pending> pending;
  log.epoch = epoch;
  log.acked = log.settled = applied_sequence;
  log.next = applied_sequence + 1;
  log.chain_hash = chain_hash;
  for (auto& stored : waiting) {
    stored.operation.set_sequence(log.next);
    stored.operation.set_previous_hash(log.chain_hash);
    stored.encoded = stored.operation.SerializeAsString();
    log.chain_hash = operation_hash(stored.encoded);
    for (auto& delta : stored.operation.deltas())
      pending[log.next].touched.insert(record_key(delta.type(), delta.record()));
    txn.put(Db::outbox, number_key(log.next), pack(stored));
    ++log.next;
  }
  rebuild(txn, changed, pending);
  save_log(txn, log);
  txn.commit();
  log_ = log;
  pending_ = std::move(pending);
  lock.unlock();
  notify(changed);
}

void Store::reopen(std::uint64_t applied_sequence) {
  std::unique_lock lock(writing_);
  auto log = log_;
  log.acked = std::min(log.acked, applied_sequence);
  log.settled = std::min(log.settled, applied_sequence);
  Txn txn(*environment_, Txn::Mode::write);
  auto pending = pending_;
  std::set<RecordKey> changed;
  std::vector<std::string> undecided;  // the hub will decide on them once more
  txn.walk(Db::outbox, {}, number_key(log.settled + 1),
           [&](std::string_view key, std::string_view raw) {
             auto stored = read_operation(txn, key_number(key), raw);
             auto& one = pending[key_number(key)];
             one.is_rejected = one.is_rejected && key_number(key) <= applied_sequence;
             for (auto& delta : stored.operation.deltas())
               one.touched.insert(record_key(delta.type(), delta.record()));
             if (key_number(key) > applied_sequence) undecided.emplace_back(key);
             changed.insert(one.touched.begin(), one.touched.end());
             return true;
           });
  for (auto& key : undecided) txn.erase(Db::results, key);
  rebuild(txn, changed, pending);
  doubt_blobs(txn);
  unsent_known_ = false;
  save_log(txn, log);
  txn.commit();
  log_ = log;
  pending_ = std::move(pending);
  lock.unlock();
  notify(changed);
}

void Store::set_incarnation(const std::string& incarnation) {
  std::lock_guard lock(writing_);
  auto log = log_;
  Txn txn(*environment_, Txn::Mode::write);
  if (!log.incarnation.empty() && log.incarnation != incarnation) {
    doubt_blobs(txn);
    unsent_known_ = false;
  }
  log.incarnation = incarnation;
  save_log(txn, log);
  txn.commit();
  log_ = log;
}

void Store::set_technicians(const std::vector<std::string>& technicians) {
  std::lock_guard lock(writing_);
  auto log = log_;
  log.technicians = technicians;
  Txn txn(*environment_, Txn::Mode::write);
  save_log(txn, log);
  txn.commit();
  log_ = log;
}

// ---- lists for screens

std::vector<OperationInfo> Store::waiting() const {
  std::vector<OperationInfo> list;
  std::uint64_t first;
  {
    std::lock_guard lock(writing_);
    first = log_.acked + 1;
  }
  Txn txn(*environment_, Txn::Mode::read);
  txn.walk(Db::outbox, {}, number_key(first), [&](std::string_view key, std::string_view raw) {
    auto stored = read_operation(txn, key_number(key), raw);
    auto& operation = stored.operation;
    list.push_back({key_number(key),
                    operation.id(),
                    operation.text(),
                    {},
                    common::codec::from_timestamp(operation.at()),
                    {}});
    return true;
  });
  return list;
}

std::optional<Instant> Store::waiting_since() const {
  std::uint64_t first;
  {
    std::lock_guard lock(writing_);
    if (log_.next == log_.acked + 1) return std::nullopt;
    first = log_.acked + 1;
  }
  Txn txn(*environment_, Txn::Mode::read);
  auto bytes = txn.get(Db::outbox, number_key(first));
  if (!bytes) return std::nullopt;
  return common::codec::from_timestamp(unpack(*bytes).operation.at());
}

std::vector<OperationInfo> Store::refused() const {
  std::vector<OperationInfo> list;
  Txn txn(*environment_, Txn::Mode::read);
  txn.walk(Db::results, {}, {}, [&](std::string_view key, std::string_view raw) {
    wire::OperationResult result;
    if (!result.ParseFromString(txn.open(Db::results, key, raw)) ||
        result.outcome() == wire::OperationResult::OUTCOME_MERGED)
      return true;
    OperationInfo info;
    info.sequence = key_number(key);
    info.reason = result.reason();
    info.outcome = result.outcome();
    if (auto bytes = txn.get(Db::outbox, key)) {
      auto stored = unpack(*bytes);
      info.id = stored.operation.id();
      info.text = stored.operation.text();
      info.at = common::codec::from_timestamp(stored.operation.at());
    }
    list.push_back(std::move(info));
    return true;
  });
  std::reverse(list.begin(), list.end());
  return list;
}

std::uint64_t Store::bytes_waiting() const {
  std::uint64_t first, bytes = 0;
  {
    std::lock_guard lock(writing_);
    first = log_.acked + 1;
  }
  Txn txn(*environment_, Txn::Mode::read);
  txn.walk(Db::outbox, {}, number_key(first), [&](std::string_view, std::string_view raw) {
    bytes += raw.size();
    return true;
  });
  return bytes;
}

// ---- room

namespace {

struct Disk {
  int percent = 0;
  std::uint64_t free_bytes = std::numeric_limits<std::uint64_t>::max();
};

Disk look_at(const Store::Options& options) {
  Disk disk;
  struct statvfs info {};
  if (::statvfs(options.folder.c_str(), &info) == 0 && info.f_blocks > 0) {
    disk.percent = static_cast<int>(100 - info.f_bavail * 100 / info.f_blocks);
    disk.free_bytes = info.f_bavail * info.f_frsize;
  }
  if (options.disk_percent) disk.percent = options.disk_percent();
  if (options.disk_free) disk.free_bytes = options.disk_free();
  return disk;
}

}  // namespace

StorageStatus Store::storage() const {
  auto disk = look_at(options_);
  StorageStatus status;
  bool has_room = false;
  {
    std::lock_guard lock(writing_);
    used_percent_ = environment_->used_percent();
    has_room = room_left(disk.free_bytes) && environment_->has_room();
    status.percent = std::max(disk.percent, used_percent_);
  }
  auto begin = "The device's storage is " + std::to_string(status.percent) + " % full. ";
  if (!has_room) {
    status.level = StorageLevel::none;
    status.text =
        "The device has no room left: what you do now is not saved. What was saved before is safe. "
        "Connect the device so that it can send its data.";
  } else if (status.percent >= options_.full_percent) {
    status.level = StorageLevel::full;
    status.text = begin +
                  "New photos are refused; other work is saved as long as it fits. Connect the "
                  "device so that it can send its data.";
  } else if (status.percent >= options_.warn_percent) {
    status.level = StorageLevel::warn;
    status.text = begin + "Connect it soon so that it can send its data.";
  }
  return status;
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
