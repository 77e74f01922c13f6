#pragma once
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/asio/pool.hpp"
#include "common/http/http.hpp"
#include "hub/api/api.hpp"
#include "hub/api/graphql_live.hpp"
#include "hub/api/live.hpp"
#include "hub/domain/admin/company/company.hpp"
#include "hub/records/read_log.hpp"
#include "hub/search/indexer.hpp"
#include "tests/support/temp_folder.hpp"

namespace test {

using nlohmann::json;

/// A hub's API on a loopback port over SQLite in a temporary folder, with one company and a user
/// per role
/// ("dispatcher@example.test" …, password "a good password").
class Office {
 public:
  /// `url`: another database than a new SQLite file.
  explicit Office(const std::string& url = "");
  ~Office();

  /// A signed-in client of that role.
  class Client {
   public:
    Client(std::uint16_t port, const std::string& login, const std::string& password);
    common::http::Reply send(common::http::Method method, const std::string& target,
                             const json& body = nullptr, const std::string& if_match = "",
                             const std::string& idempotency_key = "");
    json get(const std::string& target) { return send(common::http::Method::get, target).json(); }
    /// Creates and expects 201; the record.
    json create(const std::string& path, const json& body);
    json session;
    std::string cookie;

   private:
    common::http::Client http_;
  };
  Client sign_in(const std::string& role) {
    return Client(port(), role + "@example.test", password);
  }
  std::uint16_t port() const { return server_->port(); }
  hub::api::Sessions& sessions() { return *sessions_; }
  hub::api::Live& live() { return *live_; }
  /// Until the index holds all that was written.
  void index();
  const std::vector<common::http::Route>& routes() const { return router_->routes(); }
  const hub::store::Access& access() const { return *access_; }
  /// Made as the system, past all rights, and moved on by these actions; the rules hold. Its id.
  std::string put(const std::string& type, const json& fields,
                  const std::vector<std::string>& moves = {});
  std::string user_of(const std::string& role);

  static constexpr const char* password = "a good password";
  support::TempFolder folder;
  common::SystemClock clock;
  common::schema::Catalogue catalogue;
  std::unique_ptr<hub::store::Store> store;
  std::string tenant, other_tenant;

 private:
  std::unique_ptr<hub::store::Access> access_;
  std::unique_ptr<hub::api::Sessions> sessions_;
  std::unique_ptr<hub::api::ReadLog> reads_;
  std::unique_ptr<hub::api::Hub> hub_;
  std::unique_ptr<common::asio::Pool> pool_;
  std::unique_ptr<hub::api::Live> live_;
  std::unique_ptr<common::http::Router> router_;
  std::unique_ptr<hub::api::GraphqlFace> graphql_;
  std::unique_ptr<hub::api::GraphqlLive> graphql_live_;
  std::unique_ptr<common::http::Server> server_;
};

}  // namespace test
