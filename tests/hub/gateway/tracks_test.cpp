#include <CppUTest/TestHarness.h>
#include <nlohmann/json.hpp>

#include "common/error/error.hpp"
#include "common/geo/track.hpp"
#include "common/rules/people/following.hpp"
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
using truckroll::crm::Consent;
using truckroll::fleet::PositionReport;
using truckroll::people::Technician;

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
  /// Id of the consent.
  std::string say(bool given, Consent::Purpose purpose = Consent::PURPOSE_TRACKING) {
    w.clock.advance(std::chrono::minutes(1));
    Consent consent;
    consent.set_employee(employee());
    consent.set_purpose(purpose);
    consent.set_given(given);
    *consent.mutable_at() = common::codec::to_timestamp(w.clock.now());
    return w.put(consent);
  }
  /// What stands on the technician, for vans: "yes", "no" or nothing.
  std::string derived() {
    auto anna = w.load<Technician>(w.anna);
    return !anna.has_tracking_consent() ? "" : anna.tracking_consent() ? "yes" : "no";
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
  CHECK_TRUE(followed());
  truckroll::admin::Setting setting;
  setting.set_key(common::rules::people::consent_key);
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

// features: X-40
TEST(Tracks, what_the_employee_said_stands_on_the_technician_for_vans) {
  STRCMP_EQUAL("", derived().c_str());
  say(true);
  STRCMP_EQUAL("yes", derived().c_str());
  say(false, Consent::PURPOSE_RECORDING);
  STRCMP_EQUAL("yes", derived().c_str());
  say(false);
  STRCMP_EQUAL("no", derived().c_str());
  auto version = w.load<Technician>(w.anna).header().version();
  say(false);  // says nothing new: no van need hear of it
  LONGS_EQUAL(version, w.load<Technician>(w.anna).header().version());

  auto anna = w.load<Technician>(w.anna);
  auto before = anna.employee();
  anna.clear_employee();
  anna.set_tracking_consent(true);  // by the rule alone
  w.put(anna);
  STRCMP_EQUAL("", derived().c_str());
  anna = w.load<Technician>(w.anna);
  anna.set_employee(before);
  w.put(anna);
  STRCMP_EQUAL("no", derived().c_str());
}

// features: X-40
TEST(Tracks, a_company_of_before_learns_in_the_night_what_was_said) {
  say(false);
  auto edit = [&](const std::string& sql) {
    w.store.write(
        w.store.system_command(tenant, "test"),
        [&](hub::store::Transaction& transaction) { transaction.sql().execute(sql, {w.anna}); });
  };
  edit("UPDATE technician SET tracking_consent = NULL WHERE id = ?");
  STRCMP_EQUAL("", derived().c_str());

  for (auto& [name, run] : w.store.book().daily())
    if (name == "tracking_consent") w.store.write(w.store.system_command(tenant, "job"), run);

  STRCMP_EQUAL("no", derived().c_str());
}
