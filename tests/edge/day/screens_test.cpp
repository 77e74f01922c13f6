#include "tests/edge/day/fixture.hpp"

#include <CppUTest/TestHarness.h>

using van_test::Van;

TEST_GROUP(Screens) {
  Van van;
};

TEST(Screens, today_shows_the_branch_day_and_the_coming_ones) {
  auto today = van.today();

  STRCMP_EQUAL("2026-11-16", today["day"].get<std::string>().c_str());
  CHECK_EQUAL(1, today["visits"].size());
  CHECK_EQUAL(1, today["next"].size());
  auto card = today["visits"][0];
  CHECK(card["number"] == "WO-2041");
  CHECK(card["state"] == "sent");
  CHECK(card["account_name"] == "Alpenhotel Vaduz");
  CHECK(card["address"]["city"] == "Schaan");
  CHECK(card["phone"] == "+423 7654321");
  CHECK(card["contact_name"] == "Anna Müller");
  CHECK(card["access_notes"] == "Key at the reception");
  CHECK(card["hazards"] == "Steep stairs");
  CHECK(card["priority"] == "high");
  CHECK(card["proposal"].is_null());
  CHECK(card["waiting"] == false);
  CHECK(card["moves"][0]["action"] == "accept");
}

TEST(Screens, a_day_ends_at_midnight_of_the_branch) {
  van.clock.set_wall(common::parse_instant("2026-11-16T23:30:00Z"));  // half past midnight in Vaduz

  auto today = van.today();

  CHECK(today["day"] == "2026-11-17");
  CHECK(today["visits"][0]["number"] == "WO-2050");
  CHECK(today["next"].empty());
}

TEST(Screens, an_unfinished_visit_stays_after_midnight) {
  van.move("accept");
  van.move("on-my-way");
  van.clock.set_wall(common::parse_instant("2026-11-16T23:30:00Z"));

  auto today = van.today();

  CHECK_EQUAL(2, today["visits"].size());
}

// features: EDGE-01
TEST(Screens, the_detail_holds_what_the_job_needs) {
  auto detail = van.detail();
  auto next = van.detail(van.today()["next"][0]["id"]);  // a coming job opens as well

  for (auto& one : {detail, next}) {
    CHECK(one["address"]["line1"] == "Bergstrasse 5");
    CHECK(one["site_name"] == "Alpenhotel, boiler room");
    CHECK(!one["history"].empty());
  }
  CHECK(detail["contact_name"] == "Anna Müller");
  CHECK(detail["phone"] == "+423 7654321");

  CHECK(detail["notes"][0]["text"] == "Ask for Anna at the reception");
  CHECK(detail["notes"][0]["by"] == "Lena Frick");
  CHECK(detail["equipment"][0]["name"] == "Hoval UltraGas 50");
  CHECK(detail["equipment"][0]["serial"] == "HG-77");
  CHECK(detail["history"][0]["number"] == "WO-1007");
  CHECK(detail["history"][0]["resolution"] == "Igniter exchanged");
  CHECK(detail["parts"]["planned"][0]["code"] == "FLT-20");
  CHECK(detail["parts"]["planned"][0]["quantity"] == "2");
  CHECK(detail["parts"]["planned"][0]["reserved"] == "2");
  CHECK(detail["available_papers"][0]["name"] == "Service report");
  CHECK(detail["checklist"][0]["name"] == "Boiler service");
  CHECK_EQUAL(2, detail["checklist"][0]["required_open"].get<int>());
  CHECK_EQUAL(3, detail["checklist"][0]["questions"].size());
  CHECK(detail["completion"]["ready"] == false);
  CHECK_EQUAL(2, detail["completion"]["missing"].size());
}

TEST(Screens, an_unknown_visit_is_not_found) {
  CHECK_THROWS(common::Error, van.detail(van_test::id(777)));
}

TEST(Screens, stock_lists_the_vans_own_goods_and_the_reasons) {
  auto stock = van.stock_list();

  CHECK_EQUAL(2, stock["items"].size());
  CHECK(stock["items"][0]["code"] == "FLT-20");
  CHECK(stock["items"][0]["on_hand"] == "3");
  CHECK(stock["items"][0]["barcodes"][0] == "7610000000017");
  CHECK(stock["reasons"][0]["label"] == "Counted wrong");
}

TEST(Screens, before_the_first_contact_everything_is_empty) {
  van.store->drop_scope("technician:" + van_test::technician);

  auto today = van.today();

  CHECK(today["visits"].empty());
  CHECK(van.stock_list()["items"].empty());
  CHECK(van.van->crew().actor.technician.empty());
  CHECK_THROWS(common::Error, van.move("accept"));
}

TEST(Screens, the_technician_is_who_drives_the_vehicle_now) {
  van_test::Seed seed;
  auto& vehicle = seed.get<truckroll::fleet::Vehicle>(van_test::vehicle);
  *vehicle.mutable_assignments(0)->mutable_to() = van_test::at("00:00:00");
  auto& line = *vehicle.add_assignments();
  line.set_line("d2");
  line.set_technician(van_test::colleague);
  *line.mutable_from() = van_test::at("00:00:00");
  auto other = van_test::make<truckroll::people::Technician>(van_test::colleague, "active");
  other.mutable_name()->set_given("Marco");
  seed.add(other);
  Van shared(std::move(seed));

  auto crew = shared.van->crew();

  CHECK(crew.actor.technician == van_test::colleague);
  CHECK(crew.actor.name == "Marco");
  CHECK(crew.zone == "Europe/Vaduz");
  CHECK(crew.company == "Rheintal Haustechnik");
}
