#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "hub/api/graphql.hpp"

namespace hub::api {

/// GraphQL's subscriptions: follows the sealed change log and answers each subscription for each
/// change that its subscriber may see. Owns one thread. WebSocket /api/graphql/ with the protocol
/// graphql-transport-ws.
///
/// A subscription is made ready anew for each change, as its subscriber is then: what he may no
/// longer read ends it with the errors that a query would get. Who reads slower than the changes
/// come is cut off with 1013 (see common/http/websocket.hpp).
class GraphqlLive {
 public:
  static constexpr std::size_t subscriptions_max = 50;  ///< of one socket
  GraphqlLive(Hub& hub, GraphqlFace& face);
  ~GraphqlLive();
  GraphqlLive(const GraphqlLive&) = delete;
  GraphqlLive& operator=(const GraphqlLive&) = delete;

  static bool is_for(const common::http::Request& request);
  common::http::Upgrade upgrade(const common::http::Request& request);
  /// There may be new changes. Any thread.
  void wake();

 private:
  using Socket = common::http::WebSocketPointer;
  struct Subscription {
    graphql::Question question;
    std::int64_t position = 0;  ///< of the log; what comes later is told
  };
  struct Client {
    Caller caller;
    std::string language;  ///< as Accept-Language has it
    bool ready = false;    ///< has said connection_init
    std::chrono::steady_clock::time_point since;
    std::map<std::string, Subscription> subscriptions;
  };
  void receive(const Socket& socket, const std::string& text);
  void begin(const Socket& socket, Client& client);
  void subscribe(const Socket& socket, const std::string& id, const nlohmann::json& payload);
  void answer_query(const Socket& socket, const Caller& caller, const std::string& id,
                    const graphql::Question& question);

  void run();
  void check_clients();
  void follow();
  void send_changes(const std::string& tenant);
  bool tell(store::Connection& sql, const store::ChangeRow& change);
  /// False when the subscription has ended.
  bool tell(store::Connection& sql, const store::ChangeRow& change, const Socket& socket,
            const Caller& caller, const std::string& id, const Subscription& subscription);
  std::map<Socket, Client> clients_of(const std::string& tenant) const;

  Hub& hub_;
  GraphqlFace& face_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false, stopping_ = false;
  std::map<Socket, Client> clients_;
  std::thread thread_;
};

}  // namespace hub::api
