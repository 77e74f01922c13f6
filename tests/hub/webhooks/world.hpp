#pragma once
#include <string>
#include <vector>

#include "hub/webhooks/delivery.hpp"
#include "hub/webhooks/follower.hpp"
#include "hub/webhooks/queue.hpp"
#include "hub/work/jobs.hpp"
#include "tests/hub/transfer/world.hpp"
#include "tests/hub/webhooks/receiver.hpp"
#include "tests/support/wait.hpp"

namespace test {

/// A company that tells another system of its changes.
class Webhooks {
 public:
  explicit Webhooks(hub::store::Dialect dialect);
  ~Webhooks() { hub::webhooks::allow_private_targets(false); }

  /// Active, with a secret, at the receiver; owned by the user of that role.
  std::string register_endpoint(const std::vector<std::string>& events, const std::string& owner,
                                const Json& more = Json::object());
  /// Follows the log to its end, then runs what is due.
  void work();
  void follow();
  void run_jobs();
  /// Moves or acts as the administrator.
  void act(const std::string& type, const std::string& id, const std::string& action,
           const google::protobuf::Message* input = nullptr);
  void change_as(const std::string& role, const std::string& endpoint, const Json& fields);
  /// From then on everybody of the role lacks that field.
  void withhold(const std::string& role, const std::string& type, const std::string& field);
  /// The newest of that event.
  Json delivery(const std::string& event);
  /// Another hub's store over the same database.
  std::unique_ptr<hub::store::Store> open_beside();

  World company;
  Receiver receiver;
  hub::records::ReadLog reads;
  hub::records::RecordService service;
  const std::string secret;
  hub::webhooks::Deliverer::Options options;

 private:
  support::TempFolder folder_;
  hub::work::EffectJournal journal_;
  hub::webhooks::Follower follower_;
};

}  // namespace test
