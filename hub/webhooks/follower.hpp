#pragma once
#include <map>
#include <string>
#include <vector>

#include "hub/records/service.hpp"
#include "hub/store/changes.hpp"
#include "hub/store/follower.hpp"
#include "hub/webhooks/queue.hpp"
#include "proto/records/admin/webhook_endpoint.pb.h"

namespace hub::webhooks {

using truckroll::admin::WebhookEndpoint;

/// Makes the messages of every endpoint: a reader of the sealed change log with a cursor for each,
/// so that one that is paused goes on where it stood. A message, its job and the cursor's step are
/// one commit, and of several hubs that read the same changes one commits: each change is told each
/// endpoint exactly once. An entry that cannot be told is left out after some tries, and the owner
/// hears of it. Blocks like the store does.
class Follower {
 public:
  explicit Follower(const records::RecordService& service);
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  /// A thread that follows until stop().
  void start() { thread_.start(); }
  void stop() { thread_.stop(); }
  void wake() { thread_.wake(); }  ///< there may be changes; any thread

  /// Some changes for each active endpoint; false when there was nothing more to read.
  bool advance();

 private:
  struct Place {
    std::string tenant, endpoint;
  };
  /// An entry of which no message could be made.
  struct Stuck {
    std::int64_t position = 0;
    int tries = 0;
  };
  /// What was read of the log, and what came of it.
  struct Read {
    std::vector<Message> messages;
    std::vector<std::int64_t> left_out;
    std::int64_t reached = 0;
  };
  Read read(const Place& place, const WebhookEndpoint& endpoint,
            const std::vector<store::ChangeRow>& changes);
  bool is_left_out(const Place& place, std::int64_t position) const;
  std::vector<Place> active_endpoints() const;
  bool advance(const Place& place);
  std::int64_t cursor_of(store::Connection& connection, const Place& place) const;

  const records::RecordService& service_;
  /// How far it was read without finding anything; kept beside the cursor so that what concerns
  /// nobody costs no commit.
  std::map<std::string, std::int64_t> passed_;
  std::map<std::string, Stuck> stuck_;  // by endpoint
  store::Follower thread_;
};

}  // namespace hub::webhooks
