#include <map>

#include "board/sim/simulated_sensors.hpp"
#include "common/geo/osm/osm.hpp"
#include "common/geo/track.hpp"
#include "common/ids/ids.hpp"
#include "common/zone/zone.hpp"
#include "proto/records/admin/setting.pb.h"
#include "proto/records/field/field_day.pb.h"
#include "proto/wire/actions/fleet.pb.h"
#include "tests/edge/day/fixture.hpp"
#include "tests/support/places.hpp"

#include <CppUTest/TestHarness.h>

using truckroll::field::JobEvent;
using van_test::Van;

namespace {

int count(const Van& van, JobEvent::Kind kind) {
  int found = 0;
  for (auto& event : van.records<JobEvent>("scheduled_event", van_test::visit))
    found += event.kind() == kind ? 1 : 0;
  return found;
}

/// The stretches that wait for the hub, in order.
std::vector<std::vector<common::geo::TrackPoint>> driven(Van& van) {
  std::vector<std::vector<common::geo::TrackPoint>> segments;
  for (auto& bytes : van.store->operations(1, 1000, 1 << 20)) {
    truckroll::wire::Operation operation;
    CHECK(operation.ParseFromString(bytes));
    if (operation.command().action() != "track") continue;
    truckroll::wire::fleet::Track track;
    CHECK(track.ParseFromString(operation.command().input()));
    CHECK_TEXT(!track.work_order().empty(), "a stretch names the job it led to");
    segments.push_back(common::geo::decode_track(track.segment()));
  }
  return segments;
}

/// Where the recorded drive was at a time of the day, second by second.
std::map<common::Instant, common::geo::Position> recorded_drive() {
  std::map<common::Instant, common::geo::Position> places;
  std::ifstream file(support::source_folder() + "/tests/common/geo/data/drive.csv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields(line.substr(9));
    common::geo::Position place{};
    char comma;
    fields >> place.latitude >> comma >> place.longitude;
    places[common::parse_instant(van_test::day + "T" + line.substr(0, 8) + "Z")] = place;
  }
  return places;
}

std::vector<common::geo::TrackPoint> all_points(Van& van) {
  std::vector<common::geo::TrackPoint> points;
  for (auto& segment : driven(van)) points.insert(points.end(), segment.begin(), segment.end());
  return points;
}

std::string open_field_day(Van& van) {
  auto crew = van.van->crew();
  truckroll::field::FieldDay made;
  made.mutable_header()->set_id(common::make_id(van.clock.now()));
  made.set_technician(crew.actor.technician);
  made.mutable_day()->set_days(common::zone::local_day(van.clock.now(), crew.zone));
  van.van->give(
      crew.actor,
      common::rules::make_create(van.van->catalogue().of<truckroll::field::FieldDay>(), made),
      "Day opened");
  return made.header().id();
}

void end_field_day(Van& van, const std::string& day) {
  auto& type = van.van->catalogue().of<truckroll::field::FieldDay>();
  for (auto action : {"start-closing", "close"})
    van.van->give(van.van->crew().actor, common::rules::make_action(type, day, action, nullptr),
                  "Day ended");
}

/// News of the hub.
void hear(Van& van, const common::schema::Message& record) {
  common::sync::wire::ChangeBatch batch;
  batch.set_scope("technician:" + van_test::technician);
  batch.set_generation(1);
  for (auto& cursor : van.store->cursors()) batch.set_from(cursor.position());
  batch.set_to(batch.from() + 1);
  *batch.add_records() = common::sync::make_state(van_test::catalogue().of(record).name, record);
  CHECK(van.store->apply(batch) == common::sync::Applied::yes);
}

/// The technician as the hub sends him once he has said that, or nothing.
void send_technician(Van& van, std::optional<bool> agreed) {
  auto technician = van.van->see([](const edge::day::Screen& screen) {
    return *screen.records.find<truckroll::people::Technician>(van_test::technician);
  });
  technician.mutable_header()->set_version(technician.header().version() + 1);
  if (agreed)
    technician.set_tracking_consent(*agreed);
  else
    technician.clear_tracking_consent();
  hear(van, technician);
}

void send_setting(Van& van, const std::string& value) {
  static std::int64_t version = 0;
  truckroll::admin::Setting setting;
  setting.mutable_header()->set_id(van_test::id(77));
  setting.mutable_header()->set_tenant(van_test::tenant);
  setting.mutable_header()->set_version(++version);
  setting.set_key("positions.consent");
  setting.set_value(value);
  hear(van, setting);
}

/// Messages to the hub that say where the van is.
std::ptrdiff_t positions(const Van& van) {
  return std::count_if(van.telemetry.begin(), van.telemetry.end(),
                       [](auto& one) { return one.has_latitude_e7(); });
}

std::string why_followed(Van& van) {
  return edge::day::make_status(*van.van, *van.journey, {}, "1")["following"]["why"]
      .get<std::string>();
}

/// Minutes of standing at the depot until the customer hears of another arrival.
int minutes_until_told(std::chrono::minutes drift) {
  Van van;
  van.eta_drift = drift;
  van.open();
  auto start = common::parse_instant(van_test::day + "T07:30:00Z");
  van.be_at(van_test::depot_place, start);
  van.move("on-my-way");
  for (int minute = 1; minute <= 30; ++minute) {
    van.be_at(van_test::depot_place, start + std::chrono::minutes(minute));
    if (count(van, JobEvent::KIND_ETA) > 0) return minute;
  }
  return 0;
}

}  // namespace

TEST_GROUP(Journey) {
  Van van;
};

TEST(Journey, on_my_way_keeps_position_time_and_an_estimate) {
  van.be_at(van_test::depot_place, common::parse_instant(van_test::day + "T07:30:00Z"));

  van.move("on-my-way");

  auto card = van.detail();
  CHECK(card["state"] == "on_my_way");
  CHECK(card["eta_basis"] == "straight_line");
  CHECK(card["eta"].get<std::string>() > "2026-11-16T07:33:00Z");
  CHECK(card["eta"].get<std::string>() < "2026-11-16T07:40:00Z");
  CHECK(card["travel_minutes"].get<int>() >= 4);
  auto event = card["events"][0];
  CHECK(event["kind"] == "on_my_way");
  CHECK(event["at"] == "2026-11-16T07:30:00Z");
  DOUBLES_EQUAL(47.1410, event["position"]["latitude"].get<double>(), 1e-6);
  CHECK(event["accuracy_m"] == "4");
}

TEST(Journey, a_second_press_makes_no_second_event) {
  van.be_at(van_test::depot_place, common::parse_instant(van_test::day + "T07:30:00Z"));

  van.move("on-my-way");
  van.move("on-my-way");

  CHECK_EQUAL(1, count(van, JobEvent::KIND_ON_MY_WAY));
  CHECK_EQUAL(1, van.store->waiting().size());
}

TEST(Journey, without_a_position_there_is_no_estimate_but_the_way_begins) {
  van.gps.lose(board::NoFix::searching);

  van.move("on-my-way");

  auto card = van.detail();
  CHECK(card["state"] == "on_my_way");
  CHECK(card["eta"].is_null());
  CHECK(!card["events"][0].contains("position"));
  CHECK(van.journey->whereabouts().gps_text() == "no_position");
}

TEST(Journey, the_last_position_is_not_used_after_the_receiver_lost_it) {
  van.be_at(van_test::depot_place, common::parse_instant(van_test::day + "T07:30:00Z"));
  van.gps.lose(board::NoFix::no_receiver);

  van.move("on-my-way");

  CHECK(van.detail()["eta"].is_null());
  CHECK(van.journey->whereabouts().gps_text() == "missing");
}

TEST(Journey, the_drive_proposes_on_site_and_leaves_the_decision) {
  van.drive("07:30:00", "07:30:00");
  van.move("on-my-way");

  van.drive("07:30:01", "07:37:30");

  auto card = van.detail();
  CHECK(card["state"] == "on_my_way");
  CHECK(card["proposal"]["kind"] == "on_site");
  CHECK(card["proposal"]["since"].get<std::string>() > "2026-11-16T07:35:00Z");
  CHECK_EQUAL(1, count(van, JobEvent::KIND_PROPOSED_ON_SITE));
  CHECK(van.events.back()["type"] == "proposal");
  CHECK(van.events.back()["visit"] == van_test::visit);
}

TEST(Journey, accepting_the_proposal_is_an_arrival_by_geofence) {
  van.drive("07:30:00", "07:30:00");
  van.move("on-my-way");
  van.drive("07:30:01", "07:37:30");

  van.move("arrive", {{"origin", "geofence"}});
  van.drive("07:37:31", "07:37:40");

  auto card = van.detail();
  CHECK(card["state"] == "on_site");
  CHECK(card["proposal"].is_null());
  auto arrived = card["events"].back();
  CHECK(arrived["kind"] == "arrived");
  CHECK(arrived["origin"] == "geofence");
  CHECK(!arrived.contains("flag"));
  CHECK(van.events.back()["type"] == "proposal_withdrawn");
}

TEST(Journey, a_proposal_and_the_count_towards_it_survive_a_restart) {
  van.drive("07:30:00", "07:30:00");
  van.move("on-my-way");
  van.drive("07:30:01", "07:37:30");

  van.open();

  CHECK(van.detail()["proposal"]["kind"] == "on_site");
  van.drive("07:37:31", "07:38:30");
  CHECK(van.detail()["proposal"]["kind"] == "on_site");
  CHECK_EQUAL(1, count(van, JobEvent::KIND_PROPOSED_ON_SITE));
}

TEST(Journey, driving_on_withdraws_the_proposal) {
  van.drive("07:30:00", "07:30:00");
  van.move("on-my-way");
  van.drive("07:30:01", "07:50:00");

  CHECK(van.detail()["proposal"].is_null());
  CHECK(van.events.back()["type"] == "proposal_withdrawn");
}

TEST(Journey, a_drift_of_the_arrival_is_told_once) {
  auto start = common::parse_instant(van_test::day + "T07:30:00Z");
  van.be_at(van_test::depot_place, start);
  van.move("on-my-way");
  auto first = van.detail()["eta"].get<std::string>();

  for (int minute = 1; minute <= 9; ++minute)  // stuck in traffic
    van.be_at(van_test::depot_place, start + std::chrono::minutes(minute));

  CHECK_EQUAL(1, count(van, JobEvent::KIND_ETA));
  CHECK(van.detail()["eta"].get<std::string>() > first);
}

TEST(Journey, the_track_is_kept_thinned_and_in_order) {
  van.drive("07:30:00", "07:30:00");
  van.move("on-my-way");
  van.drive("07:30:01", "07:36:30");

  van.move("arrive");
  van.drive("07:36:31", "07:36:40");

  // As operations, so that the office gets them whenever the network is back.
  auto segments = driven(van);
  CHECK(!segments.empty());
  std::size_t points = 0;
  common::Instant last{};
  for (auto& segment : segments)
    for (auto& point : segment) {
      CHECK(point.at >= last);
      last = point.at;
      ++points;
    }
  CHECK(points > 5);
  CHECK(points < 200);
}

// features: EDGE-04
TEST(Journey, under_way_without_network_the_sampled_track_is_kept_on_the_device) {
  van.drive("07:30:00", "07:30:00");
  van.move("on-my-way");
  van.drive("07:30:01", "07:33:00");
  van.open();  // the van's computer starts anew on the way
  van.drive("07:33:01", "07:36:30");
  van.move("arrive");
  van.drive("07:36:31", "07:36:32");
  auto before = all_points(van);

  van.open();

  auto points = all_points(van);
  UNSIGNED_LONGS_EQUAL(before.size(), points.size());
  CHECK(points.size() > 5);
  auto begin = common::parse_instant(van_test::day + "T07:30:00Z");
  CHECK(points.front().at - begin < std::chrono::seconds(15));
  CHECK(points.back().at - begin > std::chrono::minutes(6));
  auto places = recorded_drive();
  for (auto& point : points)
    CHECK(common::geo::distance_m(places.at(point.at), point.position) < 1);
  // Nowhere does the thinned track leave the road that was driven.
  for (std::size_t i = 1; i < points.size(); ++i)
    CHECK(points[i].at - points[i - 1].at <= std::chrono::seconds(70));
}

// features: EDGE-04
TEST(Journey, the_arrival_is_estimated_anew_when_it_drifts_by_more_than_the_set_minutes) {
  LONGS_EQUAL(3, minutes_until_told(std::chrono::minutes(2)));
  LONGS_EQUAL(6, minutes_until_told(std::chrono::minutes(5)));
  LONGS_EQUAL(13, minutes_until_told(std::chrono::minutes(12)));
}

// features: EDGE-04
TEST(Journey, the_new_estimate_is_from_where_the_van_is_then) {
  auto start = common::parse_instant(van_test::day + "T07:30:00Z");
  van.be_at(van_test::depot_place, start);
  van.move("on-my-way");
  auto first = van.detail()["eta"].get<std::string>();

  van.be_at(van_test::depot_place, start + std::chrono::minutes(6));

  auto card = van.detail();
  auto drift = common::parse_instant(card["eta"].get<std::string>()) - common::parse_instant(first);
  CHECK(drift >= std::chrono::minutes(6) - std::chrono::seconds(1));
  CHECK(drift <= std::chrono::minutes(6) + std::chrono::seconds(1));
  CHECK(card["events"].back()["kind"] == "eta");
  CHECK(card["events"].back()["at"] == "2026-11-16T07:36:00Z");
}

TEST(Journey, the_live_position_is_sent_at_most_every_two_seconds) {
  van.move("on-my-way");
  van.drive("07:30:00", "07:30:09");

  CHECK_EQUAL(5, van.telemetry.size());
  CHECK_EQUAL(471409993 / 1000, van.telemetry[0].latitude_e7() / 1000);
}

// features: X-40
TEST(Journey, off_the_shift_no_position_is_sent_or_kept) {
  van.drive("07:30:00", "07:37:30");
  van.journey->tell_board();

  CHECK_EQUAL(0, van.store->waiting().size());
  CHECK_EQUAL(0, van.journey->track().segments().size());
  CHECK_EQUAL(1, van.telemetry.size());
  CHECK_FALSE(van.telemetry[0].has_latitude_e7() || van.telemetry[0].has_at() ||
              van.telemetry[0].has_speed_cm_s());
}

// features: X-40
TEST(Journey, the_open_day_is_the_shift_and_its_end_ends_it) {
  auto day = open_field_day(van);
  van.drive("07:30:00", "07:30:09");
  CHECK_EQUAL(5, van.telemetry.size());

  van.move("on-my-way");
  end_field_day(van, day);
  van.telemetry.clear();
  van.drive("07:30:10", "07:37:30");

  CHECK_EQUAL(0, van.telemetry.size());
  CHECK_EQUAL(0, all_points(van).size());
}

// features: X-40
TEST(Journey, of_who_may_not_be_followed_nothing_is_sent_or_kept_but_what_he_presses) {
  send_technician(van, false);
  van.drive("07:30:00", "07:30:00");
  van.move("on-my-way");
  van.drive("07:30:01", "07:37:30");
  van.journey->tell_board();

  CHECK_EQUAL(0, positions(van));
  LONGS_EQUAL(1, count(van, JobEvent::KIND_PROPOSED_ON_SITE));
  for (auto& event : van.records<JobEvent>("scheduled_event", van_test::visit))
    CHECK_TRUE(event.has_position() == (event.kind() == JobEvent::KIND_ON_MY_WAY));
  van.move("arrive");
  van.drive("07:37:31", "07:37:40");
  CHECK_EQUAL(0, positions(van));
  CHECK_EQUAL(0, all_points(van).size());
  CHECK_EQUAL(0, van.journey->track().segments().size());
}

// features: X-40
TEST(Journey, what_was_recorded_before_somebody_objected_is_dropped) {
  van.drive("07:30:00", "07:30:00");
  van.move("on-my-way");
  van.drive("07:30:01", "07:32:00");
  CHECK_TRUE(positions(van) > 0);
  CHECK_EQUAL(0, all_points(van).size());  // the stretch is not finished
  van.open();

  van.telemetry.clear();
  send_technician(van, false);
  van.drive("07:32:01", "07:33:00");
  van.move("arrive");
  van.drive("07:33:01", "07:33:10");
  CHECK_EQUAL(0, positions(van));
  CHECK_EQUAL(0, all_points(van).size());
}

// features: X-40
TEST(Journey, where_the_company_asks_first_only_of_who_agreed) {
  send_setting(van, "\"required\"");
  van.move("on-my-way");
  van.drive("07:30:00", "07:30:20");
  CHECK_EQUAL(0, positions(van));
  STRCMP_EQUAL("not_agreed", why_followed(van).c_str());

  send_technician(van, true);
  van.drive("07:30:21", "07:30:40");
  CHECK_TRUE(positions(van) > 0);
  STRCMP_EQUAL("agreed", why_followed(van).c_str());

  van.telemetry.clear();
  send_technician(van, std::nullopt);
  van.drive("07:30:41", "07:30:50");
  CHECK_EQUAL(0, positions(van));
  send_setting(van, "\"unless_refused\"");
  van.drive("07:30:51", "07:31:00");
  CHECK_TRUE(positions(van) > 0);
  STRCMP_EQUAL("not_refused", why_followed(van).c_str());
}

// features: SYNC-11
TEST(Journey, what_the_board_measures_goes_along) {
  board::SimulatedSensors sensors;
  van.journey->measure_with(sensors);
  sensors.set({13870, -425, -56});
  van.move("on-my-way");
  van.drive("07:30:00", "07:30:00");

  auto& told = van.telemetry.back();
  CHECK_EQUAL(13870, told.supply_mv());
  CHECK_EQUAL(-425, told.temperature_cdeg());
  CHECK_EQUAL(-56, told.signal_dbm());
  CHECK_EQUAL(1, told.visit_state());
}

TEST(Journey, roads_make_the_estimate_a_route) {
  auto network = common::geo::osm::read_roads(support::source_folder() +
                                              "/deploy/map/data/liechtenstein.osm.pbf");
  auto file = van.temp / "map.roads";
  std::ofstream(file, std::ios::binary) << common::geo::build_road_file(network);
  van.journey->set_roads(
      std::make_shared<const common::geo::RoadGraph>(common::geo::RoadGraph::load(file.string())));
  van.be_at(van_test::depot_place, common::parse_instant(van_test::day + "T07:30:00Z"));

  van.move("on-my-way");

  CHECK(van.detail()["eta_basis"] == "route");
}

TEST(Journey, a_damaged_state_is_dropped) {
  van.drive("07:30:00", "07:30:00");
  van.move("on-my-way");
  van.drive("07:30:01", "07:30:30");
  van.close();
  std::ofstream(van.temp.path() / "data" / "drive" / "state", std::ios::binary) << "rubbish";

  van.open();
  van.drive("07:30:31", "07:37:30");

  CHECK(van.detail()["proposal"]["kind"] == "on_site");
}
