#include "hub/store/impl/primary.hpp"

#include <exception>

#include "hub/store/impl/drivers.hpp"

namespace hub::store::impl {
namespace {

// What anybody can see is flushed, unless commits are not waited for; then it has been inserted.
constexpr const char* primary_position =
    "SELECT ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint, "
    "pg_wal_lsn_diff(CASE WHEN current_setting('synchronous_commit') = 'off' THEN "
    "pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END, '0/0')::bigint";
constexpr const char* identity_text =
    "SELECT system_identifier::text || ' ' || current_database() FROM pg_control_system()";

}  // namespace

std::string identity_of(Connection& connection) {
  auto text = connection.scalar(identity_text);
  return text ? std::get<std::string>(*text) : std::string();
}

LogPosition Primary::position() {
  std::unique_lock lock(mutex_);
  const auto wanted = begun_ + 1;
  while (ended_ < wanted) {
    if (asking_) {
      answered_.wait(lock);
      continue;
    }
    asking_ = true;
    const auto number = ++begun_;
    lock.unlock();
    LogPosition answer;
    std::exception_ptr failed;
    try {
      answer = ask();
    } catch (...) {
      failed = std::current_exception();
    }
    lock.lock();
    asking_ = false;
    if (!failed) last_ = answer, ended_ = number;
    answered_.notify_all();
    if (failed) std::rethrow_exception(failed);
  }
  return last_;
}

LogPosition Primary::ask() {
  try {
    if (!connection_) connection_ = open_postgres(url_, false);
    LogPosition position;
    auto& row = connection_->query(primary_position);
    while (row.step()) position = {row.integer(0), row.integer(1)};
    return position;
  } catch (...) {
    connection_.reset();  // after a fail-over the next one leads to the new primary
    throw;
  }
}

std::string Primary::identity() {
  return identity_of(*open_postgres(url_, false));
}

}  // namespace hub::store::impl
