#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "board/gps/gps.hpp"
#include "board/sensors/sensors.hpp"
#include "common/geo/geo.hpp"
#include "edge/day/track_file.hpp"
#include "edge/day/van.hpp"

namespace edge::day {

/// Where the van is, as screens and commands need it.
struct Whereabouts {
  std::optional<board::Fix> fix;  ///< only while the receiver has one
  board::NoFix reason = board::NoFix::no_service;
  /// "ok", "no_position" (a receiver without a fix) or "missing".
  std::string gps_text() const;
};

/// Where the visit is; nothing when the office has no position.
std::optional<common::geo::Position> find_site_position(
    common::rules::Records& records, const truckroll::field::ScheduledEvent& visit);

/// Watches the position while a technician is under way: proposes "on site" at the customer's,
/// estimates the arrival anew when it drifts, keeps the track and tells the hub where the van is.
/// Of who may not be followed, or is off his shift, nothing is kept and told unless he presses
/// something himself.
/// on_reading() and refresh() run on one thread; the rest on any.
class Journey {
 public:
  struct Options {
    std::filesystem::path folder;
    std::chrono::minutes eta_drift{5};
    common::geo::GeofenceSettings geofence;
    std::chrono::milliseconds telemetry_every{2'000};
    std::chrono::seconds estimate_every{5};  ///< of fix time
  };
  Journey(Van& van, Options options);

  /// Live position for the hub; never queued.
  void on_telemetry(std::function<void(const truckroll::wire::Telemetry&)> send) {
    send_telemetry_ = std::move(send);
  }
  /// What is told beside the position. Outlives this.
  void measure_with(board::Sensors& sensors) { sensors_ = &sensors; }
  /// Tells the hub how the board is, also where no position may be told. On the thread of
  /// on_reading(), about every minute.
  void tell_board();
  /// A proposal was made or withdrawn: a message for the screens.
  void on_event(std::function<void(const nlohmann::json&)> tell) { tell_ = std::move(tell); }
  /// From then on arrivals are estimated by road.
  void set_roads(std::shared_ptr<const common::geo::RoadGraph> roads);

  void on_reading(const board::Reading& reading);
  /// Records changed: what is watched may be another visit now. Cheap; any thread.
  void mark_changed() { changed_ = true; }

  Whereabouts whereabouts() const;
  /// Nothing without a position of the van or the site. May take a while by road: not inside a
  /// reading of the store.
  std::optional<common::geo::Arrival> estimate(
      const std::optional<common::geo::Position>& site) const;
  /// On the thread of on_reading(), as drop_track().
  const TrackFile& track() const { return file_; }
  /// Room for what matters.
  void drop_track() { file_.clear(); }

 private:
  /// The visit that somebody is under way to, at, or has just finished.
  struct Watched {
    truckroll::field::ScheduledEvent visit;
    std::optional<common::geo::Position> site;
    double radius_m = 100;
    std::string site_name;
  };

  void refresh();
  std::optional<Watched> find_watched() const;
  void watch(std::optional<Watched> watched);
  void check_geofence(const board::Fix& fix);
  void propose(const common::geo::GeofenceEvent& event, const board::Fix& fix);
  void withdraw();
  void check_estimate(const board::Fix& fix);
  void record_track(const board::Fix& fix);
  void keep_segment(const std::vector<common::geo::TrackPoint>& segment,
                    const std::string& work_order);
  void tell_hub(const board::Fix& fix);
  void look_at_person();
  void drop_what_was_recorded();
  truckroll::wire::Telemetry make_telemetry() const;
  void save();
  void load();

  Van& van_;
  const Options options_;
  TrackFile file_;
  std::function<void(const truckroll::wire::Telemetry&)> send_telemetry_;
  std::function<void(const nlohmann::json&)> tell_;
  std::atomic<bool> changed_{true};

  // Of the one thread that gets the readings.
  std::optional<Watched> watched_;
  std::optional<common::geo::GeofenceDetector> detector_;
  std::string detector_visit_;
  std::optional<common::geo::GeofenceState> loaded_state_;
  std::string loaded_visit_;
  common::geo::TrackRecorder recorder_;
  std::optional<common::Instant> estimated_at_;
  board::Sensors* sensors_ = nullptr;
  /// Who drives, as last looked at.
  struct Person {
    std::string technician;
    bool is_on_shift = false, is_followed = false;
  };
  Person person_;
  std::string person_active_;  // who was to act when it was looked at
  std::optional<std::chrono::milliseconds> person_seen_at_;
  std::optional<std::chrono::milliseconds> told_at_;
  common::Instant saved_at_{};

  mutable std::mutex mutex_;
  Whereabouts whereabouts_;
  std::shared_ptr<const common::geo::RoadGraph> roads_;
};

}  // namespace edge::day
