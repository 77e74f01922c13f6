// Who did and who read what: creation, change and deletion in the change log (every type of the
// catalogue: tests/hub/store/audit_test.cpp), reads of protected data in the access log.
// features: AUDT-01
#include <memory>
#include <string>

#include "hub/records/read_log.hpp"
#include "hub/store/changes.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

namespace {

std::string text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

TEST_GROUP(AuditApi) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }

  json log(const std::string& parameters = "") {
    return office->sign_in("admin").get("/api/access-log/?" + parameters)["items"];
  }
  std::vector<hub::store::ChangeRow> changes_of(const std::string& record) {
    std::vector<hub::store::ChangeRow> rows;
    office->store->read([&](hub::store::Connection& sql) {
      for (auto& row : hub::store::read_changes(sql, office->tenant, 0, 10000))
        if (row.record == record) rows.push_back(row);
    });
    return rows;
  }
};

TEST(AuditApi, creation_change_and_deletion_name_user_time_address_and_session) {
  auto client = office->sign_in("dispatcher");
  auto from = office->clock.now();
  auto id = client.create("accounts", {{"name", "Hotel Post"}})["id"].get<std::string>();
  auto target = "/api/accounts/" + id + "/";
  client.send(Method::patch, target, {{"name", "Hotel Sonne"}}, "\"1\"");
  client.send(Method::delete_, target, nullptr, "\"2\"");

  auto rows = changes_of(id);

  LONGS_EQUAL(3, rows.size());
  const char* actions[] = {"create", "change", "delete"};
  const char* before[] = {"null", "\"Hotel Post\"", "\"Hotel Sonne\""};
  const char* after[] = {"\"Hotel Post\"", "\"Hotel Sonne\"", "null"};
  for (std::size_t i = 0; i < 3; ++i) {
    auto name = json::parse(rows[i].fields)["name"];
    STRCMP_EQUAL(actions[i], rows[i].action.c_str());
    STRCMP_EQUAL(before[i], name[1].dump().c_str());
    STRCMP_EQUAL(after[i], name[2].dump().c_str());
    STRCMP_EQUAL(text(client.session["user"]["id"]).c_str(), rows[i].actor.c_str());
    STRCMP_EQUAL("127.0.0.1", rows[i].address.c_str());
    LONGS_EQUAL(16, rows[i].session.size());
    STRCMP_EQUAL(rows[0].session.c_str(), rows[i].session.c_str());
    CHECK(rows[i].at >= from && rows[i].at <= office->clock.now());
  }
}

TEST(AuditApi, actions_are_noted_by_their_name_and_another_sign_in_by_another_session) {
  auto first = office->sign_in("dispatcher"), second = office->sign_in("dispatcher");
  auto id = first.create("tasks", {{"title", "Call"}})["id"].get<std::string>();
  CHECK_EQUAL(200, second.send(Method::post, "/api/tasks/" + id + "/finish/").status);

  auto rows = changes_of(id);

  LONGS_EQUAL(2, rows.size());
  STRCMP_EQUAL("finish", rows[1].action.c_str());
  STRCMP_EQUAL("\"open\"", json::parse(rows[1].fields)["state"][1].dump().c_str());
  STRCMP_EQUAL("\"done\"", json::parse(rows[1].fields)["state"][2].dump().c_str());
  CHECK(rows[0].session != rows[1].session);
}

TEST(AuditApi, reading_protected_data_is_noted_with_user_time_address_and_session) {
  auto client = office->sign_in("dispatcher");
  auto id = client.create("accounts", {{"name", "Hotel Post"}})["id"].get<std::string>();
  auto target = "/api/accounts/" + id + "/";
  auto from = office->clock.now();
  client.get(target);

  auto entries = log("record=" + id + "&user=" + text(client.session["user"]["id"]));

  json entry;
  for (auto& one : entries)
    if (one["cause"] == "request GET " + target) entry = one;
  CHECK_TEXT(entry.is_object(), entries.dump().c_str());
  STRCMP_EQUAL("crm.Account", text(entry["type"]).c_str());
  STRCMP_EQUAL(text(client.session["user"]["id"]).c_str(), text(entry["by"]).c_str());
  STRCMP_EQUAL(text(client.session["user"]["name"]).c_str(), text(entry["by_name"]).c_str());
  STRCMP_EQUAL("127.0.0.1", text(entry["address"]).c_str());
  STRCMP_EQUAL(changes_of(id)[0].session.c_str(), text(entry["session"]).c_str());
  auto at = common::parse_instant(text(entry["at"]));
  CHECK(at >= from && at <= office->clock.now());
}

TEST(AuditApi, lists_histories_and_pages_are_reads_of_all_that_they_show) {
  auto client = office->sign_in("dispatcher");
  auto one = client.create("accounts", {{"name", "A"}})["id"].get<std::string>();
  auto other = client.create("accounts", {{"name", "B"}})["id"].get<std::string>();
  client.get("/api/accounts/?filter=name%3AA");
  client.get("/api/accounts/" + other + "/history/");

  auto noted = [&](const std::string& record, const std::string& path) {
    for (auto& entry : log("type=crm.Account&record=" + record))
      if (entry["cause"] == "request GET " + path) return true;
    return false;
  };

  CHECK(noted(one, "/api/accounts/"));
  CHECK_FALSE(noted(other, "/api/accounts/"));  // the filter left it out
  CHECK(noted(other, "/api/accounts/" + other + "/history/"));
}

TEST(AuditApi, a_name_shown_as_title_is_a_read_of_its_record) {
  auto client = office->sign_in("dispatcher");
  auto id = client.create("accounts", {{"name", "Hotel Post"}})["id"].get<std::string>();
  client.create("notes", {{"about", {{"type", "crm.Account"}, {"id", id}}}, {"text", "Call"}});
  client.get("/api/notes/");

  bool noted = false;
  for (auto& entry : log("type=crm.Account&record=" + id))
    noted = noted || entry["cause"] == "request GET /api/notes/";

  CHECK(noted);
}

TEST(AuditApi, a_board_is_a_read_of_the_accounts_it_names) {
  auto client = office->sign_in("dispatcher"), admin = office->sign_in("admin");
  auto account = client.create("accounts", {{"name", "Hotel Post"}})["id"].get<std::string>();
  auto type = admin.create("job-types", {{"name", "Repair"}})["id"].get<std::string>();
  client.create("work-orders",
                {{"summary", "Tap drips"}, {"account", account}, {"job_type", type}});

  auto board = client.get("/api/dispatch/");

  STRCMP_EQUAL("Hotel Post", text(board["unplanned"].at(0)["account_name"]).c_str());
  bool noted = false;
  for (auto& entry : log("type=crm.Account&record=" + account))
    noted = noted || entry["cause"] == "request GET /api/dispatch/";
  CHECK(noted);
}

TEST(AuditApi, what_holds_no_protected_data_is_not_noted) {
  auto admin = office->sign_in("admin");
  admin.create("tags", {{"name", "Urgent"}, {"slug", "urgent"}});
  admin.get("/api/tags/");

  CHECK_EQUAL(0, log("type=content.Tag").size());
}

TEST(AuditApi, entries_are_written_without_anybody_asking_for_them) {
  auto client = office->sign_in("dispatcher");
  auto id = client.create("accounts", {{"name", "A"}})["id"].get<std::string>();
  client.get("/api/accounts/" + id + "/");

  CHECK(support::wait_until([&] {
    return office->store->read_result([&](hub::store::Connection& sql) {
      return sql.integer(
          "SELECT count(*) FROM read_log WHERE tenant = ? AND type = 'crm.Account' AND cause = ?",
          {office->tenant, "request GET /api/accounts/" + id + "/"});
    }) == 1;
  }));
}

TEST(AuditApi, what_waits_is_written_when_the_hub_stops) {
  auto& type = office->catalogue.type("crm.Account");
  hub::api::Caller caller;
  caller.actor.tenant = office->tenant;
  caller.actor.user = "u";
  caller.actor.roles = {"admin"};
  caller.schema = office->store->schema(office->tenant);
  {
    hub::api::ReadLog reads(*office->store);
    CHECK(reads.is_protected(caller, type));
    for (auto record : {"a", "b", "a"}) reads.note(caller, type.name, {record});
  }

  auto records = office->store->read_result([&](hub::store::Connection& sql) {
    return std::get<std::string>(
        sql.scalar("SELECT records FROM read_log WHERE actor = 'u'").value());
  });
  STRCMP_EQUAL("[\"a\",\"b\"]", records.c_str());
}

TEST(AuditApi, the_access_log_is_for_administrators_of_the_company_and_pages_back) {
  auto client = office->sign_in("dispatcher");
  for (int i = 0; i < 3; ++i) client.create("accounts", {{"name", "A" + std::to_string(i)}});
  auto other = Office::Client(office->port(), "admin@other.test", Office::password);

  CHECK_EQUAL(403, client.send(Method::get, "/api/access-log/").status);
  CHECK_EQUAL(0, other.get("/api/access-log/?type=crm.Account")["items"].size());
  CHECK(log("type=crm.Account").size() > 0);
  CHECK_EQUAL(0, log("to=2020-01-01T00:00:00Z").size());
  CHECK_EQUAL(0, log("from=2999-01-01T00:00:00Z").size());
  auto admin = office->sign_in("admin");
  for (auto wrong : {"from=yesterday", "record=%25", "page_token=x"})
    CHECK_EQUAL_TEXT(400, admin.send(Method::get, std::string("/api/access-log/?") + wrong).status,
                     wrong);
}
