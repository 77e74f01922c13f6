#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace hub::identity {

/// How often somebody may ask: a bucket each, which holds the requests of one minute and fills
/// evenly. Of this process: two hubs on one database let twice as many through. Any thread.
class Limits {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Verdict {
    bool passes = true;
    std::int64_t limit = 0, remaining = 0;
    std::chrono::seconds wait{0};   ///< until one more passes; at least 1 when it does not pass
    std::chrono::seconds reset{0};  ///< until the bucket is full
  };
  /// No limit for `per_minute` 0.
  Verdict take(const std::string& who, std::int64_t per_minute,
               Time now = std::chrono::steady_clock::now());

 private:
  struct Bucket {
    double tokens;
    Time at;
    std::int64_t per_minute;
  };
  void forget_full(Time now);
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace hub::identity
