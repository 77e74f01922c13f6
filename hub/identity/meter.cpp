#include "hub/identity/meter.hpp"

#include "common/log/log.hpp"
#include "hub/identity/policy.hpp"

namespace hub::identity {
namespace {
constexpr auto gather_for = std::chrono::seconds(2);
}

Meter::Meter(store::Store& store) : store_(store), thread_([this] { run(); }) {}

Meter::~Meter() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Meter::note_call(const std::string& tenant, const std::string& client, const Call& call) {
  auto now = store_.clock().now();
  std::lock_guard lock(mutex_);
  auto& count = waiting_.calls[{tenant, client, common::format_instant(now).substr(0, 10)}];
  ++count.requests;
  count.errors += call.status >= 400;
  count.refused += call.status == 429;
  count.bytes += static_cast<std::int64_t>(call.bytes);
  count.last_at = common::to_micros(now);
  wake_.notify_one();
}

void Meter::note_seen(const std::string& tenant, const std::string& token_hash) {
  std::lock_guard lock(mutex_);
  waiting_.seen[{tenant, token_hash}] = common::to_micros(store_.clock().now());
  wake_.notify_one();
}

void Meter::flush() {
  Batch batch;
  {
    std::unique_lock lock(mutex_);
    written_.wait(lock, [&] { return !writing_; });
    std::swap(batch, waiting_);
    if (batch.empty()) return;
    writing_ = true;
  }
  std::exception_ptr failure;
  try {
    write(batch);
  } catch (...) {
    failure = std::current_exception();
    put_back(batch);
  }
  {
    std::lock_guard lock(mutex_);
    writing_ = false;
  }
  written_.notify_all();
  if (failure) std::rethrow_exception(failure);
}

void Meter::put_back(const Batch& batch) {
  std::lock_guard lock(mutex_);
  for (auto& [key, count] : batch.calls) {
    auto& there = waiting_.calls[key];
    there.requests += count.requests;
    there.errors += count.errors;
    there.refused += count.refused;
    there.bytes += count.bytes;
    there.last_at = std::max(there.last_at, count.last_at);
  }
  waiting_.seen.insert(batch.seen.begin(), batch.seen.end());
}

void Meter::write(const Batch& batch) {
  store_.write(store_.system_command("", "use"), [&](store::Transaction& transaction) {
    auto& sql = transaction.sql();
    for (auto& [key, count] : batch.calls)
      sql.execute(
          "INSERT INTO api_use (tenant, client, day, requests, errors, refused, bytes, last_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, client, day) DO UPDATE SET "
          "requests = api_use.requests + excluded.requests, errors = api_use.errors + "
          "excluded.errors, refused = api_use.refused + excluded.refused, bytes = api_use.bytes + "
          "excluded.bytes, last_at = excluded.last_at",
          {std::get<0>(key), std::get<1>(key), std::get<2>(key), count.requests, count.errors,
           count.refused, count.bytes, count.last_at});
    for (auto& [session, at] : batch.seen) {
      auto idle = load_policy(sql, session.first).session_idle;
      sql.execute(
          "UPDATE session SET seen_at = ?, idle_until = ? WHERE token_hash = ? AND expires_at > ?",
          {at, at + std::chrono::microseconds(idle).count(), session.second, at});
    }
  });
}

void Meter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (!stopping_) wake_.wait_for(lock, gather_for, [&] { return stopping_; });
    bool last = stopping_;
    lock.unlock();
    try {
      flush();
    } catch (const std::exception& error) {
      common::log::error("hub/identity", "use cannot be noted; it is tried again",
                         {{"error", error.what()}});
    }
    lock.lock();
    if (last) return;
  }
}

}  // namespace hub::identity
