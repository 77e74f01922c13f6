// The logs for auditors: searched, exported so that they can be verified without us, mapped to
// frameworks; rights and their use; what is watched live.
// features: AUDT-02
#include <functional>
#include <memory>
#include <sstream>
#include <string>

#include "common/ids/ids.hpp"
#include "hub/api/oversight.hpp"
#include "hub/audit/export.hpp"
#include "hub/audit/verify.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/opened_store.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using hub::store::Connection;
using hub::store::Dialect;
using hub::store::Transaction;
using test::json;
using test::Office;

namespace {

std::string text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

struct Case {
  explicit Case(Dialect dialect)
      : office(dialect == Dialect::postgres ? stores::copy_of_migrated() : ""),
        admin(office.sign_in("admin")),
        dispatcher(office.sign_in("dispatcher")) {
    account = text(dispatcher.create("accounts", {{"name", "Hotel Post"}})["id"]);
    dispatcher.send(Method::patch, "/api/accounts/" + account + "/", {{"name", "Hotel Sonne"}},
                    "\"1\"");
    CHECK(support::wait_until([&] {
      return office.store->read_result([](Connection& sql) {
        return sql.integer("SELECT count(*) FROM change WHERE position IS NULL");
      }) == 0;
    }));
  }
  json audit(const std::string& parameters) {
    return admin.get("/api/audit/?" + parameters)["items"];
  }
  hub::work::Job job_of(const std::string& kind) {
    hub::work::Job job{office.tenant, "", kind, "", "", 1};
    office.store->read([&](Connection& sql) {
      auto& rows =
          sql.query("SELECT id, key, payload FROM job WHERE tenant = ? AND kind = ? ORDER BY id",
                    {office.tenant, kind});
      while (rows.step()) job.id = rows.text(0), job.key = rows.text(1), job.payload = rows.text(2);
    });
    return job;
  }
  std::string file(const json& asked) {
    auto reply = admin.send(Method::post, "/api/audit/exports/", asked);
    CHECK_EQUAL_TEXT(202, reply.status, reply.body.c_str());
    hub::audit::work_on_file(*office.store, job_of("audit_export"));
    return admin.send(Method::get, "/api/exports/" + text(reply.json()["id"]) + "/file").body;
  }
  Office office;
  Office::Client admin, dispatcher;
  std::string account;
};

void on_both(const std::function<void(Case&)>& body) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    Case one(dialect);
    body(one);
  }
}

std::vector<json> lines_of(const std::string& file) {
  std::vector<json> lines;
  std::istringstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  return lines;
}

/// As an auditor reckons it, from what is documented.
std::string hash_of(const json& line) {
  std::string all = text(line["previous_hash"]);
  for (auto name : {"tenant", "position", "micros", "by", "device", "address", "cause", "type",
                    "record", "version", "action", "commitments"})
    all += "\n" + text(line[name]);
  if (!text(line["session"]).empty()) all += "\n" + text(line["session"]);
  return common::sha256_hex(all);
}

}  // namespace

TEST_GROUP(AuditSearch){};

TEST(AuditSearch, changes_are_found_by_each_filter_with_values_before_and_after) {
  on_both([](Case& one) {
    auto user = text(one.dispatcher.session["user"]["id"]);
    auto found = one.audit("record=" + one.account + "&action=change");
    LONGS_EQUAL(1, found.size());
    auto entry = found[0];
    STRCMP_EQUAL("Hotel Post", text(entry["fields"]["name"]["before"]).c_str());
    STRCMP_EQUAL("Hotel Sonne", text(entry["fields"]["name"]["after"]).c_str());
    STRCMP_EQUAL(user.c_str(), text(entry["by"]).c_str());
    auto base = "type=crm.Account&record=" + one.account;
    for (auto more : {"user=" + user, std::string("field=name"), std::string("address=127.0.0.1"),
                      "session=" + text(entry["session"]),
                      std::string("from=2020-01-01T00:00:00Z&to=2999-01-01T00:00:00Z")})
      LONGS_EQUAL_TEXT(2, one.audit(base + "&" + more).size(), more.c_str());
    for (auto none : {"user=nobody", "field=industry_nobody", "address=192.0.2.1", "session=x",
                      "to=2020-01-01T00:00:00Z", "action=delete"})
      LONGS_EQUAL_TEXT(0, one.audit(base + "&" + none).size(), none);
    for (auto wrong : {"log=others", "from=yesterday", "field=%25", "page_token=x", "colour=red"})
      CHECK_EQUAL_TEXT(400, one.admin.send(Method::get, std::string("/api/audit/?") + wrong).status,
                       wrong);
  });
}

TEST(AuditSearch, reads_and_sign_ins_are_found_too) {
  on_both([](Case& one) {
    one.dispatcher.get("/api/accounts/" + one.account + "/");
    CHECK(one.audit("log=reads&record=" + one.account).size() >= 1);
    auto user = text(one.dispatcher.session["user"]["id"]);
    LONGS_EQUAL(1, one.audit("log=sign-ins&action=signed_in&user=" + user).size());
    try {
      Office::Client(one.office.port(), "dispatcher@example.test", "a wrong password");
    } catch (const std::exception&) {
      // That is what is looked for.
    }
    auto refused = one.audit("log=sign-ins&action=refused");
    LONGS_EQUAL(1, refused.size());
    STRCMP_EQUAL(user.c_str(), text(refused[0]["by"]).c_str());
    STRCMP_EQUAL("127.0.0.1", text(refused[0]["address"]).c_str());
  });
}

TEST(AuditSearch, pages_go_on_by_a_cursor_without_a_gap) {
  Case one(Dialect::sqlite);
  one.office.store->write(one.office.store->system_command(one.office.tenant, "test"),
                          [&](Transaction& transaction) {
                            for (int i = 0; i < 150; ++i) {
                              auto tag = stores::make_tag("t" + std::to_string(i));
                              transaction.save(tag);
                            }
                          });
  auto first = one.admin.get("/api/audit/?type=content.Tag");
  LONGS_EQUAL(100, first["items"].size());
  auto second =
      one.admin.get("/api/audit/?type=content.Tag&page_token=" + text(first["next_page_token"]));
  LONGS_EQUAL(50, second["items"].size());
  STRCMP_EQUAL("", text(second["next_page_token"]).c_str());
  CHECK(second["items"][0]["seq"].get<int>() == first["items"][99]["seq"].get<int>() - 1);
}

TEST(AuditSearch, the_logs_are_for_administrators_and_auditors) {
  Case one(Dialect::sqlite);
  for (auto path : {"", "chain/", "rights/", "controls/"})
    CHECK_EQUAL_TEXT(
        403, one.dispatcher.send(Method::get, std::string("/api/audit/") + path).status, path);
  CHECK_EQUAL(403, one.dispatcher.send(Method::post, "/api/audit/exports/", json::object()).status);
  auto role = one.admin.create("roles", {{"key", "auditor"}, {"name", "Auditor"}});
  one.admin.create("role-assignments",
                   {{"user", one.office.user_of("dispatcher")}, {"role", role["id"]}});
  CHECK_EQUAL(200, one.dispatcher.send(Method::get, "/api/audit/").status);
  auto other = Office::Client(one.office.port(), "admin@other.test", Office::password);
  LONGS_EQUAL(0, other.get("/api/audit/?type=crm.Account")["items"].size());
}

TEST(AuditSearch, each_line_of_the_file_can_be_verified_by_itself_and_all_of_them_as_a_chain) {
  on_both([](Case& one) {
    auto lines = lines_of(one.file({{"log", "changes"}, {"format", "jsonl"}}));
    CHECK(lines.size() > 20);
    std::string previous;
    for (auto& line : lines) {
      STRCMP_EQUAL(previous.c_str(), text(line["previous_hash"]).c_str());
      previous = text(line["hash"]);
      STRCMP_EQUAL_TEXT(previous.c_str(), hash_of(line).c_str(), line.dump().c_str());
      auto commitments = json::parse(text(line["commitments"]));
      for (auto& [name, value] : line["values"].items())
        STRCMP_EQUAL(
            text(commitments[name]).c_str(),
            common::sha256_hex(text(value[0]) + "\n" + value[1].dump() + "\n" + value[2].dump())
                .c_str());
    }
    auto some = lines_of(one.file({{"record", one.account}, {"format", "jsonl"}}));
    LONGS_EQUAL(2, some.size());
    STRCMP_EQUAL(text(some[1]["hash"]).c_str(), hash_of(some[1]).c_str());
    auto csv = one.file({{"log", "changes"}, {"type", "crm.Account"}, {"format", "csv"}});
    CHECK(csv.starts_with("seq,position,at"));
    CHECK(csv.find("Hotel Sonne") != std::string::npos);
    for (auto& wrong :
         {json{{"format", "pdf"}}, json{{"log", 1}}, json{{"framework", "SOC 2"}, {"control", 7}}})
      CHECK_EQUAL(400, one.admin.send(Method::post, "/api/audit/exports/", wrong).status);
  });
}

TEST(AuditSearch, controls_of_frameworks_name_the_entries_that_prove_them) {
  on_both([](Case& one) {
    one.admin.create("roles", {{"key", "helper"}, {"name", "Helper"}});
    one.admin.create("compliance-controls",
                     {{"framework", "SOC 2"}, {"key", "CC6.1"}, {"text", "Access"}});
    std::map<std::string, json> controls;
    auto listed = one.admin.get("/api/audit/controls/");
    for (auto& item : listed["items"])
      controls[text(item["framework"]) + " " + text(item["control"])] = item;
    CHECK(controls["SOC 2 CC6.1"]["entries"].get<int>() > 0);
    STRCMP_EQUAL("planned", text(controls["SOC 2 CC6.1"]["state"]).c_str());
    for (auto framework : {"ISO 27001 A.8.15", "GDPR Art. 17", "SOX 404", "HIPAA 164.312(b)"})
      CHECK_TEXT(controls.count(framework), framework);
    auto lines = lines_of(one.file({{"framework", "SOC 2"}, {"control", "CC6.1"}}));
    CHECK(!lines.empty());
    for (auto& line : lines)
      CHECK_TEXT(text(line["type"]).starts_with("admin."), line.dump().c_str());
    CHECK_EQUAL(404, one.admin
                         .send(Method::post, "/api/audit/exports/",
                               {{"framework", "SOC 2"}, {"control", "CC0"}})
                         .status);
  });
}

TEST(AuditSearch, rights_are_reported_with_their_last_use) {
  on_both([](Case& one) {
    auto user = one.office.user_of("dispatcher");
    auto report = one.admin.get("/api/audit/rights/?user=" + user)["items"];
    LONGS_EQUAL(1, report.size());
    CHECK(report[0]["roles"].dump().find("dispatcher") != std::string::npos);
    CHECK(!text(report[0]["last_sign_in"]).empty());
    json accounts, assets;
    for (auto& right : report[0]["rights"]) {
      if (right["type"] == "crm.Account") accounts = right;
      if (right["type"] == "crm.Contact") assets = right;
    }
    CHECK(accounts["may"].dump().find("create") != std::string::npos);
    CHECK(!text(accounts["last_changed"]).empty());
    STRCMP_EQUAL("", text(assets["last_changed"]).c_str());  // may, and never did
  });
}

TEST(AuditSearch, the_chain_is_verified_and_an_alteration_is_told_to_administrators) {
  on_both([](Case& one) {
    const hub::store::Sign sign = [](std::string_view) { return std::string("s"); };
    CHECK_EQUAL(202, one.admin.send(Method::post, "/api/audit/chain/verify/").status);
    hub::audit::work_on_verification(*one.office.store, one.job_of("verify_log"), sign);
    auto chain = one.admin.get("/api/audit/chain/");
    CHECK_EQUAL(0, chain["broken_at"].get<int>());
    CHECK(chain["verified_to"].get<int>() > 20);
    CHECK(chain["verified_at"].is_string());

    one.office.store->write(
        one.office.store->system_command(one.office.tenant, "forger"),
        [](Transaction& transaction) {
          transaction.sql().execute("UPDATE change SET actor = 'somebody else' WHERE position = 5");
        });
    hub::audit::work_on_verification(*one.office.store, one.job_of("verify_log"), sign);
    CHECK_EQUAL(5, one.admin.get("/api/audit/chain/")["broken_at"].get<int>());
    auto told = one.admin.get("/api/notifications/")["items"];
    CHECK_TEXT(told.dump().find("The change log was altered") != std::string::npos,
               told.dump().c_str());
  });
}
