#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "board/button/button.hpp"
#include "board/gps/gps.hpp"
#include "common/asio/asio.hpp"
#include "edge/agent/link_watch.hpp"
#include "edge/agent/settings.hpp"
#include "edge/api/api.hpp"
#include "edge/sync/sync.hpp"

namespace edge::agent {

inline constexpr const char* version = "0.1.0";

/// The van's program: store, screens, position and synchronisation put together. The screens are
/// served when the constructor returns; start() brings up what they can wait for. Main's thread.
class Agent {
 public:
  /// `gps` stands in for the receiver in tests; null takes the one that the settings name.
  Agent(const Settings& settings, const common::Clock& clock, std::unique_ptr<board::Gps> gps = {});
  ~Agent();  ///< stops
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  void start(common::asio::Loop& loop);
  /// Lets the requests at hand finish. May be called twice.
  void stop();

  std::uint16_t port() const { return server_->port(); }
  /// One line of JSON for whoever started the program.
  std::string ready_line() const;
  /// Erased by order of the hub: there is nothing to serve any more.
  bool is_wiped() const;
  store::Store& store() { return *store_; }
  day::Journey& journey() { return *journey_; }

 private:
  void make_sync();
  void on_changed(const std::vector<store::RecordKey>& keys);
  void load_roads();
  /// Things that only need to be looked at now and then.
  void keep_house();
  void follow_crew();
  void follow_link();
  void on_button();
  day::Link link() const;

  const Settings settings_;
  const common::Clock& clock_;
  const common::schema::Catalogue catalogue_;
  // Before all that has threads: its checks fork, and a lock that a thread holds then stays locked
  // in the child.
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<day::Van> van_;
  std::unique_ptr<day::Journey> journey_;
  day::Papers papers_;
  std::unique_ptr<day::Commands> commands_;
  std::unique_ptr<api::Presses> presses_;
  std::unique_ptr<sync::Sync> sync_;  // null without a hub
  std::unique_ptr<api::Parts> parts_;
  std::unique_ptr<api::Live> live_;  // asks parts_ for the status
  std::unique_ptr<common::http::Router> router_;
  std::unique_ptr<board::Gps> gps_;
  std::unique_ptr<board::Button> button_;     // null without one
  common::asio::Pool drive_{"drive", 1, 64};  // positions, one after the other
  common::asio::Pool requests_{"requests", 3, 128};
  std::unique_ptr<common::http::Server> server_;
  common::asio::Timer house_timer_, crew_timer_;
  std::string technician_;
  LinkWatch link_watch_;
  bool is_stopped_ = false;
};

}  // namespace edge::agent
