#pragma once
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "hub/store/database.hpp"

namespace hub::store::impl {

/// Names a database on PostgreSQL, the same in all its copies.
std::string identity_of(Connection& connection);

/// A place in PostgreSQL's write-ahead log. Those of different timelines (after a copy was
/// promoted) cannot be compared.
struct LogPosition {
  std::int64_t timeline = 0, bytes = 0;
};

/// How far the primary has committed. Any thread.
class Primary {
 public:
  explicit Primary(std::string url) : url_(std::move(url)) {}
  /// Where everything is that was committed before the call: the question begins after it. Who
  /// comes while one is on its way shares the next with all others who do. Throws as the driver.
  LogPosition position();
  /// As identity_of. Throws as the driver.
  std::string identity();

 private:
  LogPosition ask();

  std::string url_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::uint64_t begun_ = 0, ended_ = 0;  // questions
  bool asking_ = false;
  LogPosition last_;
  std::unique_ptr<Connection> connection_;  // of who asks
};

}  // namespace hub::store::impl
