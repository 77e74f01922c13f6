#pragma once
#include <filesystem>
#include <string>

namespace sim {

/// Puts an SQLite database that is open in this process back to an earlier moment. Its connections
/// stay, with their statements and what they know of its tables: to open a company anew takes
/// longer than to play in it. What was written since a moment lies behind it in the write-ahead
/// log, and how much of the log counts stands in its index, which each connection compares with
/// what it knows before it begins. Nobody may be in a transaction meanwhile.
class Rewind {
 public:
  struct Moment {
    std::string index;                     ///< the log's index, as it was
    std::int64_t log_bytes = 0;            ///< of the log
    std::int64_t file_s = 0, file_ns = 0;  ///< when the database's own file was last written
  };

  /// The database must be open already, and closed before this one ends: to close its files gives
  /// SQLite's locks away.
  explicit Rewind(const std::filesystem::path& database);
  ~Rewind();
  Rewind(const Rewind&) = delete;
  Rewind& operator=(const Rewind&) = delete;

  Moment now() const;
  /// False: the log was emptied into the file since, and nothing was done.
  bool back_to(const Moment& moment) const;

 private:
  std::filesystem::path database_;
  int index_ = -1, log_ = -1;
};

}  // namespace sim
