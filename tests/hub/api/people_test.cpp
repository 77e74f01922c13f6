// Users and their roles, as an administrator keeps them.
#include <memory>

#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

TEST_GROUP(People) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }
  std::string assignment_of(Office::Client & admin, const std::string& user) {
    auto page = admin.get("/api/role-assignments/");
    for (auto& item : page["items"])
      if (item["user"] == user) return item["id"];
    return "none";
  }
  int version_of(Office::Client & client, const std::string& path) {
    return client.get(path)["version"];
  }
  int remove(Office::Client & client, const std::string& path) {
    auto version = "\"" + std::to_string(version_of(client, path)) + "\"";
    return client.send(Method::delete_, path, nullptr, version).status;
  }
};

TEST(People, last_administrator_cannot_shut_the_company_out) {
  auto admin = office->sign_in("admin");
  auto me = office->user_of("admin");
  auto mine = "/api/role-assignments/" + assignment_of(admin, me) + "/";

  CHECK_EQUAL(409, admin.send(Method::post, "/api/users/" + me + "/lock/").status);
  CHECK_EQUAL(409, remove(admin, mine));
  CHECK_EQUAL(409, remove(admin, "/api/users/" + me + "/"));
  CHECK_EQUAL(200, admin.send(Method::get, "/api/users/").status);

  auto other = office->user_of("dispatcher");
  auto role =
      admin.get("/api/roles/?filter=key%20%3D%20%22admin%22")["items"][0]["id"].get<std::string>();
  json later = {{"user", other}, {"role", role}, {"from", "2150-01-01T00:00:00Z"}};
  auto first = admin.create("role-assignments", later)["id"].get<std::string>();
  CHECK_EQUAL(409, remove(admin, mine));  // the other is none yet
  json now = {{"user", other}, {"role", role}};
  CHECK_EQUAL(409, admin.send(Method::post, "/api/role-assignments/", now).status);
  CHECK_EQUAL(204, remove(admin, "/api/role-assignments/" + first + "/"));
  admin.create("role-assignments", now);
  CHECK_EQUAL(204, remove(admin, mine));
}

TEST(People, logins_differ_by_more_than_capitals) {
  auto admin = office->sign_in("admin");
  auto make = [&](const char* login) {
    return admin
        .send(Method::post, "/api/users/",
              {{"login", login}, {"name", {{"given", "New"}, {"family", "Person"}}}})
        .status;
  };
  CHECK_EQUAL(409, make("DISPATCHER@Example.Test"));
  CHECK_EQUAL(409, make(" dispatcher@example.test "));
  CHECK_EQUAL(201, make("New@Example.Test"));
}

TEST(People, who_is_locked_is_out_at_once_and_hears_no_more) {
  auto open = office->sign_in("dispatcher"), admin = office->sign_in("admin");
  auto user = office->user_of("dispatcher");
  CHECK_EQUAL(200, open.send(Method::get, "/api/accounts/").status);

  CHECK_EQUAL(200, admin.send(Method::post, "/api/users/" + user + "/lock/").status);
  CHECK_EQUAL(401, open.send(Method::get, "/api/accounts/").status);
  CHECK_EQUAL(200, admin.send(Method::post, "/api/users/" + user + "/unlock/").status);
  CHECK_EQUAL(401, open.send(Method::get, "/api/accounts/").status);
}

TEST(People, who_gets_a_password_and_a_role_can_begin) {
  auto admin = office->sign_in("admin");
  auto role = admin.get("/api/roles/?filter=key%20%3D%20%22bookkeeper%22")["items"][0]["id"];
  json person = {{"login", "new@example.test"}, {"name", {{"given", "N"}, {"family", "P"}}}};
  auto invited = admin.create("users", person);
  STRCMP_EQUAL("invited", invited["state"].get<std::string>().c_str());
  auto path = "/api/users/" + invited["id"].get<std::string>() + "/";
  auto version = "\"" + std::to_string(version_of(admin, path)) + "\"";

  auto given = admin.send(Method::patch, path, {{"password", Office::password}}, version);
  auto assigned = admin.create("role-assignments", {{"user", invited["id"]}, {"role", role}});

  CHECK_EQUAL(200, given.status);
  STRCMP_EQUAL("active", assigned["state"].get<std::string>().c_str());
  auto user = office->sign_in("new");
  CHECK_EQUAL(200, user.send(Method::get, "/api/invoices/").status);
  CHECK_EQUAL(403, user.send(Method::get, "/api/access-log/").status);
}

TEST(People, nobody_deletes_or_adds_a_company) {
  auto admin = office->sign_in("admin");
  auto meta = admin.get("/api/meta/");
  auto company = admin.get("/api/tenants/")["items"][0];
  auto path = "/api/tenants/" + company["id"].get<std::string>() + "/";
  CHECK_EQUAL(403, admin.send(Method::post, path + "suspend/").status);
  CHECK_EQUAL(403, remove(admin, path));
  CHECK_EQUAL(403, admin.send(Method::post, "/api/tenants/", {{"name", "Another"}}).status);
  for (auto& type : meta["types"]) {
    if (type["name"] != "admin.Tenant") continue;
    CHECK_FALSE(type["may"]["delete"].get<bool>());
    CHECK_FALSE(type["may"]["create"].get<bool>());
    CHECK(type["may"]["change"].get<bool>());
  }
}

TEST(People, keys_of_other_systems_are_not_the_technicians) {
  auto technician = office->sign_in("technician");
  auto me = technician.send(Method::post, "/api/notes/",
                            {{"text", "x"}, {"external_ids", json::array()}});
  CHECK_EQUAL(403, me.status);
  CHECK(me.body.find("external_ids") != std::string::npos);
}
