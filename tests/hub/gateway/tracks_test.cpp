#include <CppUTest/TestHarness.h>
#include <nlohmann/json.hpp>

#include "common/error/error.hpp"
#include "common/geo/track.hpp"
#include "hub/gateway/following.hpp"
#include "hub/gateway/tracks.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/crm/consent.pb.h"
#include "proto/records/fleet/position_report.pb.h"
#include "proto/records/people/employee.pb.h"
#include "tests/hub/gateway/world.hpp"

using namespace world;
using namespace std::chrono_literals;
using common::geo::TrackPoint;
using truckroll::fleet::PositionReport;

TEST_GROUP(Tracks) {
  World w;
  std::string job = w.make_job("Boiler is cold", w.site);

  std::string payload(const std::vector<TrackPoint>& points) {
    return nlohmann::json{{"device", w.device_one},
                          {"technician", w.anna},
                          {"work_order", job},
                          {"segment", common::to_base64(common::geo::encode_track(points))}}
        .dump();
  }
  /// anna's, whose consent it is.
  std::string employee() {
    auto technician = w.load<truckroll::people::Technician>(w.anna);
    if (technician.has_employee()) return technician.employee();
    truckroll::people::Employee made;
    made.set_number("E-1");
    made.set_legal_entity(w.load<truckroll::admin::Branch>(w.vaduz).legal_entity());
    made.mutable_hired()->set_days(20000);
    technician.set_employee(w.put(made));
    w.put(technician);
    return technician.employee();
  }
  /// Northwards from Vaduz, a point every `step`.
  std::vector<TrackPoint> drive(std::size_t count, std::chrono::microseconds step) {
    std::vector<TrackPoint> points;
    for (std::size_t i = 0; i < count; ++i)
      points.push_back({w.clock.now() + step * static_cast<int>(i),
                        {47.14 + 0.001 * static_cast<double>(i), 9.52}});
    return points;
  }
};

TEST(Tracks, points_closer_than_the_live_ones_are_all_kept) {
  store_track(w.store, tenant, payload(drive(9, 500ms)));
  auto reports = w.all<PositionReport>();
  LONGS_EQUAL(9, reports.size());
  STRCMP_EQUAL(w.device_one.c_str(), reports.front().device().c_str());
  STRCMP_EQUAL(w.anna.c_str(), reports.front().technician().c_str());
  STRCMP_EQUAL(job.c_str(), reports.front().work_order().c_str());
  STRCMP_EQUAL(w.van_one.c_str(), reports.front().vehicle().c_str());
}

TEST(Tracks, what_is_known_already_is_not_doubled) {
  auto points = drive(6, 20s);
  store_track(w.store, tenant, payload(points));
  store_track(w.store, tenant, payload(points));
  LONGS_EQUAL(6, w.all<PositionReport>().size());
  auto longer = drive(8, 20s);
  store_track(w.store, tenant, payload({longer.begin() + 5, longer.end()}));
  LONGS_EQUAL(8, w.all<PositionReport>().size());
}

TEST(Tracks, empty_stretch_and_rubbish_write_nothing) {
  store_track(w.store, tenant, payload({}));
  CHECK_THROWS(common::Error, store_track(w.store, tenant, "[]"));
  CHECK_THROWS(common::Error, store_track(w.store, tenant, R"({"device":"d","segment":"AQID"})"));
  LONGS_EQUAL(0, w.all<PositionReport>().size());
}

// features: X-40
TEST(Tracks, of_whom_consent_is_missing_nothing_is_kept) {
  auto followed = [&] {
    return w.store.read_result([&](hub::store::Connection& connection) {
      return may_follow(w.store, connection, tenant, w.anna);
    });
  };
  auto say = [&](bool given) {
    w.clock.advance(std::chrono::minutes(1));
    truckroll::crm::Consent consent;
    consent.set_employee(employee());
    consent.set_purpose(truckroll::crm::Consent::PURPOSE_TRACKING);
    consent.set_given(given);
    *consent.mutable_at() = common::codec::to_timestamp(w.clock.now());
    w.put(consent);
  };
  CHECK_TRUE(followed());
  truckroll::admin::Setting setting;
  setting.set_key(consent_key);
  setting.set_value("\"required\"");
  w.put(setting);

  CHECK_FALSE(followed());
  store_track(w.store, tenant, payload(drive(9, 20s)));
  LONGS_EQUAL(0, w.all<PositionReport>().size());

  say(true);
  CHECK_TRUE(followed());
  store_track(w.store, tenant, payload(drive(9, 20s)));
  LONGS_EQUAL(9, w.all<PositionReport>().size());

  say(false);
  CHECK_FALSE(followed());
}
