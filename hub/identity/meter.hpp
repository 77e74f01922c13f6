#pragma once
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>

#include "hub/store/store.hpp"

namespace hub::identity {

/// What use is made of keys, and when sessions were last used: gathered and written every two
/// seconds at most, so that no request waits for it; a power cut may lose the last of them. Bounded
/// by the number of programs and sessions. Any thread.
class Meter {
 public:
  explicit Meter(store::Store& store);
  ~Meter();  ///< writes what is left
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

  struct Call {
    int status = 200;
    std::size_t bytes = 0;  ///< of the answer
  };
  void note_call(const std::string& tenant, const std::string& client, const Call& call);
  /// The session's idle time begins anew.
  void note_seen(const std::string& tenant, const std::string& token_hash);
  /// Writes what waits. Throws what Store::write throws; then it goes on waiting.
  void flush();

 private:
  struct Count {
    std::int64_t requests = 0, errors = 0, refused = 0, bytes = 0, last_at = 0;
  };
  using Key = std::tuple<std::string, std::string, std::string>;  // tenant, client, day
  struct Batch {
    std::map<Key, Count> calls;
    std::map<std::pair<std::string, std::string>, std::int64_t> seen;  // tenant, token hash
    bool empty() const { return calls.empty() && seen.empty(); }
  };
  void run();
  void write(const Batch& batch);
  void put_back(const Batch& batch);

  store::Store& store_;
  std::mutex mutex_;
  std::condition_variable wake_, written_;
  Batch waiting_;
  bool writing_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace hub::identity
