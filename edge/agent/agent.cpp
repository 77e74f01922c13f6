#include "edge/agent/agent.hpp"

#include <unistd.h>

#include "board/linux/gpsd.hpp"
#include "board/linux/input_button.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/schema/fingerprint.hpp"
#include "common/text/json_text.hpp"

namespace edge::agent {
namespace {

constexpr std::chrono::seconds house_every{60};
constexpr std::chrono::seconds crew_every{2};  // and whether the network changed
constexpr std::uint64_t blobs_kept_when_nearly_full = 64ull << 20;

pdf::WorkerOptions paper_options(const Settings& settings) {
  pdf::WorkerOptions options;
  options.program = settings.paper_program;
  return options;
}

std::unique_ptr<store::Store> open_store(const Settings& settings,
                                         const common::schema::Catalogue& catalogue,
                                         const common::Clock& clock) {
  store::Store::Options options;
  options.folder = settings.data_folder;
  std::filesystem::create_directories(settings.data_folder);
  return std::make_unique<store::Store>(std::move(options), catalogue,
                                        common::rules::RuleBook::registered(), clock);
}

}  // namespace

Agent::Agent(const Settings& settings, const common::Clock& clock, std::unique_ptr<board::Gps> gps)
    : settings_(settings),
      clock_(clock),
      catalogue_(common::schema::Catalogue::compiled()),
      store_(open_store(settings_, catalogue_, clock_)),
      papers_(paper_options(settings)),
      gps_(std::move(gps)) {
  van_ = std::make_unique<day::Van>(
      *store_, catalogue_, clock_,
      day::Identity{settings_.tenant, settings_.device, settings_.technician});
  day::Journey::Options journey;
  journey.folder = settings_.data_folder / "drive";
  journey.eta_drift = settings_.eta_drift;
  journey_ = std::make_unique<day::Journey>(*van_, journey);
  commands_ = std::make_unique<day::Commands>(*van_, *journey_, papers_);
  presses_ = std::make_unique<api::Presses>(settings_.data_folder / "presses");
  parts_ = std::make_unique<api::Parts>(api::Parts{*van_, *journey_, papers_, *commands_, *presses_,
                                                   [this] { return link(); }, version,
                                                   settings_.web_folder, settings_.map_folder});
  live_ = std::make_unique<api::Live>([this] { return api::make_status(*parts_); });
  make_sync();
  journey_->on_event([this](const nlohmann::json& message) { live_->send(message); });
  router_ = std::make_unique<common::http::Router>(api::make_router(*parts_));
  server_ = std::make_unique<common::http::Server>(
      api::server_options(settings_.port, *live_),
      [this](const common::http::Request& request) {
        return api::answer_request(*router_, request);
      },
      requests_);
}

Agent::~Agent() {
  stop();
}

void Agent::make_sync() {
  auto changed = [this](const std::vector<store::RecordKey>& keys) { on_changed(keys); };
  if (settings_.hub_host.empty()) return store_->on_changed(changed);
  sync::Sync::Options options;
  options.broker.host = settings_.hub_host;
  options.broker.port = settings_.hub_port;
  if (!settings_.key_file.empty()) {
    common::mqtt::Tls tls;
    tls.authority_file = settings_.authority_file;
    tls.certificate_file = settings_.certificate_file;
    tls.key_file = settings_.key_file;
    options.broker.tls = std::move(tls);
  }
  options.tenant = settings_.tenant;
  options.shard = settings_.shard;
  options.device = settings_.device;
  options.firmware = version;
  options.schema = common::schema::fingerprint(catalogue_);
  sync_ = std::make_unique<sync::Sync>(std::move(options), *store_, catalogue_,
                                       common::rules::RuleBook::registered(), clock_);
  sync_->on_changed(changed);
  journey_->on_telemetry(
      [this](const truckroll::wire::Telemetry& message) { sync_->publish_telemetry(message); });
}

void Agent::on_changed(const std::vector<store::RecordKey>& keys) {
  journey_->mark_changed();
  live_->note_changed(keys);
  if (sync_) sync_->operation_added();
}

void Agent::start(common::asio::Loop& loop) {
  if (sync_) sync_->start();
  if (!gps_ && !settings_.gpsd_host.empty()) {
    board::GpsdClient::Options options;
    options.host = settings_.gpsd_host;
    options.port = settings_.gpsd_port;
    gps_ = std::make_unique<board::GpsdClient>(std::move(options));
  }
  if (!settings_.roads_file.empty()) (void)drive_.try_post([this] { load_roads(); });
  // A full queue drops the position: the next one is a second away.
  if (gps_)
    gps_->start([this](const board::Reading& reading) {
      (void)drive_.try_post([this, reading] { journey_->on_reading(reading); });
    });
  if (!settings_.button_device.empty()) {
    board::InputButton::Options options;
    options.device = settings_.button_device;
    options.key = settings_.button_key;
    button_ = std::make_unique<board::InputButton>(std::move(options));
    button_->start([this] { (void)drive_.try_post([this] { on_button(); }); });
  }
  house_timer_ =
      loop.every(house_every, [this] { (void)drive_.try_post([this] { keep_house(); }); });
  crew_timer_ = loop.every(crew_every, [this, &loop] {
    if (is_wiped()) return loop.stop();  // started anew, it is an empty van
    (void)drive_.try_post([this] { follow_crew(); });
    follow_link();
  });
}

void Agent::stop() {
  if (is_stopped_) return;
  is_stopped_ = true;
  house_timer_.cancel();
  crew_timer_.cancel();
  if (button_) button_->stop();
  if (gps_) gps_->stop();
  server_->stop();
  drive_.stop();
  if (sync_) sync_->stop();
}

void Agent::load_roads() {
  try {
    journey_->set_roads(std::make_shared<const common::geo::RoadGraph>(
        common::geo::RoadGraph::load(settings_.roads_file)));
  } catch (const common::Error& error) {
    common::log::warning("edge/agent", "no roads; arrivals are estimated by distance",
                         {{"error", error.what()}});
  }
}

void Agent::keep_house() {
  store_->clear_stale_readers();
  if (store_->storage().level == store::StorageLevel::ok) return;
  journey_->drop_track();
  store_->release_blobs(blobs_kept_when_nearly_full);
  store_->try_room();
}

/// The hub sends what belongs to those who are signed on, and is told when that changes.
void Agent::follow_crew() {
  if (!sync_) return;
  sync_->set_screen_on(live_->listeners() > 0);
  auto technician = van_->crew().actor.technician;
  if (technician == technician_ || technician.empty()) return;
  technician_ = technician;
  sync_->set_technicians({technician});
}

/// Another network may reach the hub where the last one did not: no pause is sat out then.
void Agent::follow_link() {
  if (link_watch_.has_changed() && sync_) sync_->link_changed();
}

/// Behind the positions, so that the press is made where the van is now. The screens say what it
/// did.
void Agent::on_button() {
  nlohmann::json message{{"type", "button"}};
  common::Sentence text;
  try {
    auto press = commands_->press_on_my_way();
    message["result"] = press.is_new ? "on_my_way" : "already";
    message["visit"] = press.visit;
  } catch (const common::Error& error) {
    bool is_idle = error.code() == common::ErrorCode::not_found;
    message["result"] = is_idle ? "nothing_due" : "refused";
    text = error.sentence();
    common::log::warning("edge/agent", "a press of the button did nothing",
                         {{"error", error.what()}});
  }
  live_->tell([&] {
    if (!text.empty()) message["text"] = text.said();
    return message;
  });
}

day::Link Agent::link() const {
  if (!sync_) return {};
  auto status = sync_->status();
  day::Link link;
  link.online = status.online;
  if (status.last_contact_at != common::Instant{}) link.last_contact = status.last_contact_at;
  link.upgrade_needed = status.upgrade_needed;
  return link;
}

bool Agent::is_wiped() const {
  return sync_ && sync_->status().wiped;
}

std::string Agent::ready_line() const {
  return common::json_text(
      nlohmann::json{{"ready", true},
                     {"address", "http://127.0.0.1:" + std::to_string(port()) + "/"},
                     {"port", port()},
                     {"process", ::getpid()}});
}

}  // namespace edge::agent
