#pragma once
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "hub/records/service.hpp"

namespace hub::webhooks {

/// Makes the messages of every endpoint: a reader of the sealed change log with a cursor for each,
/// so that one that is paused goes on where it stood. A message, its job and the cursor's step are
/// one commit, and of several hubs that read the same changes one commits: each change is told each
/// endpoint exactly once. Blocks like the store does.
class Follower {
 public:
  explicit Follower(const records::RecordService& service) : service_(service) {}
  ~Follower() { stop(); }
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  /// A thread that follows until stop().
  void start();
  void stop();
  void wake();  ///< there may be changes; any thread

  /// Some changes for each active endpoint; false when there was nothing more to read.
  bool advance();

 private:
  struct Place {
    std::string tenant, endpoint;
  };
  void run();
  std::vector<Place> active_endpoints() const;
  bool advance(const Place& place);
  std::int64_t cursor_of(store::Connection& connection, const Place& place) const;

  const records::RecordService& service_;
  /// How far it was read without finding anything; kept beside the cursor so that what concerns
  /// nobody costs no commit.
  std::map<std::string, std::int64_t> passed_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false, woken_ = true;
  std::thread thread_;
};

}  // namespace hub::webhooks
