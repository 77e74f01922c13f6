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

TEST(AuditSearch, what_a_right_hides_from_an_auditor_is_neither_in_his_list_nor_in_his_file) {
  on_both([](Case& one) {
    auto role = one.admin.create("roles", {{"key", "auditor"}, {"name", "Auditor"}});
    for (auto user : {"bookkeeper", "dispatcher"})
      one.admin.create("role-assignments",
                       {{"user", one.office.user_of(user)}, {"role", role["id"]}});
    one.admin.create("permissions", {{"role", role["id"]},
                                     {"of_type", "crm.Account"},
                                     {"effect", "withhold"},
                                     {"fields", {"legal_name"}}});
    auto account =
        text(one.admin.create("accounts", {{"name", "Ship"}, {"legal_name", "Zebra"}})["id"]);
    one.admin.create("secrets", {{"name", "Mail"}, {"value", "a word to keep"}});
    auto auditor = one.office.sign_in("bookkeeper");
    auto values_in = [&](Office::Client& who, json asked) {
      auto reply = who.send(Method::post, "/api/audit/exports/", asked);
      CHECK_EQUAL_TEXT(202, reply.status, reply.body.c_str());
      hub::audit::work_on_file(*one.office.store, one.job_of("audit_export"));
      return who.send(Method::get, "/api/exports/" + text(reply.json()["id"]) + "/file").body;
    };
    for (auto format : {"jsonl", "csv"}) {
      json asked{{"record", account}, {"format", format}};
      auto his = values_in(auditor, asked), all = values_in(one.admin, asked);
      STRCMP_CONTAINS("Ship", his.c_str());
      CHECK_TEXT(his.find("Zebra") == std::string::npos, his.c_str());
      STRCMP_CONTAINS("Zebra", all.c_str());
    }
    // Without its salt nobody guesses it by the commitment, which stays for the chain.
    auto line = lines_of(values_in(auditor, {{"record", account}, {"format", "jsonl"}}))[0];
    STRCMP_CONTAINS("legal_name", text(line["commitments"]).c_str());
    CHECK_FALSE(line["values"].contains("legal_name"));
    STRCMP_EQUAL(text(line["hash"]).c_str(), hash_of(line).c_str());
    CHECK(auditor.get("/api/audit/?record=" + account).dump().find("Zebra") == std::string::npos);
    for (auto& secret :
         lines_of(values_in(one.admin, {{"type", "admin.Secret"}, {"format", "jsonl"}})))
      CHECK_FALSE(secret["values"].contains("value"));
  });
}

TEST(AuditSearch, a_file_is_not_written_for_who_is_no_auditor_any_more) {
  Case one(Dialect::sqlite);
  auto role = one.admin.create("roles", {{"key", "auditor"}, {"name", "Auditor"}});
  auto given = one.admin.create("role-assignments",
                                {{"user", one.office.user_of("dispatcher")}, {"role", role["id"]}});
  auto auditor = one.office.sign_in("dispatcher");
  auto asked = auditor.send(Method::post, "/api/audit/exports/", {{"log", "changes"}});
  CHECK_EQUAL_TEXT(202, asked.status, asked.body.c_str());
  auto path = "/api/role-assignments/" + text(given["id"]) + "/";
  CHECK_EQUAL(204, one.admin.send(Method::delete_, path, nullptr, "*").status);
  hub::audit::work_on_file(*one.office.store, one.job_of("audit_export"));
  auto state = auditor.get("/api/exports/" + text(asked.json()["id"]) + "/");
  STRCMP_EQUAL("failed", text(state["state"]).c_str());
  STRCMP_CONTAINS("auditors", text(state["error"]).c_str());
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

TEST(AuditSearch, a_file_of_changes_is_in_the_order_of_their_chain) {
  on_both([](Case& one) {
    // As when of two transactions at once the one that began later was done first.
    one.office.store->write(
        one.office.store->system_command(one.office.tenant, "test"), [&](Transaction& transaction) {
          for (auto [from, to] : {std::pair{3, -1}, {9, 3}, {-1, 9}})
            transaction.sql().execute(
                "UPDATE change SET position = ? WHERE tenant = ? AND position = ?",
                {std::int64_t(to), one.office.tenant, std::int64_t(from)});
        });
    std::int64_t position = 0;
    for (auto& line : lines_of(one.file({{"log", "changes"}, {"format", "jsonl"}})))
      LONGLONGS_EQUAL(++position, line["position"].get<std::int64_t>());
    CHECK(position > 9);
  });
}

TEST(AuditSearch, the_chain_is_verified_page_by_page_while_it_grows_and_is_purged) {
  on_both([](Case& one) {
    const hub::store::Sign sign = [](std::string_view) { return std::string("s"); };
    auto& store = *one.office.store;
    auto& tenant = one.office.tenant;
    auto last = [&] {
      return store.read_result(
          [&](Connection& sql) { return hub::store::last_position(sql, tenant); });
    };
    auto found = [&] {
      return store.read_result(
          [&](Connection& sql) { return hub::store::find_verified(sql, tenant); });
    };
    auto job = [&] {
      one.admin.send(Method::post, "/api/audit/chain/verify/");
      return one.job_of("verify_log");
    };
    auto before = last();
    CHECK(before > 20);
    std::int64_t renewed = 0, tags = 0;
    auto outcome = hub::audit::work_on_verification(
        store, job(), sign,
        [&](Transaction& transaction) {
          ++renewed;
          if (renewed == 2)  // the rule of retention takes what was and what was not yet looked at
            hub::store::purge_changes(transaction, transaction.now() + std::chrono::hours(1), 10,
                                      sign);
          if (renewed > 3) return;
          auto tag = stores::make_tag("while" + std::to_string(++tags));
          transaction.save(tag);
        },
        3);
    STRCMP_EQUAL("", outcome.reason.c_str());
    CHECK_TEXT(renewed >= (before - 10) / 3, std::to_string(renewed).c_str());
    LONGLONGS_EQUAL(0, found()->broken_at);
    CHECK(found()->position >= before);

    CHECK(support::wait_until([&] {
      return store.read_result([](Connection& sql) {
        return sql.integer("SELECT count(*) FROM change WHERE position IS NULL");
      }) == 0;
    }));
    auto end = last();
    auto spoil = [&](const std::string& how) {
      store.write(store.system_command(tenant, "forger"),
                  [&](Transaction& transaction) { transaction.sql().execute(how); });
      hub::audit::work_on_verification(store, job(), sign, {}, 3);
      return found()->broken_at;
    };
    auto cut = "DELETE FROM change WHERE position = " + std::to_string(end);
    LONGLONGS_EQUAL(end, spoil(cut));  // the head knows how many there were
    LONGLONGS_EQUAL(13, spoil("DELETE FROM change WHERE position = 12"));
  });
}

TEST(AuditSearch, a_verification_whose_job_is_another_s_by_now_ends) {
  Case one(Dialect::sqlite);
  one.admin.send(Method::post, "/api/audit/chain/verify/");
  auto job = one.job_of("verify_log");
  bool ended = false;
  try {
    hub::audit::work_on_verification(
        *one.office.store, job, [](std::string_view) { return std::string(); },
        [&](Transaction& transaction) { hub::work::Jobs::renew(transaction, job); }, 3);
  } catch (const common::Error& error) {
    ended = error.code() == common::ErrorCode::conflict;
  }
  CHECK(ended);
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
