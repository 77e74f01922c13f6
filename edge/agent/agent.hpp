#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "board/button/button.hpp"
#include "board/gps/gps.hpp"
#include "board/sensors/sensors.hpp"
#include "common/asio/asio.hpp"
#include "common/service/watchdog.hpp"
#include "edge/agent/link_watch.hpp"
#include "edge/agent/phone_door.hpp"
#include "edge/agent/settings.hpp"
#include "edge/agent/trusted_time.hpp"
#include "edge/api/api.hpp"
#include "edge/sync/sync.hpp"

namespace edge::agent {

inline constexpr const char* version = "0.1.0";

/// One line of JSON for whoever started the program: its screens can be opened.
std::string ready_line(std::uint16_t port);

/// The van's program: store, screens, position and synchronisation put together. The screens are
/// served when the constructor returns; start() brings up what they can wait for. Main's thread.
class Agent {
 public:
  /// `gps` and `sensors` stand in for the board's in tests; null takes the receiver that the
  /// settings name, and what the kernel shows.
  Agent(const Settings& settings, const common::Clock& clock, std::unique_ptr<board::Gps> gps = {},
        std::unique_ptr<board::Sensors> sensors = {});
  ~Agent();  ///< stops
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  void start(common::asio::Loop& loop);
  /// What has to work for the van to be of use. After start(), on the loop's thread.
  void watch_with(common::service::Watchdog& watchdog);
  /// Lets the requests at hand finish. May be called twice.
  void stop();

  std::uint16_t port() const { return server_->port(); }
  /// Erased by order of the hub: there is nothing to serve any more.
  bool is_wiped() const;
  store::Store& store() { return *store_; }
  day::Journey& journey() { return *journey_; }

 private:
  void make_sync();
  common::mqtt::Tls make_tls();
  void make_transfer();
  common::certificates::Identity load_keys() const;
  std::vector<std::string> wanted_files() const;
  std::uint64_t data_budget() const;
  void look_at_link();
  void on_changed(const std::vector<store::RecordKey>& keys);
  void load_roads();
  /// Things that only need to be looked at now and then.
  void keep_house();
  void follow_crew();
  void follow_link();
  void renew_certificate();
  void on_button();
  day::Link link() const;

  const Settings settings_;
  const common::Clock& clock_;
  const common::schema::Catalogue catalogue_;
  // Before all that has threads: its checks fork, and a lock that a thread holds then stays locked
  // in the child.
  std::unique_ptr<store::Store> store_;
  TrustedTime time_;
  identity::Folder identity_;
  std::unique_ptr<identity::Enroller> enroller_;  // null where the settings name the certificate
  std::unique_ptr<day::Van> van_;
  std::unique_ptr<board::Sensors> sensors_;
  std::unique_ptr<day::Journey> journey_;
  day::Papers papers_;
  std::unique_ptr<day::Commands> commands_;
  std::unique_ptr<api::Presses> presses_;
  std::unique_ptr<day::SignOn> sign_on_;
  api::Sessions sessions_{clock_};
  std::unique_ptr<day::Directories> directories_;
  std::unique_ptr<api::Phones> phones_;  // null: not served
  std::unique_ptr<sync::Sync> sync_;     // null without a hub
  transfer::Usage usage_;
  std::unique_ptr<transfer::Transfer> transfer_;  // null: large files go over the broker
  std::unique_ptr<api::Parts> parts_;
  std::unique_ptr<api::Live> live_;  // asks parts_ for the status
  std::unique_ptr<common::http::Router> router_;
  std::unique_ptr<board::Gps> gps_;
  std::unique_ptr<board::Button> button_;        // null without one
  common::asio::Pool drive_{"drive", 1, 64};     // positions, one after the other
  common::asio::Pool errands_{"errands", 1, 4};  // what waits for the hub's web server
  common::asio::Pool requests_{"requests", 3, 128};
  std::unique_ptr<common::http::Server> server_;
  std::unique_ptr<PhoneDoor> phone_door_;  // null: the crew's phones are not served
  common::asio::Timer house_timer_, crew_timer_;
  std::set<std::string> technicians_;
  std::chrono::milliseconds renewal_at_{0}, phones_at_{0};
  LinkWatch link_watch_;
  std::atomic<bool> is_metered_ = false;
  bool is_stopped_ = false;
};

}  // namespace edge::agent
