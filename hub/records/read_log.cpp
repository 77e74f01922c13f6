#include "hub/records/read_log.hpp"

#include <utility>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/log/log.hpp"

namespace hub::records {
namespace {

using common::schema::FieldKind;
constexpr auto gather_for = std::chrono::milliseconds(250);

bool is_personal(const store::Field& field) {
  if (field.options->personal() || field.kind == FieldKind::person_name ||
      field.kind == FieldKind::address)
    return true;
  for (auto& line : field.lines)
    if (is_personal(line)) return true;
  return false;
}

}  // namespace

ReadLog::ReadLog(store::Store& store) : store_(store), thread_([this] { run(); }) {}

ReadLog::~ReadLog() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool ReadLog::is_protected(const Caller& caller, const store::RecordType& type) {
  auto shows = [&](const std::vector<store::Field>& fields) {
    for (auto& field : fields)
      if (is_personal(field) && caller.schema->access.may_see_field(caller.actor, type, field))
        return true;
    return false;
  };
  return shows(type.fields) || shows(type.custom);
}

void ReadLog::note(const Caller& caller, std::string_view type,
                   const std::vector<std::string>& records) {
  if (records.empty()) return;
  auto& actor = caller.actor;
  std::lock_guard lock(mutex_);
  if (!blocked_.empty() && blocked_.count({actor.tenant, actor.user})) {
    somebody_blocked_asks_ = true;  // he may have been released
    wake_.notify_one();
    throw common::Error(common::ErrorCode::forbidden,
                        "you have read far more than usual; ask an administrator to release you, "
                        "or wait an hour");
  }
  if (count_ >= waiting_max)
    throw common::Error(common::ErrorCode::unavailable,
                        "too many reads wait to be noted; try again");
  bool idle = waiting_.empty();
  auto [place, fresh] =
      waiting_.try_emplace({actor.tenant, actor.user, actor.name, actor.address,
                            caller.session_name(), actor.cause, std::string(type)});
  auto& entry = place->second;
  if (fresh) entry.at = store_.clock().now();
  auto before = entry.records.size();
  entry.records.insert(records.begin(), records.end());
  count_ += entry.records.size() - before;
  if (idle || count_ > waiting_max / 2) wake_.notify_one();
}

void ReadLog::flush() {
  Batch batch;
  {
    // What the other thread is writing just now counts as waiting: who flushes will look for it.
    std::unique_lock lock(mutex_);
    written_.wait(lock, [&] { return !writing_; });
    batch.swap(waiting_);
    count_ = 0;
    if (batch.empty()) return;
    writing_ = true;
  }
  std::exception_ptr failure;
  try {
    write(batch);
  } catch (...) {
    failure = std::current_exception();
    put_back(std::move(batch));
  }
  {
    std::lock_guard lock(mutex_);
    writing_ = false;
  }
  written_.notify_all();
  if (failure) std::rethrow_exception(failure);
}

void ReadLog::put_back(Batch batch) {
  std::lock_guard lock(mutex_);
  for (auto& [key, entry] : batch) {
    auto& there = waiting_[key];
    there.at = entry.at;
    there.records.merge(entry.records);
  }
  count_ = 0;
  for (auto& [key, entry] : waiting_) count_ += entry.records.size();
}

void ReadLog::write(const Batch& batch) {
  std::vector<store::Values> rows;
  for (auto& [key, entry] : batch) {
    auto& [tenant, user, name, address, session, cause, type] = key;
    std::string records = "[";
    for (auto& id : entry.records) {
      if (records.size() > 1) records += ',';
      common::codec::append_json_text(records, id);
    }
    rows.push_back({tenant, common::to_micros(entry.at), user, name, address, session, cause, type,
                    records + "]"});
  }
  ReadWatch::Fresh fresh;
  watch_.begin(fresh, store_.clock().now());
  for (auto& [key, entry] : batch)
    watch_.add(fresh, {std::get<0>(key), std::get<1>(key)}, entry.records);
  try {
    store_.write(store_.system_command("", "reads"), [&](store::Transaction& transaction) {
      store::insert_rows(transaction.sql(),
                         "INSERT INTO read_log (tenant, at, actor, actor_name, address, session, "
                         "cause, type, records)",
                         rows.front().size(), rows);
      ReadWatch::note(transaction, fresh);
    });
  } catch (...) {
    watch_.take_back(fresh);
    throw;
  }
  load_blocked();
}

void ReadLog::load_blocked() {
  std::set<ReadWatch::Who> blocked;
  store_.read([&](store::Connection& connection) {
    blocked = ReadWatch::load_blocked(connection, store_.clock().now());
  });
  std::lock_guard lock(mutex_);
  blocked_.swap(blocked);
}

void ReadLog::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stopping_ || !waiting_.empty() || somebody_blocked_asks_; });
    bool recheck = std::exchange(somebody_blocked_asks_, false);
    if (!stopping_)
      wake_.wait_for(lock, gather_for, [&] { return stopping_ || count_ > waiting_max / 2; });
    bool last = stopping_;
    lock.unlock();
    try {
      if (recheck && !last) load_blocked();
      flush();
    } catch (const std::exception& error) {
      common::log::error("hub/records", "who read what cannot be noted; it is tried again",
                         {{"error", error.what()}});
    }
    lock.lock();
    if (last) return;
  }
}

}  // namespace hub::records
