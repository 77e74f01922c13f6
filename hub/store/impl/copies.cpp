#include "hub/store/impl/copies.hpp"

#include <algorithm>
#include <chrono>

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "hub/store/impl/drivers.hpp"

namespace hub::store::impl {
namespace {

using common::Error;
using common::ErrorCode;
using Steady = std::chrono::steady_clock;

/// A copy beside the primary is a millisecond behind; who waits longer than this asks the primary.
constexpr auto replay_wait_max = std::chrono::milliseconds(20);
constexpr auto look_every = std::chrono::seconds(1);

constexpr const char* copy_position =
    "SELECT CASE WHEN pg_is_in_recovery() THEN COALESCE(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), "
    "'0/0'), 0)::bigint ELSE -1 END";
// Of its last checkpoint: at most too old, and then the copy is left out for a while.
constexpr const char* copy_timeline = "SELECT timeline_id FROM pg_control_checkpoint()";
constexpr const char* copy_age =
    "SELECT COALESCE(EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp()), 0)::bigint";
}  // namespace

// ---- one copy

Copy::Copy(std::string url, std::size_t readers, Primary& primary)
    : url_(std::move(url)), readers_(readers), primary_(primary) {
  thread_ = std::thread([this] { watch(); });
}

Copy::~Copy() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

void Copy::watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    look();
    lock.lock();
    stop_.wait_for(lock, look_every, [this] { return stopping_; });
  }
}

void Copy::look() {
  try {
    probe();
  } catch (const Error& error) {
    probe_.reset();
    give_up(error.text());
  } catch (const RetryTransaction& retry) {
    leave_out(retry.text);
  }
}

void Copy::probe() {
  if (!probe_) {
    auto opened = open_postgres(url_, false);
    if (identity_of(*opened) != primary_.identity())
      throw Error(ErrorCode::bad_input, "it is a copy of another database");
    probe_ = std::move(opened);
  }
  auto wanted = primary_.position();
  timeline_ = probe_->integer(copy_timeline);
  auto lack = find_lack(*probe_, wanted);
  if (lack.empty()) return use();
  leave_out(lack);
}

std::string Copy::find_lack(Connection& session, const LogPosition& wanted) const {
  for (auto deadline = Steady::now() + replay_wait_max;;) {
    auto position = session.integer(copy_position);
    if (position < 0) return "it takes writes itself and is no copy any more";
    // One that follows a primary of before a fail-over may hold what was lost with that.
    if (timeline_ != wanted.timeline) return "it follows another timeline than the primary";
    if (position >= wanted.bytes) return {};
    if (Steady::now() >= deadline)
      return "it is " + std::to_string(wanted.bytes - position) + " bytes and " +
             std::to_string(session.integer(copy_age)) + " s behind";
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
}

void Copy::use() {
  std::size_t lacking;
  {
    std::lock_guard lock(mutex_);
    lacking = readers_ - std::min(readers_, idle_.size() + taken_);
  }
  // Opened here, so that no request waits for it.
  std::vector<std::unique_ptr<Connection>> opened;
  while (opened.size() < lacking) opened.push_back(open_postgres(url_, false));
  std::lock_guard lock(mutex_);
  for (auto& session : opened) idle_.push_back(std::move(session));
  trouble_.clear();
  if (!used_.exchange(true)) common::log::info("hub/store", "a read copy is used", {});
}

void Copy::leave_out(const std::string& trouble) {
  std::lock_guard lock(mutex_);
  trouble_ = trouble;
  if (used_.exchange(false))
    common::log::warning("hub/store", "a read copy is left out", {{"trouble", trouble}});
}

void Copy::give_up(const std::string& trouble) {
  leave_out(trouble);
  std::vector<std::unique_ptr<Connection>> ended;
  std::lock_guard lock(mutex_);
  ended.swap(idle_);
}

std::unique_ptr<Connection> Copy::take(const LogPosition& wanted) {
  std::unique_ptr<Connection> session;
  {
    std::lock_guard lock(mutex_);
    if (idle_.empty()) return nullptr;
    session = std::move(idle_.back());
    idle_.pop_back();
    ++taken_;
  }
  try {
    auto lack = find_lack(*session, wanted);
    if (lack.empty()) return session;
    leave_out(lack);
    give_back(std::move(session));
  } catch (const Error& error) {
    drop(error.text());
  } catch (const RetryTransaction& retry) {
    drop(retry.text);
  }
  return nullptr;
}

void Copy::give_back(std::unique_ptr<Connection> session) {
  std::lock_guard lock(mutex_);
  --taken_;
  idle_.push_back(std::move(session));
}

void Copy::drop(const std::string& trouble) {
  {
    std::lock_guard lock(mutex_);
    --taken_;
  }
  give_up(trouble);
}

CopyState Copy::state() const {
  std::lock_guard lock(mutex_);
  return {used_, trouble_, reads_};
}

// ---- all of them

Copies::Copies(const std::string& primary, const std::vector<std::string>& urls,
               std::size_t readers)
    : primary_(primary) {
  const auto identity = primary_.identity();
  for (auto& url : urls) {
    std::string found;
    try {
      found = identity_of(*open_postgres(url, false));
    } catch (const Error& error) {
      // It may be away for now; whoever is away is left out.
      common::log::warning("hub/store", "a read copy cannot be reached", {{"error", error.what()}});
      continue;
    }
    if (found != identity)
      throw Error(ErrorCode::bad_input,
                  "expected a streaming replica of the database of store.url; this is another "
                  "database",
                  "store.read_copies");
  }
  for (auto& url : urls) copies_.push_back(std::make_unique<Copy>(url, readers, primary_));
}

bool Copies::read(const std::function<void(Connection&)>& body) {
  auto is_used = [](auto& copy) { return copy->is_used(); };
  if (std::none_of(copies_.begin(), copies_.end(), is_used)) return false;
  LogPosition wanted;
  try {
    wanted = primary_.position();
  } catch (const Error&) {
    return false;  // the primary itself will say what is wrong with it
  } catch (const RetryTransaction&) {
    return false;
  }
  for (std::size_t i = 0, first = next_++; i < copies_.size(); ++i) {
    auto& copy = *copies_[(first + i) % copies_.size()];
    auto session = copy.is_used() ? copy.take(wanted) : nullptr;
    if (!session) continue;
    read_of(copy, std::move(session), body);
    return true;
  }
  return false;
}

void Copies::read_of(Copy& copy, std::unique_ptr<Connection> session,
                     const std::function<void(Connection&)>& body) {
  auto end = [&] {
    try {
      session->run_script("ROLLBACK");
      copy.give_back(std::move(session));
    } catch (const Error& error) {
      copy.drop(error.text());
    }
  };
  try {
    session->run_script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    body(*session);
    session->run_script("COMMIT");
  } catch (const RetryTransaction& retry) {
    end();  // it stood in the way of what the copy had to replay
    throw CopyFailed{retry.text};
  } catch (const Error& error) {
    auto code = error.code();
    if (code == ErrorCode::unavailable || code == ErrorCode::storage)
      copy.drop(error.text());
    else
      end();
    if (code == ErrorCode::unavailable || code == ErrorCode::storage || code == ErrorCode::internal)
      throw CopyFailed{error.text()};
    throw;
  } catch (...) {
    end();
    throw;
  }
  copy.count_read();
  copy.give_back(std::move(session));
}

std::vector<CopyState> Copies::states() const {
  std::vector<CopyState> states;
  for (auto& copy : copies_) states.push_back(copy->state());
  return states;
}

}  // namespace hub::store::impl
