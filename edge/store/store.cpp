#include "edge/store/store.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/correlation.hpp"
#include "common/log/log.hpp"
#include "common/schema/additions.hpp"
#include "common/sync/delta.hpp"
#include "edge/store/impl/rows.hpp"

namespace edge::store {

using common::Error;
using common::ErrorCode;
using common::Instant;
using common::sync::operation_hash;

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
    : options_(std::move(options)),
      compiled_(catalogue),
      // Not owned: what is compiled outlives the store.
      types_(std::shared_ptr<const Catalogue>(), &catalogue),
      book_(book),
      clock_(clock) {
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
    log_ = {saved.epoch,      saved.next,        saved.acked,       saved.settled, saved.logical,
            saved.chain_hash, saved.incarnation, saved.technicians, saved.marks};
  }
  pending_.clear();
  // A tap writes no mark: the log itself says where it ends.
  txn.walk(Db::outbox, {}, number_key(log_.settled + 1),
           [&](std::string_view key, std::string_view raw) {
             auto sequence = key_number(key);
             auto stored = read_operation(txn, sequence, raw);
             auto& pending = pending_[sequence];
             pending.note(stored.operation);
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

std::string Store::find_note(const std::string& name) const {
  return Txn(*environment_, Txn::Mode::read).get(Db::meta, "note|" + name).value_or("");
}

void Store::keep_note(const std::string& name, const std::string& text) {
  std::lock_guard lock(writing_);
  Txn txn(*environment_, Txn::Mode::write);
  txn.put(Db::meta, "note|" + name, text);
  txn.commit();
}

void Store::save_log(Txn& txn, const Log& log) {
  LogRow row{log.epoch,      log.next,        log.acked,       log.settled, log.logical,
             log.chain_hash, log.incarnation, log.technicians, log.marks};
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
  auto types = catalogue();
  Txn txn(*environment_, Txn::Mode::write);
  Transaction records(txn, *types, book_, run);
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
  keep_press(txn, operation,
             outcome.record ? common::schema::header(*outcome.record).id() : command.record());
  txn.commit();
  // The hub logs what comes of it under the same id.
  common::log::Correlation correlation(operation.id());
  common::log::debug("edge/store", "an action was saved",
                     {{"sequence", std::to_string(log.next)},
                      {"type", command.type()},
                      {"record", command.record()},
                      {"action", command.action()}});

  auto& pending = pending_[log.next];
  pending.note(operation);
  pending.touched.insert(changed.begin(), changed.end());
  Result result{log.next,
                operation.id(),
                std::move(outcome.record),
                std::move(outcome.json),
                records.notes(),
                pending.money_since.has_value()};
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
  auto types = catalogue();
  Txn txn(*environment_, Txn::Mode::read);
  body(RecordsView(txn, *types));
}

std::shared_ptr<const Catalogue> Store::catalogue() const {
  std::lock_guard lock(types_mutex_);
  return types_;
}

void Store::load_types() {
  common::schema::Additions additions;
  {
    Txn txn(*environment_, Txn::Mode::read);
    RecordsView view(txn, compiled_);
    additions.types = view.list<truckroll::admin::CustomType>();
    additions.fields = view.list<truckroll::admin::CustomField>();
  }
  std::vector<std::string> faults;
  auto types = std::make_shared<const Catalogue>(compiled_.extended(additions, &faults));
  for (auto& fault : faults)
    common::log::warning("edge/store", "an own type or field cannot be used", {{"fault", fault}});
  std::lock_guard lock(types_mutex_);
  types_ = std::move(types);
}

void Store::notify(const std::set<RecordKey>& keys) {
  if (std::any_of(keys.begin(), keys.end(), [](auto& key) {
        return key.starts_with("admin.CustomType|") || key.starts_with("admin.CustomField|");
      }))
    load_types();
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
  auto types = catalogue();
  for (auto& key : changed) erase_overlay(txn, *types, key);
  for (auto sequence : again) {
    if (pending.at(sequence).is_rejected) continue;
    if (auto bytes = txn.get(Db::outbox, number_key(sequence))) replay(txn, unpack(*bytes));
  }
}

void Store::replay(Txn& txn, const Stored& stored) {
  auto& operation = stored.operation;
  auto types = catalogue();
  Transaction::Command run{stored.actor,
                           operation.id(),
                           common::codec::from_timestamp(operation.at()),
                           common::rules::is_fact(*types, book_, operation.command()),
                           true,
                           stored.numbers};
  try {
    Transaction records(txn, *types, book_, run);
    common::rules::run_command(records, book_, operation.command());
    records.flush();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::storage) throw;
    // The office moved on so far that the rules now refuse it. It was done all the same: it shows
    // until the hub decides.
    Transaction records(txn, *types, book_, run);
    for (auto& delta : operation.deltas()) records.force(delta);
    records.flush();
  }
}

/// The time of an empty file: a word for the screen is not worth a durable write.
void Store::note_contact(Instant at) {
  auto path = options_.folder / "contact";
  std::ofstream(path, std::ios::app);
  auto micros = common::to_micros(at);
  timespec time{micros / 1'000'000, micros % 1'000'000 * 1000};
  timespec both[] = {time, time};
  ::utimensat(AT_FDCWD, path.c_str(), both, 0);
}

std::optional<Instant> Store::last_contact() const {
  struct stat info {};
  if (::stat((options_.folder / "contact").c_str(), &info) != 0) return std::nullopt;
  return common::from_micros(static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000 +
                             info.st_mtim.tv_nsec / 1000);
}

}  // namespace edge::store
