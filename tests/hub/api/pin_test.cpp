// A technician's PIN is set in the office and never seen there again.
#include "common/rules/people/pin.hpp"
#include "proto/records/people/technician.pb.h"
#include "tests/hub/api/jobs.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

TEST_GROUP(PinOfTechnician) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  std::unique_ptr<test::TwoJobs> jobs = std::make_unique<test::TwoJobs>(*office);
  Office::Client client = office->sign_in("dispatcher");
  const std::string id = jobs->mine.technician;

  void teardown() override {
    jobs.reset();
    office.reset();
  }
  common::http::Reply set_pin(Office::Client & who, const json& input) {
    return who.send(Method::post, "/api/technicians/" + id + "/set-pin/", input);
  }
  std::string kept() {
    std::string pin;
    office->store->read([&](hub::store::Connection& connection) {
      truckroll::people::Technician technician;
      technician.CopyFrom(*office->store->tables()
                               .of(office->catalogue.of<truckroll::people::Technician>())
                               .find(connection, office->tenant, id));
      pin = technician.pin();
    });
    return pin;
  }
};

// features: EDGE-14
TEST(PinOfTechnician, is_set_by_the_office_and_by_nobody_else) {
  auto admin = office->sign_in("admin");
  auto technician = office->sign_in("technician");
  auto bookkeeper = office->sign_in("bookkeeper");

  CHECK_EQUAL(403, set_pin(technician, {{"pin", "4719"}}).status);
  CHECK_EQUAL(403, set_pin(bookkeeper, {{"pin", "4719"}}).status);
  CHECK_EQUAL(200, set_pin(client, {{"pin", "4719"}}).status);
  CHECK(common::rules::people::fits_pin("4719", kept()));
  CHECK_EQUAL(200, set_pin(admin, {{"pin", "90210"}}).status);
  CHECK(common::rules::people::fits_pin("90210", kept()));
}

// features: EDGE-14
TEST(PinOfTechnician, that_is_easy_to_guess_is_refused_and_named) {
  for (auto pin : {"0000", "1234", "47a9", "471", "471947194"}) {
    auto reply = set_pin(client, {{"pin", pin}});
    CHECK_EQUAL_TEXT(400, reply.status, pin);
    CHECK_TEXT(reply.json()["errors"][0]["field"] == "pin", pin);
  }
  CHECK_EQUAL(400, set_pin(client, json::object()).status);
  STRCMP_EQUAL("", kept().c_str());
}

// features: EDGE-14
TEST(PinOfTechnician, is_neither_written_nor_changed_as_a_field) {
  auto path = "/api/technicians/" + id + "/";
  auto patch = client.send(Method::patch, path, {{"pin", "4719"}});
  auto own = client.send(Method::post, path + "change-pin/",
                         {{"hash", common::rules::people::make_pin_hash("4719")}});

  auto made = client.send(Method::post, "/api/technicians/",
                          {{"name", {{"given", "Ben"}, {"family", "Ott"}}},
                           {"branch", client.get(path)["branch"]},
                           {"pin", "4719"}});

  CHECK_EQUAL(400, patch.status);
  CHECK_EQUAL(400, made.status);
  CHECK_EQUAL(403, own.status);
  STRCMP_EQUAL("", kept().c_str());
}

// features: EDGE-14
TEST(PinOfTechnician, is_in_no_record_list_history_export_nor_log) {
  constexpr auto rare = "47190385";  // shorter digits are in some id now and then
  CHECK_EQUAL(200, set_pin(client, {{"pin", rare}}).status);
  auto admin = office->sign_in("admin");
  auto root = "/api/technicians/";

  for (auto& path :
       {root + id + "/", root + id + "/history/", std::string(root),
        root + std::string("?fields=pin,name"), std::string("/api/audit/?type=people.Technician"),
        std::string("/api/technicians.csv"), root + id + "/versions/"}) {
    auto body = admin.send(Method::get, path).body;
    CHECK_TEXT(body.find("scrypt") == std::string::npos, path.c_str());
    CHECK_TEXT(body.find(rare) == std::string::npos, path.c_str());
  }
  auto history = admin.get(root + id + "/history/");
  STRCMP_CONTAINS("pin", history.dump().c_str());
  office->store->read([&](hub::store::Connection& connection) {
    CHECK_EQUAL(0,
                connection.integer(
                    "SELECT COUNT(*) FROM change WHERE fields LIKE '%scrypt%' OR fields LIKE ? OR "
                    "commitments LIKE '%scrypt%'",
                    {"%" + std::string(rare) + "%"}));
  });
}
