// What a company makes of its rights itself, over HTTP: roles, permissions, requests, delegation,
// emergencies, shares of single records.
#include <map>
#include <memory>

#include "common/http/websocket_client.hpp"
#include "hub/domain/admin/rights/assignment.hpp"
#include "tests/hub/api/jobs.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;
using test::TwoJobs;

namespace {

std::string text(const json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

}  // namespace

TEST_GROUP(CompanyRights) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  std::unique_ptr<Office::Client> admin;
  void setup() override {
    admin = std::make_unique<Office::Client>(office->sign_in("admin"));
  }
  void teardown() override {
    admin.reset();
    office.reset();
  }

  std::string role(const std::string& key) {
    auto page = admin->get("/api/roles/?filter=key%20%3D%20%22" + key + "%22");
    return page["items"].empty() ? "none" : text(page["items"][0]["id"]);
  }
  std::string make_role(const std::string& key, json more = json::object()) {
    more["key"] = key;
    more["name"] = "Role " + key;
    return text(admin->create("roles", more)["id"]);
  }
  std::string assign(const std::string& user, const std::string& role_id) {
    return text(admin->create("role-assignments", {{"user", user}, {"role", role_id}})["id"]);
  }
  int patch(Office::Client & client, const std::string& path, const json& body) {
    auto version = admin->get(path)["version"].get<int>();
    return client.send(Method::patch, path, body, "\"" + std::to_string(version) + "\"").status;
  }
  static int status(Office::Client & client, const std::string& path) {
    return client.send(Method::get, path).status;
  }
  int act(Office::Client & client, const std::string& assignment, const std::string& action) {
    return client
        .send(Method::post, "/api/role-assignments/" + assignment + "/" + action + "/",
              json::object())
        .status;
  }
  std::string account(const std::string& name, const json& more = json::object()) {
    json body = more;
    body["name"] = name;
    body["kind"] = "company";
    return office->put("crm.Account", body);
  }
};

// features: IDEN-02
TEST(CompanyRights, each_of_the_eight_roles_may_its_own_and_not_what_is_anothers) {
  auto customer = account("Customer"), other = account("Other");
  auto his = "/api/users/" + office->user_of("partner") + "/";
  CHECK_EQUAL(200, patch(*admin, his, {{"partner", account("Partner organisation")}}));
  admin->create("partner-shares", {{"account", admin->get(his)["partner"]},
                                   {"of_type", "crm.Account"},
                                   {"records", {{"type", "crm.Account"}, {"id", customer}}}});
  auto others_lead = office->put(
      "crm.Lead",
      {{"name", "Theirs"}, {"source", "phone"}, {"owner", office->user_of("sales_manager")}});
  struct Case {
    const char* role;
    Method method;
    std::string path;
    json body;
    int allowed;
    Method refused_method;
    std::string refused_path;
    json refused_body;
    int refused;
  };
  auto rep = office->user_of("sales_rep");
  json user{{"login", "made@example.test"}, {"name", {{"family", "Made"}}}};
  json lead{{"name", "Mine"}, {"source", "phone"}, {"owner", rep}};
  json territory{{"name", "North"}, {"kind", "list"}};
  json campaign{{"name", "Spring"}, {"kind", "mail"}};
  json ticket{{"subject", "It drips"}, {"kind", "question"}, {"account", customer}};
  json report{{"name", "Leads"}, {"of_type", "crm.Lead"}, {"owner", office->user_of("analyst")}};
  json company{{"name", "New"}, {"kind", "company"}};
  std::vector<Case> cases{
      {"admin",
       Method::post,
       "/api/users/",
       user,
       201,
       Method::post,
       "/api/tenants/",
       {{"name", "Another"}},
       403},
      {"sales_manager", Method::post, "/api/territories/", territory, 201, Method::post,
       "/api/users/", user, 403},
      {"sales_rep", Method::post, "/api/leads/", lead, 201, Method::get,
       "/api/leads/" + others_lead + "/", nullptr, 404},
      {"marketing", Method::post, "/api/campaigns/", campaign, 201, Method::post, "/api/accounts/",
       company, 403},
      {"support", Method::post, "/api/tickets/", ticket, 201, Method::post, "/api/campaigns/",
       campaign, 403},
      {"executive", Method::get, "/api/dashboards/", nullptr, 200, Method::post, "/api/accounts/",
       company, 403},
      {"analyst", Method::get, "/api/accounts/?format=csv", nullptr, 200, Method::post,
       "/api/accounts/", company, 403},
      {"analyst", Method::post, "/api/reports/", report, 201, Method::post, "/api/leads/", lead,
       403},
      {"partner", Method::get, "/api/accounts/" + customer + "/", nullptr, 200, Method::get,
       "/api/accounts/" + other + "/", nullptr, 404},
  };
  for (auto& one : cases) {
    auto client = office->sign_in(one.role);
    auto allowed = client.send(one.method, one.path, one.body);
    CHECK_EQUAL_TEXT(one.allowed, allowed.status, (one.role + (" " + allowed.body)).c_str());
    auto refused = client.send(one.refused_method, one.refused_path, one.refused_body);
    CHECK_EQUAL_TEXT(one.refused, refused.status, (one.role + (" " + refused.body)).c_str());
  }
}

// features: IDEN-04 (the screen: tests/browser/builder/effects.mjs; single records: below, shared)
TEST(CompanyRights, a_hidden_field_is_nowhere_for_the_role_and_there_for_others) {
  auto id = account("Hidden Ltd", {{"legal_name", "Zebra Holding"}, {"registration", "CH-1"}});
  auto path = "/api/accounts/" + id + "/";
  auto dispatcher = office->sign_in("dispatcher"), bookkeeper = office->sign_in("bookkeeper");
  CHECK_EQUAL(200, patch(*admin, path, {{"legal_name", "Zebra Group"}}));
  CHECK_TRUE(dispatcher.get(path).contains("legal_name"));

  admin->create("permissions", {{"role", role("dispatcher")},
                                {"of_type", "crm.Account"},
                                {"effect", "withhold"},
                                {"fields", {"legal_name"}}});
  office->index();

  for (auto client : {&dispatcher, &bookkeeper}) {
    bool shown = client == &bookkeeper;
    auto one = client->get(path), page = client->get("/api/accounts/");
    CHECK_EQUAL(shown, one.contains("legal_name"));
    CHECK_EQUAL(shown, page["items"][0].contains("legal_name"));
    CHECK_EQUAL(shown, one.dump().find("Zebra") != std::string::npos);
    auto filtered = "/api/accounts/?filter=legal_name%20%3D%20%22Zebra%20Group%22";
    CHECK_EQUAL(shown ? 200 : 400, status(*client, filtered));
    CHECK_EQUAL(shown ? 200 : 400, status(*client, "/api/accounts/?order_by=legal_name"));
    auto found = client->get("/api/accounts/?search=zebra");
    CHECK_EQUAL(shown ? 1u : 0u, found["items"].size());
    auto past = client->get(path + "history/").dump();
    CHECK_EQUAL(shown, past.find("Zebra") != std::string::npos);
    CHECK_EQUAL(shown, past.find("legal_name") != std::string::npos);
    auto file = client->send(Method::get, "/api/accounts/?format=csv");
    CHECK_EQUAL(200, file.status);
    CHECK_EQUAL(shown, file.body.find("Zebra") != std::string::npos);
    for (auto box : {"/api/search/?q=zebra", "/api/suggest/?q=zebra"})
      CHECK_EQUAL(shown, client->get(box).dump().find(id) != std::string::npos);
    auto ask = [&](const char* query) {
      return client->send(Method::post, "/api/graphql/", {{"query", query}}).body;
    };
    CHECK_EQUAL(shown,
                ask("{ accounts { nodes { legalName } } }").find("Zebra") != std::string::npos);
    CHECK_EQUAL(shown, ask("{ __type(name: \"Account\") { fields { name } } }").find("legalName") !=
                           std::string::npos);
    CHECK(ask("{ accounts { nodes { name } } }").find("Hidden Ltd") != std::string::npos);
    auto meta = client->get("/api/meta/");
    for (auto& type : meta["types"]) {
      if (type["name"] != "crm.Account") continue;
      bool listed = false;
      for (auto& field : type["fields"]) listed = listed || field["name"] == "legal_name";
      CHECK_EQUAL(shown, listed);
    }
  }
  // Refused in the words of a field that is not there; so are conditions through references.
  auto refused = dispatcher.send(Method::patch, path, {{"legal_name", "x"}}, "\"2\"");
  CHECK_EQUAL(400, refused.status);
  CHECK(refused.body.find("there is no such field") != std::string::npos);
  CHECK_EQUAL(400, status(dispatcher, "/api/sites/?filter=account.legal_name%20%3D%20%22x%22"));
}

TEST(CompanyRights, a_hidden_name_is_in_no_title_and_no_live_event) {
  auto id = account("Secret Customer");
  TwoJobs jobs(*office);
  auto site = office->put("crm.Site", {{"account", id},
                                       {"name", "Site"},
                                       {"address", {{"line1", "Street 1"}, {"city", "Vaduz"}}},
                                       {"branch", jobs.branch}});
  admin->create("permissions", {{"role", role("dispatcher")},
                                {"of_type", "crm.Account"},
                                {"effect", "withhold"},
                                {"fields", {"name"}}});
  auto dispatcher = office->sign_in("dispatcher");
  common::http::ClientOptions options;
  options.port = office->port();
  common::http::Headers headers;
  headers.add("Cookie", dispatcher.cookie);
  common::http::WebSocketClient socket(options, "/api/live", headers);
  CHECK(socket.receive()->find("hello") != std::string::npos);

  auto shown = dispatcher.get("/api/sites/" + site + "/");
  CHECK(shown.dump().find("Secret Customer") == std::string::npos);
  STRCMP_EQUAL("Account", text(shown["titles"][id]).c_str());
  CHECK_EQUAL(200, patch(*admin, "/api/accounts/" + id + "/", {{"name", "Secret Customer 2"}}));
  auto event = socket.receive();
  CHECK(event && event->find(id) != std::string::npos);
  CHECK(event->find("Secret") == std::string::npos);
}

TEST(CompanyRights, permissions_that_make_no_sense_are_refused) {
  auto trainee = make_role("trainee");
  auto refused = [&](json body, const char* field) {
    body["effect"] = body.value("effect", "grant");
    auto reply = admin->send(Method::post, "/api/permissions/", body);
    CHECK_EQUAL_TEXT(400, reply.status, reply.body.c_str());
    STRCMP_EQUAL(field, text(reply.json()["errors"][0]["field"]).c_str());
  };
  json base{{"role", trainee}, {"of_type", "crm.Account"}, {"may", {"read"}}};
  auto with = [&](const char* name, json value) {
    auto body = base;
    body[name] = std::move(value);
    return body;
  };
  refused(with("of_type", "crm.Nothing"), "of_type");
  refused(with("where", "nonsense = 1"), "where");
  refused(with("fields", {"nonsense"}), "fields");
  refused(with("role", role("admin")), "role");
  refused(with("when", {{{"kind", "hours"}, {"condition", "at night"}}}), "when");
  refused({{"role", trainee},
           {"of_type", "crm.Account"},
           {"effect", "withhold"},
           {"fields", {"name"}},
           {"where", "name = \"x\""}},
          "where");
  auto dispatcher = office->sign_in("dispatcher");
  CHECK_EQUAL(403, dispatcher.send(Method::post, "/api/permissions/", base).status);
}

// features: IDEN-03
TEST(CompanyRights, a_role_inherits_and_no_role_inherits_from_itself) {
  std::map<std::string, std::string> departments;
  auto delivered = admin->get("/api/roles/?page_size=200");
  for (auto& one : delivered["items"]) departments[text(one["key"])] = one.value("department", "");
  STRCMP_EQUAL("sales", departments["sales_rep"].c_str());
  STRCMP_EQUAL("marketing", departments["marketing"].c_str());
  STRCMP_EQUAL("support", departments["support"].c_str());
  STRCMP_EQUAL("management", departments["executive"].c_str());
  STRCMP_EQUAL("finance", departments["bookkeeper"].c_str());

  auto head = make_role("head_bookkeeper", {{"parent", role("bookkeeper")}});
  CHECK_EQUAL(400, patch(*admin, "/api/roles/" + role("bookkeeper") + "/", {{"parent", head}}));
  auto marketing = office->sign_in("marketing");
  CHECK_EQUAL(403, status(marketing, "/api/invoices/"));
  auto assignment = assign(office->user_of("marketing"), head);
  CHECK_EQUAL(200, status(marketing, "/api/invoices/"));
  CHECK_EQUAL(200, act(*admin, assignment, "revoke"));
  CHECK_EQUAL(403, status(marketing, "/api/invoices/"));
}

TEST(CompanyRights, one_delegates_only_what_one_has_and_no_longer_than_one_has_it) {
  auto bookkeeper = office->sign_in("bookkeeper"), marketing = office->sign_in("marketing");
  json delegation{{"user", office->user_of("marketing")},
                  {"role", role("bookkeeper")},
                  {"delegated_by", office->user_of("bookkeeper")},
                  {"until", "2150-01-01T00:00:00Z"}};
  auto send = [&](Office::Client& client, const json& body) {
    return client.send(Method::post, "/api/role-assignments/", body);
  };
  auto not_his = delegation;
  not_his["role"] = role("admin");
  CHECK_EQUAL(403, send(bookkeeper, not_his).status);
  auto endless = delegation;
  endless.erase("until");
  CHECK_EQUAL(400, send(bookkeeper, endless).status);
  CHECK_EQUAL(403, send(marketing, delegation).status);  // in another's name

  auto made = send(bookkeeper, delegation);
  CHECK_EQUAL_TEXT(201, made.status, made.body.c_str());
  CHECK_EQUAL(200, status(marketing, "/api/invoices/"));
  // What was delegated to him he hands on to nobody.
  auto further = delegation;
  further["delegated_by"] = office->user_of("marketing");
  further["user"] = office->user_of("support");
  CHECK_EQUAL(403, send(marketing, further).status);

  auto page = admin->get("/api/role-assignments/?page_size=200");
  for (auto& item : page["items"])
    if (item["user"] == office->user_of("bookkeeper"))
      CHECK_EQUAL(200, act(*admin, text(item["id"]), "revoke"));
  CHECK_EQUAL(403, status(marketing, "/api/invoices/"));
}

TEST(CompanyRights, a_request_that_nobody_decides_keeps_nobody_from_the_role) {
  auto marketing = office->sign_in("marketing");
  auto wanted = make_role("auditor", {{"parent", role("bookkeeper")}});
  json request{{"user", office->user_of("marketing")},
               {"role", wanted},
               {"reason", "year end"},
               {"until", "2150-01-01T00:00:00Z"}};
  auto send = [&](Office::Client& client, const json& body) {
    return client.send(Method::post, "/api/role-assignments/", body);
  };
  CHECK_EQUAL(201, send(marketing, request).status);
  auto again = send(marketing, request);
  CHECK_EQUAL(409, again.status);
  STRCMP_CONTAINS("asked for this role already", again.body.c_str());

  auto given = send(*admin, request);
  CHECK_EQUAL_TEXT(201, given.status, given.body.c_str());
  CHECK_EQUAL(200, status(marketing, "/api/invoices/"));
  CHECK_EQUAL(409, send(*admin, request).status);
}

// features: IDEN-06
TEST(CompanyRights, who_asks_for_a_role_gets_it_by_another_s_approval) {
  auto marketing = office->sign_in("marketing"), support = office->sign_in("support");
  auto wanted =
      make_role("auditor", {{"parent", role("bookkeeper")}, {"owner", office->user_of("support")}});
  json request{{"user", office->user_of("marketing")},
               {"role", wanted},
               {"reason", "year end"},
               {"until", "2150-01-01T00:00:00Z"},
               {"renewable", true}};
  auto for_another = request;
  for_another["user"] = office->user_of("executive");
  CHECK_EQUAL(403, marketing.send(Method::post, "/api/role-assignments/", for_another).status);

  auto asked = marketing.create("role-assignments", request);
  auto id = text(asked["id"]);
  STRCMP_EQUAL("requested", text(asked["state"]).c_str());
  CHECK_EQUAL(403, status(marketing, "/api/invoices/"));
  CHECK_EQUAL(403, act(marketing, id, "approve"));
  auto executive = office->sign_in("executive");
  CHECK(act(executive, id, "approve") >= 403);
  CHECK_EQUAL(200, act(support, id, "approve"));  // the role's owner
  CHECK_EQUAL(200, status(marketing, "/api/invoices/"));

  // It ends by itself, and is renewed by the owner for as long again.
  auto path = "/api/role-assignments/" + id + "/";
  CHECK_EQUAL(200, patch(*admin, path,
                         {{"from", "2020-01-01T00:00:00Z"}, {"until", "2021-01-01T00:00:00Z"}}));
  CHECK_EQUAL(403, status(marketing, "/api/invoices/"));
  CHECK_EQUAL(403, act(marketing, id, "renew"));
  auto renew = [&] {
    CHECK_EQUAL(200, act(support, id, "renew"));
    auto renewed = admin->get(path);
    return common::parse_instant(text(renewed["until"])) - office->clock.now();
  };
  constexpr auto year = std::chrono::hours(366 * 24);  // 2020
  auto once = renew(), twice = renew();
  for (auto left : {once, twice}) CHECK(left <= year && left > year - std::chrono::minutes(5));
  CHECK_EQUAL(200, status(marketing, "/api/invoices/"));
}

// features: IDEN-06
TEST(CompanyRights, what_is_done_in_an_emergency_is_told_marked_and_reviewed) {
  auto marketing = office->sign_in("marketing");
  auto other = make_role("stand_by", {{"parent", role("bookkeeper")}, {"emergency", true}});
  json taken{{"user", office->user_of("marketing")}, {"role", other}, {"emergency", true}};
  auto send = [&](const json& body) {
    return marketing.send(Method::post, "/api/role-assignments/", body);
  };
  CHECK_EQUAL(400, send(taken).status);  // without a reason
  taken["reason"] = "The bookkeeper is ill";
  auto never = taken;
  never["role"] = role("bookkeeper");
  CHECK_EQUAL(403, send(never).status);

  auto begun = send(taken);
  CHECK_EQUAL_TEXT(201, begun.status, begun.body.c_str());
  auto id = text(begun.json()["id"]);
  STRCMP_EQUAL("active", text(begun.json()["state"]).c_str());
  auto ends = common::parse_instant(text(begun.json()["until"])) - office->clock.now();
  CHECK(ends > std::chrono::minutes(50) && ends <= std::chrono::minutes(60));
  auto told = admin->get("/api/notifications/").dump();
  CHECK(told.find("The bookkeeper is ill") != std::string::npos);

  auto made = marketing.create("accounts", {{"name", "In need"}, {"kind", "company"}});
  auto history = admin->get("/api/accounts/" + text(made["id"]) + "/history/");
  CHECK(text(history["items"][0]["cause"]).find(" emergency " + id) != std::string::npos);
  auto list = admin->get(
      "/api/role-assignments/?filter=emergency%20%3D%20true%20AND%20state%20%3D%20active");
  LONGS_EQUAL(1, list["items"].size());

  CHECK(act(marketing, id, "review") >= 403);
  CHECK_EQUAL(200, act(*admin, id, "review"));
  auto reviewed = admin->get("/api/role-assignments/" + id + "/");
  STRCMP_EQUAL("reviewed", text(reviewed["state"]).c_str());
  STRCMP_EQUAL(office->user_of("admin").c_str(), text(reviewed["reviewed_by"]).c_str());
  CHECK_EQUAL(403, status(marketing, "/api/invoices/"));

  // The one that is over keeps nobody from the next.
  CHECK_EQUAL(201, send(taken).status);
}

// features: IDEN-06
TEST(CompanyRights, a_role_for_some_time_is_over_after_it_and_can_be_given_again) {
  auto until = common::format_instant(office->clock.now() + std::chrono::hours(1));
  auto past = common::format_instant(office->clock.now() - std::chrono::minutes(1));
  auto role_id = make_role("stand_in", {{"parent", role("bookkeeper")}});
  json given{{"user", office->user_of("marketing")}, {"role", role_id}};
  auto lent = given;
  lent["until"] = until;
  auto id = text(admin->create("role-assignments", lent)["id"]);
  CHECK_EQUAL(409, admin->send(Method::post, "/api/role-assignments/", given).status);
  auto state = [&] { return text(admin->get("/api/role-assignments/" + id + "/")["state"]); };
  auto end = [&] {
    office->store->write(
        office->store->system_command(office->tenant, "test"),
        [](hub::store::Transaction& all) { hub::domain::admin::end_assignments(all); });
  };
  end();
  STRCMP_EQUAL("active", state().c_str());
  auto due = office->store->read_result([&](hub::store::Connection& sql) {
    return sql.integer("SELECT run_at FROM job WHERE kind = 'assignment_end'");
  });
  LONGLONGS_EQUAL(common::to_micros(common::parse_instant(until)), due);

  auto path = "/api/role-assignments/" + id + "/";
  CHECK_EQUAL(200, admin->send(Method::patch, path, {{"until", past}}, "\"1\"").status);
  CHECK_EQUAL(201, admin->send(Method::post, "/api/role-assignments/", given).status);
  end();
  STRCMP_EQUAL("expired", state().c_str());

  CHECK_EQUAL(400, admin->send(Method::patch, path, {{"until", until}}, "*").status);

  // One of before that makes no sense keeps neither itself nor others from ending.
  auto other = lent;
  other["user"] = office->user_of("support");
  auto odd = text(admin->create("role-assignments", other)["id"]);
  office->store->write(office->store->system_command(office->tenant, "test"),
                       [&](hub::store::Transaction& all) {
                         all.sql().execute(
                             "UPDATE role_assignment SET \"from\" = 2, \"until\" = 1 WHERE "
                             "tenant = ? AND id = ?",
                             {office->tenant, odd});
                       });
  end();
  STRCMP_EQUAL("expired", text(admin->get("/api/role-assignments/" + odd + "/")["state"]).c_str());
  auto wrong = lent;
  wrong["user"] = office->user_of("support");
  wrong["until"] = past;
  CHECK_EQUAL(400, admin->send(Method::post, "/api/role-assignments/", wrong).status);
  wrong["from"] = "2150-01-02T00:00:00Z";
  wrong["until"] = "2150-01-01T00:00:00Z";
  auto refused = admin->send(Method::post, "/api/role-assignments/", wrong);
  CHECK_EQUAL(400, refused.status);
  STRCMP_CONTAINS("before it begins", refused.body.c_str());
}

// features: IDEN-05
TEST(CompanyRights, place_device_hours_and_risk_decide) {
  auto marketing = office->sign_in("marketing");
  auto trainee = make_role("trainee");
  assign(office->user_of("marketing"), trainee);
  auto decides = [&](const char* kind, const char* condition) {
    auto made =
        admin->create("permissions", {{"role", trainee},
                                      {"of_type", "billing.Invoice"},
                                      {"effect", "grant"},
                                      {"may", {"read"}},
                                      {"when", {{{"kind", kind}, {"condition", condition}}}}});
    auto answer = status(marketing, "/api/invoices/");
    auto path = "/api/permissions/" + text(made["id"]) + "/";
    CHECK_EQUAL(204, admin->send(Method::delete_, path, nullptr, "\"1\"").status);
    return answer;
  };
  CHECK_EQUAL(200, decides("place", "127.0.0.0/8, ::1"));
  CHECK_EQUAL(403, decides("place", "192.0.2.0/24"));
  CHECK_EQUAL(200, decides("device", "office"));
  CHECK_EQUAL(403, decides("device", "van"));
  CHECK_EQUAL(200, decides("hours", "mon-sun 00:00-24:00"));
  CHECK_EQUAL(403, decides("hours", "mon-sun 00:00-00:00"));
  CHECK_EQUAL(403, decides("risk", "second_factor"));
  CHECK_EQUAL(403, decides("risk", "known_address"));
  auto again = office->sign_in("marketing");
  admin->create("permissions", {{"role", trainee},
                                {"of_type", "billing.Invoice"},
                                {"effect", "grant"},
                                {"may", {"read"}},
                                {"when", {{{"kind", "risk"}, {"condition", "known_address"}}}}});
  CHECK_EQUAL(403, status(marketing, "/api/invoices/"));  // his first sign-in from there
  CHECK_EQUAL(200, status(again, "/api/invoices/"));
}

TEST(CompanyRights, a_single_record_is_shared_by_who_may_change_it) {
  auto lead_of = [&](const char* role_key, const char* name) {
    return office->put("crm.Lead",
                       {{"name", name}, {"source", "phone"}, {"owner", office->user_of(role_key)}});
  };
  auto theirs = lead_of("sales_manager", "Theirs"), closed = lead_of("sales_manager", "Closed");
  auto manager = office->sign_in("sales_manager"), rep = office->sign_in("sales_rep");
  json share{{"record", {{"type", "crm.Lead"}, {"id", theirs}}},
             {"user", office->user_of("sales_rep")}};
  auto path = "/api/leads/" + theirs + "/";
  CHECK_EQUAL(404, status(rep, path));
  CHECK_EQUAL(403, rep.send(Method::post, "/api/record-shares/", share).status);

  auto shared = manager.create("record-shares", share);
  CHECK_EQUAL(200, status(rep, path));
  LONGS_EQUAL(1, rep.get("/api/leads/")["items"].size());
  CHECK_EQUAL(404, status(rep, "/api/leads/" + closed + "/"));
  CHECK_EQUAL(403, patch(rep, path, {{"company", "x"}}));
  auto its = "/api/record-shares/" + text(shared["id"]) + "/";
  CHECK_EQUAL(200, patch(manager, its, {{"may_change", true}}));
  CHECK_EQUAL(200, patch(rep, path, {{"company", "x"}}));
  auto version = admin->get(its)["version"].get<int>();
  auto gone = manager.send(Method::delete_, its, nullptr, "\"" + std::to_string(version) + "\"");
  CHECK_EQUAL(204, gone.status);
  CHECK_EQUAL(404, status(rep, path));
}

TEST(CompanyRights, a_view_is_shared_with_a_team_and_with_a_role) {
  auto technician = office->sign_in("technician"), bookkeeper = office->sign_in("bookkeeper");
  auto team = text(
      admin->create("teams", {{"name", "Night shift"},
                              {"kind", "crew"},
                              {"members", {{{"user", office->user_of("technician")}}}}})["id"]);
  auto view = [&](const char* name, const json& share) {
    admin->create("saved-views", {{"name", name},
                                  {"of_type", "field.WorkOrder"},
                                  {"kind", "list"},
                                  {"owner", office->user_of("admin")},
                                  {"shared_with", {share}}});
  };
  view("Of the team", {{"team", team}});
  view("Of a role", {{"role", role("bookkeeper")}});

  auto names = [](Office::Client& client) {
    std::string all;
    auto page = client.get("/api/saved-views/?order_by=name");
    for (auto& item : page["items"]) all += text(item["name"]) + ";";
    return all;
  };
  STRCMP_EQUAL("Of the team;", names(technician).c_str());
  STRCMP_EQUAL("Of a role;", names(bookkeeper).c_str());
}
