#pragma once
#include <chrono>
#include <string>

#include "common/http/http.hpp"
#include "edge/api/api.hpp"
#include "edge/identity/phone_keys.hpp"
#include "tests/edge/day/fixture.hpp"
#include "tests/support/picture.hpp"
#include "tests/support/places.hpp"
#include "tests/support/wait.hpp"

namespace van_test {

/// A van with its local server on a free port, and a client as the screen is one.
class ServedVan : public Van {
 public:
  explicit ServedVan(Seed seed = {}) : Van(std::move(seed)) { serve(); }
  ~ServedVan() { stop(); }

  void serve() {
    presses = std::make_unique<edge::api::Presses>(*store);
    sessions = std::make_unique<edge::api::Sessions>(clock);
    sign_on = std::make_unique<edge::day::SignOn>(*van, temp.path() / "data" / "sign_on");
    phones = std::make_unique<edge::api::Phones>(*store, clock);
    directories = std::make_unique<edge::day::Directories>(*van);
    parts = std::make_unique<edge::api::Parts>(
        edge::api::Parts{*van, *journey, *papers, *commands, *presses, *sign_on, *sessions,
                         *directories, [] { return edge::day::Link(); }, "test",
                         support::source_folder() + "/tests/edge/api/data/web",
                         support::source_folder() + "/deploy/map", nullptr, nullptr, phones.get(),
                         [this] { return phone_access; }});
    live = std::make_unique<edge::api::Live>(edge::api::live_asks(*parts));
    told_changes = [this](const std::vector<std::string>& keys) {
      live->note_changed(keys);
      directories->changed(keys);
    };
    journey->on_event([this](const nlohmann::json& event) {
      events.push_back(event);
      live->send(event);
    });
    router = std::make_unique<common::http::Router>(edge::api::make_router(*parts));
    server = std::make_unique<common::http::Server>(
        edge::api::server_options(0, *live),
        [this](const common::http::Request& request) {
          return edge::api::answer_request(*parts, *router, request);
        },
        pool);
    client = std::make_unique<common::http::Client>(client_options());
  }
  /// The second server, for phones, with a certificate of its own authority.
  void open_phone_door() {
    keys.prepare({"van-07.local", "127.0.0.1"}, clock.now());
    phone_router = std::make_unique<common::http::Router>(edge::api::make_phone_router(*parts));
    auto options = edge::api::phone_server_options(*parts, *live);
    options.certificate_file = options.key_file = keys.server_file();
    phone_server = std::make_unique<common::http::Server>(
        options,
        [this](const common::http::Request& request) {
          return edge::api::answer_phone_request(*parts, *phone_router, request);
        },
        phone_pool);
    std::ofstream(temp.path() / "authority.pem") << keys.authority_pem();
    phone_access = {"https://127.0.0.1:" + std::to_string(phone_server->port()),
                    "http://127.0.0.1:8080/",
                    {"van-07.local", "127.0.0.1"},
                    keys.authority_pem(),
                    keys.authority().fingerprint_sha256};
  }
  common::http::ClientOptions phone_options() const {
    common::http::ClientOptions options;
    options.port = phone_server->port();
    options.tls = true;
    options.ca_file = temp.path() / "authority.pem";
    options.verify_at = clock.now();
    options.deadline = std::chrono::seconds(30);
    return options;
  }
  void stop() {
    told_changes = nullptr;
    client.reset();
    if (phone_server) phone_server->stop();
    phone_server.reset();
    phone_router.reset();
    if (server) server->stop();
    server.reset();
    live.reset();
    router.reset();
    parts.reset();
    sign_on.reset();
    sessions.reset();
    presses.reset();
    phones.reset();
  }
  void restart() {
    stop();
    open();
    serve();
  }
  common::http::ClientOptions client_options() const {
    common::http::ClientOptions options;
    options.port = server->port();
    options.deadline = std::chrono::seconds(30);
    return options;
  }

  nlohmann::json get(const std::string& path, int status = 200) {
    common::http::Headers headers;
    if (!language.empty()) headers.add("Accept-Language", language);
    auto reply = client->send(common::http::Method::get, path, headers);
    last_status = reply.status;
    if (reply.status != status)
      throw std::runtime_error(path + ": " + std::to_string(reply.status) + " " + reply.body);
    return reply.json();
  }
  nlohmann::json post(const std::string& path,
                      const nlohmann::json& input = nlohmann::json::object(), int status = 0,
                      const std::string& key = {}) {
    clock.advance(std::chrono::seconds(1));
    common::http::Headers headers;
    headers.add("Content-Type", "application/json");
    if (!key.empty()) headers.add("Idempotency-Key", key);
    if (!language.empty()) headers.add("Accept-Language", language);
    auto reply = client->send(common::http::Method::post, path, headers, input.dump());
    last_status = reply.status;
    bool fits = status == 0 ? reply.status == 200 || reply.status == 201 : reply.status == status;
    if (!fits)
      throw std::runtime_error(path + ": " + std::to_string(reply.status) + " " + reply.body);
    return reply.json();
  }
  nlohmann::json act(const std::string& action,
                     const nlohmann::json& input = nlohmann::json::object(), int status = 0) {
    return post("/api/visits/" + visit + "/" + action, input, status);
  }
  nlohmann::json show() { return get("/api/visits/" + visit); }

  int last_status = 0;
  std::string language;  ///< asked for by `get` and `post`; empty: none
  common::asio::Pool pool{"requests", 3, 64};
  common::asio::Pool phone_pool{"phones", 2, 32};
  edge::identity::PhoneKeys keys{temp.path() / "identity"};
  edge::api::PhoneAccess phone_access;
  std::unique_ptr<edge::api::Phones> phones;
  std::unique_ptr<edge::api::Presses> presses;
  std::unique_ptr<edge::api::Sessions> sessions;
  std::unique_ptr<edge::day::SignOn> sign_on;
  std::unique_ptr<edge::day::Directories> directories;
  std::unique_ptr<edge::api::Parts> parts;
  std::unique_ptr<edge::api::Live> live;
  std::unique_ptr<common::http::Router> router;
  std::unique_ptr<common::http::Server> server;
  std::unique_ptr<common::http::Router> phone_router;
  std::unique_ptr<common::http::Server> phone_server;
  std::unique_ptr<common::http::Client> client;
};

inline std::string picture() {
  return support::picture(500);
}

inline nlohmann::json signature() {
  nlohmann::json stroke = nlohmann::json::array();
  for (int i = 0; i <= 20; ++i) stroke.push_back({0.1 + i * 0.04, i % 2 ? 0.3 : 0.7});
  return {{"signer", "Anna Müller"}, {"role", "customer"}, {"strokes", {stroke}}, {"aspect", 3.0}};
}

}  // namespace van_test
