#pragma once
#include <string>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/temp_folder.hpp"

namespace support {

/// A real PostgreSQL of its own, in a temporary folder (in memory where there is plenty), reached
/// by a Unix socket only; it runs as user postgres when the test runs as root. Up once constructed
/// (about two seconds), stopped and removed with this object. It does not sync. Throws
/// std::runtime_error when PostgreSQL is not installed or does not start.
class PostgresServer {
 public:
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// A new, empty database; its URL for hub::store::open_connection.
  std::string make_database();
  /// Ends server and sessions at once, without a checkpoint; start() recovers on the same data.
  void kill();
  void start();
  /// What the server said so far.
  std::string log() const;

 private:
  void run(const std::string& program, const std::vector<std::string>& words);
  bool accepts();

  TempFolder temp_;
  std::string programs_;  // folder
  int databases_ = 0;
  ChildProcess process_;
};

}  // namespace support
