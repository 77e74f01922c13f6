#include "edge/agent/agent.hpp"

#include <unistd.h>

#include <sstream>

#include "board/linux/gpsd.hpp"
#include "board/linux/input_button.hpp"
#include "board/linux/linux_sensors.hpp"
#include "common/certificates/folder.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/schema/fingerprint.hpp"
#include "common/text/json_text.hpp"
#include "edge/day/files.hpp"
#include "proto/records/content/paperwork_template.pb.h"
#include "proto/records/fleet/device.pb.h"

namespace edge::agent {
namespace {

constexpr std::chrono::seconds house_every{60};
constexpr std::chrono::seconds crew_every{2};  // and whether the network changed
constexpr std::chrono::hours renewal_every{1};
constexpr std::chrono::seconds phones_every{10};  // until the Wi-Fi's address is there
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

Agent::Agent(const Settings& settings, const common::Clock& clock, std::unique_ptr<board::Gps> gps,
             std::unique_ptr<board::Sensors> sensors)
    : settings_(settings),
      clock_(clock),
      catalogue_(common::schema::Catalogue::compiled()),
      store_(open_store(settings_, catalogue_, clock_)),
      time_(clock_, [this] { return store_->last_hub_time(); }),
      identity_(settings_.identity_folder),
      sensors_(sensors ? std::move(sensors) : std::make_unique<board::LinuxSensors>()),
      papers_(paper_options(settings)),
      usage_(settings.data_folder / "usage", clock),
      gps_(std::move(gps)) {
  van_ = std::make_unique<day::Van>(
      *store_, catalogue_, clock_,
      day::Identity{settings_.tenant, settings_.device, settings_.technician});
  day::Journey::Options journey;
  journey.folder = settings_.data_folder / "drive";
  journey.eta_drift = settings_.eta_drift;
  journey_ = std::make_unique<day::Journey>(*van_, journey);
  journey_->measure_with(*sensors_);
  commands_ = std::make_unique<day::Commands>(*van_, *journey_, papers_);
  presses_ = std::make_unique<api::Presses>(*store_);
  sign_on_ = std::make_unique<day::SignOn>(*van_, settings_.data_folder / "sign_on");
  if (settings_.enrolled)
    enroller_ = std::make_unique<identity::Enroller>(
        identity_, identity::Enroller::Options{settings_.hub_url, settings_.hub_ca_file,
                                               [this] { return time_.now(); }});
  make_sync();
  make_transfer();
  if (!settings_.phones_address.empty()) phones_ = std::make_unique<api::Phones>(*store_, clock_);
  directories_ = std::make_unique<day::Directories>(*van_);
  parts_ = std::make_unique<api::Parts>(
      api::Parts{*van_, *journey_, papers_, *commands_, *presses_, *sign_on_, sessions_,
                 *directories_, [this] { return link(); }, version, settings_.web_folder,
                 settings_.map_folder, transfer_.get(), enroller_.get(), phones_.get(),
                 [this] { return phone_door_ ? phone_door_->access() : api::PhoneAccess(); }});
  live_ = std::make_unique<api::Live>(api::live_asks(*parts_));
  journey_->on_event([this](const nlohmann::json& message) { live_->send(message); });
  router_ = std::make_unique<common::http::Router>(api::make_router(*parts_));
  if (phones_)
    phone_door_ = std::make_unique<PhoneDoor>(phone_door_options(settings_), *parts_, *live_,
                                              [this] { return time_.now(); });
  server_ = std::make_unique<common::http::Server>(
      api::server_options(settings_.port, *live_),
      [this](const common::http::Request& request) {
        return api::answer_request(*parts_, *router_, request);
      },
      requests_);
  if (phone_door_) phone_door_->keep_open();
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
  if (!settings_.key_file.empty()) options.broker.tls = make_tls();
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

/// Paper forms that a template in use names; where the link costs nothing, also what belongs to the
/// jobs that come.
std::vector<std::string> Agent::wanted_files() const {
  return store_->read_result([&](const store::RecordsView& view) {
    std::vector<std::string> wanted;
    for (auto& form : view.list<truckroll::content::PaperworkTemplate>())
      if (form.header().state() == "released" && form.form_blob().size() == 64)
        wanted.push_back(form.form_blob());
    if (!is_metered_)
      for (auto& file : day::files_ahead(view, clock_.now())) wanted.push_back(file);
    return wanted;
  });
}

std::uint64_t Agent::data_budget() const {
  return store_->read_result([&](const store::RecordsView& view) -> std::uint64_t {
    auto device = view.find<truckroll::fleet::Device>(settings_.device);
    return device ? static_cast<std::uint64_t>(device->data_budget_mb()) * 1'000'000 : 0;
  });
}

void Agent::make_transfer() {
  if (!sync_ || settings_.files_hub.empty() || settings_.key_file.empty()) return;
  transfer::Transfer::Options options;
  options.hub = settings_.files_hub;
  options.ca_file = settings_.hub_ca_file;
  options.identity = [this] { return load_keys(); };
  options.now = [this] { return time_.now(); };
  options.is_online = [this] { return sync_->status().online; };
  options.is_metered = [this] { return is_metered_.load(); };
  options.budget = [this] { return data_budget(); };
  options.wanted = [this] { return wanted_files(); };
  transfer_ = std::make_unique<transfer::Transfer>(std::move(options), *store_, usage_, clock_);
  sync_->on_bytes([this](std::uint64_t bytes) {
    if (is_metered_) usage_.add(bytes);
  });
}

common::certificates::Identity Agent::load_keys() const {
  if (settings_.enrolled) return identity_.load_keys();
  return {common::certificates::read_file(settings_.key_file),
          common::certificates::read_file(settings_.certificate_file)};
}

/// A phone's or a SIM's link costs; that of the yard does not.
void Agent::look_at_link() {
  auto name = default_interface();
  std::istringstream beginnings(settings_.metered);
  bool is_metered = false;
  for (std::string begin; beginnings >> begin;) is_metered |= name.starts_with(begin);
  is_metered_ = is_metered;
}

common::mqtt::Tls Agent::make_tls() {
  common::mqtt::Tls tls;
  tls.authority_file = settings_.authority_file;
  tls.certificate_file = settings_.certificate_file;
  tls.key_file = settings_.key_file;
  tls.trusted_time = [this] { return time_.for_attempt(); };
  return tls;
}

void Agent::on_changed(const std::vector<store::RecordKey>& keys) {
  journey_->mark_changed();
  live_->note_changed(keys);
  directories_->changed(keys);
  if (sync_) sync_->operation_added();
  if (transfer_) transfer_->wake();
}

void Agent::start(common::asio::Loop& loop) {
  look_at_link();
  if (sync_) sync_->start();
  if (transfer_) transfer_->start();
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
      if (reading.fix) time_.note_fix(reading.fix->at);
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
    if (enroller_ && clock_.monotonic() >= renewal_at_) {
      renewal_at_ = clock_.monotonic() + renewal_every;
      (void)errands_.try_post([this] { renew_certificate(); });
    }
    if (phone_door_ && clock_.monotonic() >= phones_at_) {
      phones_at_ = clock_.monotonic() + phones_every;
      (void)errands_.try_post([this] { phone_door_->keep_open(); });
    }
  });
}

void Agent::watch_with(common::service::Watchdog& watchdog) {
  using common::asio::Task;
  watchdog.watch("requests", [this](Task answer) { return requests_.try_post(answer); });
  watchdog.watch("positions", [this](Task answer) { return drive_.try_post(answer); });
  if (sync_)
    watchdog.watch("sync", [this](Task answer) { return sync_->echo(std::move(answer)), true; });
}

/// The next connection uses it; the one at hand may go on with the certificate that it began with.
void Agent::renew_certificate() {
  try {
    if (enroller_->is_renewal_due()) enroller_->renew();
  } catch (const common::Error& error) {
    common::log::warning("edge/agent", "the certificate is not renewed yet; it is tried again",
                         {{"error", error.what()}});
  }
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
  errands_.stop();
  if (phone_door_) phone_door_->stop();
  if (transfer_) transfer_->stop();
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
  journey_->tell_board();
  if (store_->storage().level == store::StorageLevel::ok) return;
  journey_->drop_track();
  store_->release_blobs(blobs_kept_when_nearly_full);
  store_->try_room();
}

/// The hub sends what belongs to those who are signed on and to the driver, and is told when that
/// changes.
void Agent::follow_crew() {
  if (!sync_) return;
  sync_->set_screen_on(live_->listeners() > 0);
  auto crew = van_->crew();
  std::set<std::string> technicians;
  for (auto& member : crew.members) technicians.insert(member.technician);
  for (auto& one : {crew.actor.technician, crew.driver})
    if (!one.empty()) technicians.insert(one);
  if (technicians == technicians_ || technicians.empty()) return;
  technicians_ = technicians;
  sync_->set_technicians({technicians.begin(), technicians.end()});
}

/// Another network may reach the hub where the last one did not: no pause is sat out then.
void Agent::follow_link() {
  if (!link_watch_.has_changed()) return;
  look_at_link();
  if (sync_) sync_->link_changed();
  if (transfer_) transfer_->wake();
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

std::string ready_line(std::uint16_t port) {
  return common::json_text(
      nlohmann::json{{"ready", true},
                     {"address", "http://127.0.0.1:" + std::to_string(port) + "/"},
                     {"port", port},
                     {"process", ::getpid()}});
}

}  // namespace edge::agent
