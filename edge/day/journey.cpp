#include "edge/day/journey.hpp"

#include <algorithm>
#include <cmath>

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/rules/field/visit.hpp"
#include "common/text/json_text.hpp"
#include "edge/day/following.hpp"
#include "edge/day/impl/values.hpp"
#include "edge/day/shift.hpp"
#include "proto/records/crm/site.pb.h"
#include "proto/records/field/job_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/fleet/position_report.pb.h"
#include "proto/wire/actions/field.pb.h"
#include "proto/wire/actions/fleet.pb.h"

namespace edge::day {
namespace {

using common::Instant;
using common::rules::field::is_one_of;
using truckroll::field::JobEvent;
using truckroll::field::ScheduledEvent;
using truckroll::field::WorkOrder;
namespace geo = common::geo;

constexpr std::chrono::seconds save_every{10};  // of fix time
constexpr std::chrono::minutes estimate_valid{15};
constexpr std::chrono::minutes shift_every{1};  // midnight changes no record
constexpr double radius_default_m = 100;

geo::Fix to_geo(const board::Fix& fix) {
  return {fix.at, {fix.latitude, fix.longitude}, fix.accuracy_m};
}

/// A finished visit is watched until the van has left, so that the next one begins clean.
int urgency(const ScheduledEvent& visit) {
  auto& state = visit.header().state();
  if (state == "on_my_way") return 3;
  if (is_one_of(state, {"on_site", "paused"})) return 2;
  return 0;
}

/// As docs/telemetry.md tells outsiders.
std::uint32_t visit_state(const ScheduledEvent& visit) {
  auto& state = visit.header().state();
  return state == "on_my_way" ? 1 : state == "on_site" ? 2 : 3;
}

std::optional<truckroll::crm::Site> find_site(common::rules::Records& records,
                                              const ScheduledEvent& visit) {
  auto job = records.find<WorkOrder>(visit.work_order());
  return job ? records.find<truckroll::crm::Site>(job->site()) : std::nullopt;
}

}  // namespace

std::string Whereabouts::gps_text() const {
  if (fix) return "ok";
  return reason == board::NoFix::searching ? "no_position" : "missing";
}

Journey::Journey(Van& van, Options options)
    : van_(van), options_(std::move(options)), file_(options_.folder), recorder_({}) {
  load();
}

void Journey::set_roads(std::shared_ptr<const geo::RoadGraph> roads) {
  std::lock_guard lock(mutex_);
  roads_ = std::move(roads);
}

Whereabouts Journey::whereabouts() const {
  std::lock_guard lock(mutex_);
  return whereabouts_;
}

void Journey::on_reading(const board::Reading& reading) {
  {
    std::lock_guard lock(mutex_);
    whereabouts_ = {reading.fix, reading.reason};
  }
  if (changed_.exchange(false)) refresh();
  if (!reading.fix) return;
  auto& fix = *reading.fix;
  look_at_person();
  bool is_recorded = person_.is_on_shift && person_.is_followed;
  if (is_recorded) tell_hub(fix);
  if (!watched_) return;
  check_geofence(fix);
  if (watched_ && watched_->visit.header().state() == "on_my_way") {
    if (is_recorded) record_track(fix);
    check_estimate(fix);
  }
  if (fix.at - saved_at_ >= save_every || fix.at < saved_at_) {
    saved_at_ = fix.at;
    save();
  }
}

std::optional<geo::Position> find_site_position(common::rules::Records& records,
                                                const ScheduledEvent& visit) {
  auto site = find_site(records, visit);
  if (!site || !site->address().has_position()) return std::nullopt;
  return to_position(site->address().position());
}

std::optional<geo::Arrival> Journey::estimate(const std::optional<geo::Position>& site) const {
  auto at = whereabouts();
  if (!at.fix || !site) return std::nullopt;
  std::shared_ptr<const geo::RoadGraph> roads;
  {
    std::lock_guard lock(mutex_);
    roads = roads_;
  }
  return geo::estimate_arrival(roads.get(), {at.fix->latitude, at.fix->longitude}, *site,
                               van_.clock().now());
}

// ---- what is watched

void Journey::refresh() {
  person_seen_at_.reset();
  look_at_person();
  watch(find_watched());
}

void Journey::look_at_person() {
  auto now = van_.clock().monotonic();
  auto active = van_.active();
  if (person_seen_at_ && now - *person_seen_at_ < shift_every && active == person_active_) return;
  person_seen_at_ = now;
  person_active_ = active;
  person_ = van_.see([](const Screen& screen) {
    auto& me = screen.crew.actor.technician;
    return Person{me, is_on_shift(screen),
                  common::rules::people::is_followed(following_of(screen.records, me))};
  });
  if (!person_.technician.empty() && !person_.is_followed) drop_what_was_recorded();
}

/// Also what was recorded while he still could be followed, and has not become an operation.
void Journey::drop_what_was_recorded() {
  file_.clear();
  if (recorder_.pending().empty()) return;
  recorder_ = geo::TrackRecorder({});
  saved_at_ = {};
}

std::optional<Journey::Watched> Journey::find_watched() const {
  return van_.see([&](const Screen& screen) -> std::optional<Watched> {
    auto& me = screen.crew.actor.technician;
    std::optional<Watched> best;
    for (auto& visit : screen.records.where<ScheduledEvent>("assignments.technician", me)) {
      bool leaving = visit.header().state() == "done" && (visit.header().id() == detector_visit_ ||
                                                          visit.header().id() == loaded_visit_);
      if (urgency(visit) == 0 && !leaving) continue;
      if (best && urgency(best->visit) >= urgency(visit)) continue;
      best.emplace();
      best->visit = visit;
    }
    if (!best) return best;
    if (auto site = find_site(screen.records, best->visit)) {
      best->site_name = site->name();
      if (site->has_arrival_radius_m()) best->radius_m = site->arrival_radius_m();
      if (site->address().has_position()) best->site = to_position(site->address().position());
    }
    return best;
  });
}

void Journey::watch(std::optional<Watched> watched) {
  auto left = watched_ ? watched_->visit.work_order() : std::string();
  auto was_driving = watched_ && watched_->visit.header().state() == "on_my_way";
  watched_ = std::move(watched);
  auto is_driving = watched_ && watched_->visit.header().state() == "on_my_way";
  // Also when the job went straight on: each visit gets the stretch that led to it.
  if (was_driving && !is_driving) keep_segment(recorder_.close(), left);
  if (auto proposal = van_.proposal();
      proposal && (!is_driving || watched_->visit.header().id() != proposal->visit))
    withdraw();
  auto id = watched_ ? watched_->visit.header().id() : std::string();
  if (id == detector_visit_) return;
  detector_.reset();
  detector_visit_ = id;
  if (!watched_ || !watched_->site) return;
  geo::GeofenceState state;
  if (loaded_state_ && loaded_visit_ == id) state = *loaded_state_;
  loaded_state_.reset();
  detector_.emplace(geo::Geofence{*watched_->site, watched_->radius_m}, options_.geofence, state);
  estimated_at_.reset();
}

// ---- geofence

void Journey::check_geofence(const board::Fix& fix) {
  if (!detector_) return;
  auto event = detector_->add(to_geo(fix));
  if (!event) return;
  auto& state = watched_->visit.header().state();
  if (event->kind == geo::GeofenceEventKind::entered && state == "on_my_way") propose(*event, fix);
  if (event->kind == geo::GeofenceEventKind::left && van_.proposal()) withdraw();
  if (event->kind == geo::GeofenceEventKind::left && state == "done") watch(std::nullopt);
  save();
}

/// The proposal is a fact too: the office sees when the van came near, also if nobody confirms it.
void Journey::propose(const geo::GeofenceEvent& event, const board::Fix& fix) {
  auto& visit = watched_->visit;
  van_.set_proposal(Proposal{visit.header().id(), event.at});
  save();
  try {
    auto crew = van_.crew();
    JobEvent made;
    made.mutable_header()->set_id(common::make_id(van_.clock().now()));
    made.set_scheduled_event(visit.header().id());
    made.set_work_order(visit.work_order());
    made.set_technician(crew.actor.technician);
    made.set_kind(JobEvent::KIND_PROPOSED_ON_SITE);
    *made.mutable_at() = common::codec::to_timestamp(event.at);
    if (person_.is_followed) {
      *made.mutable_position() = to_proto({fix.latitude, fix.longitude});
      if (fix.accuracy_m) *made.mutable_accuracy_m() = metres(*fix.accuracy_m);
    }
    made.set_origin(JobEvent::ORIGIN_GEOFENCE);
    van_.give(crew.actor, common::rules::make_create(van_.catalogue().of<JobEvent>(), made),
              "Near " + (watched_->site_name.empty() ? "the site" : watched_->site_name));
  } catch (const common::Error& error) {
    common::log::warning("edge/day", "the arrival could not be noted", {{"error", error.what()}});
  }
  if (tell_)
    tell_({{"type", "proposal"},
           {"kind", "on_site"},
           {"visit", visit.header().id()},
           {"since", common::format_instant(event.at)}});
}

void Journey::withdraw() {
  auto proposal = van_.proposal();
  van_.set_proposal(std::nullopt);
  save();
  if (tell_ && proposal) tell_({{"type", "proposal_withdrawn"}, {"visit", proposal->visit}});
}

// ---- arrival

void Journey::check_estimate(const board::Fix& fix) {
  if (van_.proposal()) return;  // he is there; only the confirmation is missing
  if (estimated_at_ && fix.at >= *estimated_at_ &&
      fix.at - *estimated_at_ < options_.estimate_every)
    return;
  estimated_at_ = fix.at;
  auto& visit = watched_->visit;
  auto arrival = estimate(watched_->site);
  if (!arrival) return;
  std::optional<Instant> announced;
  if (visit.has_eta()) announced = common::codec::from_timestamp(visit.eta());
  geo::EtaWatch watch(options_.eta_drift, announced);
  if (!watch.find_drift(arrival->arrives_at)) return;
  truckroll::wire::field::Eta input;
  *input.mutable_eta() = common::codec::to_timestamp(arrival->arrives_at);
  input.set_basis(arrival->basis == geo::Basis::road_graph
                      ? ScheduledEvent::ETA_BASIS_ROUTE
                      : ScheduledEvent::ETA_BASIS_STRAIGHT_LINE);
  *input.mutable_valid_until() = common::codec::to_timestamp(arrival->arrives_at + estimate_valid);
  if (person_.is_followed) {
    *input.mutable_position() = to_proto({fix.latitude, fix.longitude});
    if (fix.accuracy_m) *input.mutable_accuracy_m() = metres(*fix.accuracy_m);
  }
  input.set_travel_minutes(static_cast<int>(std::ceil(arrival->seconds / 60)));
  try {
    van_.give_action<ScheduledEvent>(van_.crew(), visit.header().id(), "eta", input,
                                     "New arrival time for " + watched_->site_name);
    refresh();
  } catch (const common::Error& error) {
    common::log::warning("edge/day", "the arrival time could not be kept",
                         {{"error", error.what()}});
  }
}

// ---- track and live position

void Journey::record_track(const board::Fix& fix) {
  if (auto segment = recorder_.add({fix.at, {fix.latitude, fix.longitude}}))
    keep_segment(*segment, watched_->visit.work_order());
}

/// Durable as an operation, so that the office has the drive also when nothing could be sent on the
/// way.
void Journey::keep_segment(const std::vector<geo::TrackPoint>& segment,
                           const std::string& work_order) {
  if (segment.empty()) return;
  try {
    truckroll::wire::fleet::Track input;
    input.set_segment(geo::encode_track(segment));
    if (!work_order.empty()) input.set_work_order(work_order);
    van_.give_action<truckroll::fleet::PositionReport>(van_.crew(), "", "track", input,
                                                       "Stretch driven");
  } catch (const common::Error& error) {
    file_.add(segment);  // what the store cannot take now is kept beside it
    common::log::warning("edge/day", "the track could not be kept", {{"error", error.what()}});
  }
}

void Journey::tell_hub(const board::Fix& fix) {
  if (!send_telemetry_) return;
  auto now = van_.clock().monotonic();
  if (told_at_ && now - *told_at_ < options_.telemetry_every) return;
  told_at_ = now;
  auto message = make_telemetry();
  *message.mutable_at() = common::codec::to_timestamp(fix.at);
  auto position = geo::to_e7({fix.latitude, fix.longitude});
  message.set_latitude_e7(position.latitude);
  message.set_longitude_e7(position.longitude);
  auto rounded = [](double value) {
    return static_cast<std::uint32_t>(std::llround(std::clamp(value, 0.0, 4e9)));
  };
  if (fix.accuracy_m) message.set_accuracy_dm(rounded(*fix.accuracy_m * 10));
  if (fix.speed_m_s) message.set_speed_cm_s(rounded(*fix.speed_m_s * 100));
  if (fix.course_degrees) message.set_course_cdeg(rounded(*fix.course_degrees * 100));
  message.set_technician(person_.technician);
  send_telemetry_(message);
}

void Journey::tell_board() {
  if (changed_.exchange(false)) refresh();
  if (send_telemetry_) send_telemetry_(make_telemetry());
}

truckroll::wire::Telemetry Journey::make_telemetry() const {
  truckroll::wire::Telemetry message;
  if (watched_ && urgency(watched_->visit) > 0) {
    message.set_work_order(watched_->visit.work_order());
    message.set_visit_state(visit_state(watched_->visit));
  }
  auto log = van_.store().load_state();
  message.set_waiting(static_cast<std::uint32_t>(log.next_sequence - 1 - log.acked_sequence));
  message.set_storage_percent(
      static_cast<std::uint32_t>(std::max(0, van_.store().storage().percent)));
  if (!sensors_) return message;
  auto measured = sensors_->read();
  if (measured.supply_mv) message.set_supply_mv(*measured.supply_mv);
  if (measured.temperature_cdeg) message.set_temperature_cdeg(*measured.temperature_cdeg);
  if (measured.signal_dbm) message.set_signal_dbm(*measured.signal_dbm);
  return message;
}

// ---- what survives a restart

void Journey::save() {
  json state{{"visit", detector_visit_}};
  if (detector_) state["geofence"] = common::to_base64(geo::encode(detector_->state()));
  if (auto proposal = van_.proposal())
    state["proposal"] = {{"visit", proposal->visit},
                         {"since", common::format_instant(proposal->since)}};
  if (!recorder_.pending().empty())
    state["track"] = common::to_base64(geo::encode_track(recorder_.pending()));
  file_.save_state(common::json_text(state));
}

void Journey::load() {
  auto bytes = file_.load_state();
  if (!bytes) return;
  try {
    auto state = common::read_json(*bytes);
    loaded_visit_ = state.at("visit").get<std::string>();
    // What was watched stays watched, so that a visit done before the restart is left after it.
    if (state.contains("geofence")) {
      loaded_state_ =
          geo::decode_geofence_state(common::from_base64(state["geofence"].get<std::string>()));
    }
    if (state.contains("proposal"))
      van_.set_proposal(
          Proposal{state["proposal"].at("visit").get<std::string>(),
                   common::parse_instant(state["proposal"].at("since").get<std::string>())});
    if (state.contains("track"))
      recorder_ = geo::TrackRecorder(
          {}, geo::decode_track(common::from_base64(state["track"].get<std::string>())));
  } catch (const std::exception& error) {
    common::log::warning("edge/day", "the state of the drive is unreadable",
                         {{"error", error.what()}});
  }
}

}  // namespace edge::day
