#pragma once
#include <cstdint>
#include <filesystem>
#include <mutex>

#include "common/clock/clock.hpp"

namespace edge::transfer {

/// Bytes that went over a link that costs, by calendar month (UTC). Kept in a file, written when it
/// grew by a megabyte or by save(); a kill loses less than that. Any thread.
class Usage {
 public:
  Usage(std::filesystem::path file, const common::Clock& clock);
  ~Usage();

  void add(std::uint64_t bytes);
  std::uint64_t this_month();
  void save();

 private:
  void begin_month();
  void write();

  const std::filesystem::path file_;
  const common::Clock& clock_;
  std::mutex mutex_;
  std::string month_;  // "2026-11"
  std::uint64_t bytes_ = 0, written_ = 0;
};

}  // namespace edge::transfer
