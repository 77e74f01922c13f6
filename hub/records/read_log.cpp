#include "hub/records/read_log.hpp"

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
  store_.write(store_.system_command("", "reads"), [&](store::Transaction& transaction) {
    for (auto& [key, entry] : batch) {
      auto& [tenant, user, name, address, session, cause, type] = key;
      nlohmann::json records(entry.records);
      transaction.sql().execute(
          "INSERT INTO read_log (tenant, at, actor, actor_name, address, session, cause, type, "
          "records) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {tenant, common::to_micros(entry.at), user, name, address, session, cause, type,
           records.dump()});
    }
  });
}

void ReadLog::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (!stopping_)
      wake_.wait_for(lock, gather_for, [&] { return stopping_ || count_ > waiting_max / 2; });
    bool last = stopping_;
    lock.unlock();
    try {
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
