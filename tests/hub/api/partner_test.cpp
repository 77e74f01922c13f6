// A partner organisation sees what is shared with it, and nothing else by any face.
#include <map>
#include <memory>
#include <set>

#include "common/http/websocket_client.hpp"
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

TEST_GROUP(Partner) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  std::string partner_account, first, second, hidden;
  void setup() override {
    auto make = [&](const char* name) {
      return office->put("crm.Account", {{"name", name},
                                         {"kind", "company"},
                                         {"industry", "Brewing"},
                                         {"registration", "Register-77"}});
    };
    // The walk asks more often than a person does.
    office->put("admin.Setting", {{"key", "api.user_requests_per_minute"}, {"value", "1000000"}});
    partner_account = make("Our partner");
    first = make("First shared"), second = make("Second shared"), hidden = make("Not shared");
    office->store->write(office->store->system_command(office->tenant, "test"),
                         [&](hub::store::Transaction& transaction) {
                           transaction.sql().execute(
                               "UPDATE \"user\" SET partner = ? WHERE tenant = ? AND id = ?",
                               {partner_account, office->tenant, office->user_of("partner")});
                         });
  }
  void teardown() override {
    office.reset();
  }

  std::string share(Office::Client & client, const std::string& account, json more) {
    more["account"] = partner_account;
    more["of_type"] = "crm.Account";
    more["records"] = {{"type", "crm.Account"}, {"id", account}};
    return text(client.create("partner-shares", more)["id"]);
  }
  std::vector<std::string> blobs() {
    std::vector<std::string> hashes;
    office->store->read([&](hub::store::Connection& connection) {
      auto& rows = connection.query("SELECT sha256 FROM blob");
      while (rows.step()) hashes.push_back(rows.text(0));
    });
    return hashes;
  }
  static std::vector<std::string> ids_of(const std::map<std::string, std::string>& records) {
    std::vector<std::string> ids;
    for (auto& [id, type] : records) ids.push_back(id);
    return ids;
  }
  /// id → type of every record of both companies.
  std::map<std::string, std::string> all_records() {
    std::map<std::string, std::string> records;
    office->store->read([&](hub::store::Connection& connection) {
      for (auto& type : office->catalogue.types()) {
        auto& rows = connection.query("SELECT \"id\" FROM " + hub::store::sql_name(type->table));
        while (rows.step()) records[rows.text(0)] = type->name;
      }
    });
    return records;
  }
  /// Every route, with every record there is.
  std::vector<std::string> all_routes(const std::map<std::string, std::string>& records) {
    std::vector<std::string> routes{"/api/access-log/",
                                    "/api/dispatch/?from=2026-11-20&days=1",
                                    "/api/receipts/",
                                    "/api/stock-by-place/",
                                    "/api/trial-balance/?to=2026-11-20",
                                    "/api/vans/",
                                    "/api/meta/",
                                    "/api/session/",
                                    "/api/health",
                                    "/api/search/?q=shared",
                                    "/api/search/?q=Register-77",
                                    "/api/suggest/?q=not",
                                    "/api/openapi.json"};
    for (auto& type : office->catalogue.types())
      for (auto query :
           {"", "?search=shared", "?total=exact&page_size=100", "?format=csv", "?format=json"})
        routes.push_back("/api/" + type->path + "/" + query);
    for (auto& [id, type] : records) {
      auto one = "/api/" + office->catalogue.type(type).path + "/" + id + "/";
      for (auto more : {"", "history/"}) routes.push_back(one + more);
    }
    for (auto& route : office->routes()) {
      bool by_catalogue = route.pattern.find("{path}") != std::string::npos;
      if (route.method != Method::get || by_catalogue) continue;
      auto open = route.pattern.find('{');
      if (open == std::string::npos) {
        routes.push_back(route.pattern);
        continue;
      }
      auto rest = route.pattern.substr(route.pattern.find('}') + 1);
      if (rest.find('{') != std::string::npos) continue;
      bool of_files = route.pattern.find("sha256") != std::string::npos;
      for (auto& id : of_files ? blobs() : ids_of(records))
        routes.push_back(route.pattern.substr(0, open) + id + rest);
    }
    return routes;
  }
};

// The part of IDEN-07 that is about partner organisations.
TEST(Partner, sees_two_accounts_and_nothing_else_by_any_route) {
  TwoJobs jobs(*office);
  auto admin = office->sign_in("admin"), partner = office->sign_in("partner");
  CHECK_EQUAL(403, partner.send(Method::get, "/api/accounts/").status);
  for (auto& id : {first, second}) share(admin, id, {{"fields", {"name", "industry"}}});

  auto page = partner.get("/api/accounts/?order_by=name");
  LONGS_EQUAL(2, page["total"].get<int>());
  STRCMP_EQUAL("First shared", text(page["items"][0]["name"]).c_str());
  STRCMP_EQUAL("Second shared", text(page["items"][1]["name"]).c_str());
  for (auto name : {"registration", "legal_name", "owner", "branch", "kind"})
    CHECK_FALSE(page["items"][0].contains(name));
  LONGS_EQUAL(0, partner.get("/api/accounts/?search=register-77")["items"].size());
  LONGS_EQUAL(
      0, partner.get("/api/accounts/?filter=name%20%3D%20%22Not%20shared%22")["total"].get<int>());
  for (auto query : {"filter=registration%20%3D%20%22x%22", "order_by=registration",
                     "filter=owner.login%20%3D%20%22x%22"})
    CHECK_EQUAL(400, partner.send(Method::get, std::string("/api/accounts/?") + query).status);
  CHECK_EQUAL(
      403,
      partner.send(Method::patch, "/api/accounts/" + first + "/", {{"name", "x"}}, "\"1\"").status);

  office->index();
  std::set<std::string> his{first, second, office->user_of("partner"), office->tenant,
                            partner_account};
  auto records = all_records();
  auto routes = all_routes(records);
  std::string faults;
  std::size_t answered = 0;
  for (auto& route : routes) {
    auto reply = partner.send(Method::get, route);
    if (reply.status >= 500 || reply.status == 429) faults += route + " fails\n";
    if (reply.status != 200) continue;
    ++answered;
    // Nothing of anybody else's: neither its id nor a name that only it has.
    for (auto& [id, type] : records)
      if (!his.count(id) && reply.body.find(id) != std::string::npos &&
          route.find(id) == std::string::npos)
        faults += route + " shows a " + type + "\n";
    for (auto secret : {"Not shared", "Register-77", "dispatcher@example.test"})
      if (reply.body.find(secret) != std::string::npos) faults += route + " shows " + secret + "\n";
    bool of_record = route.find("/0") != std::string::npos;
    bool own = false;
    for (auto& id : his) own = own || route.find(id) != std::string::npos;
    if (of_record && !own) faults += route + " is answered\n";
  }
  for (auto query :
       {"{ accounts { totalCount nodes { id name industry } } }", "{ sites { totalCount } }",
        "{ accounts { nodes { registration } } }", "{ users { nodes { id login } } }",
        "{ __schema { types { name fields { name } } } }"}) {
    auto body = partner.send(Method::post, "/api/graphql/", {{"query", query}}).body;
    for (auto& [id, type] : records)
      if (!his.count(id) && body.find(id) != std::string::npos)
        faults += std::string(query) + " shows a " + type + "\n";
    for (auto secret : {"Not shared", "Register-77", "registration", "\"Site\"", "WorkOrder"})
      if (std::string(query).find(secret) == std::string::npos &&
          body.find(secret) != std::string::npos)
        faults += std::string(query) + " shows " + secret + "\n";
  }
  STRCMP_EQUAL("", faults.c_str());
  CHECK(answered > 8);
  CHECK(routes.size() > 500);
  CHECK_EQUAL(404, partner.send(Method::get, "/api/accounts/" + partner_account + "/").status);
}

// features: IDEN-07 with the test above, and tests/hub/broker/access_test.cpp for message topics
TEST(Partner, another_company_sees_nothing_of_this_one_by_any_route) {
  TwoJobs jobs(*office);
  Office::Client other(office->port(), "admin@other.test", Office::password);
  other.create("settings", {{"key", "api.user_requests_per_minute"}, {"value", "1000000"}});
  office->put("crm.Contact", {{"name", {{"family", "Zirbenholz"}}}});
  office->index();
  auto records = all_records();
  std::set<std::string> theirs;
  office->store->read([&](hub::store::Connection& connection) {
    for (auto& type : office->catalogue.types()) {
      auto& rows = connection.query(
          "SELECT id FROM " + hub::store::sql_name(type->table) + " WHERE tenant = ?",
          {office->tenant});
      while (rows.step()) theirs.insert(rows.text(0));
    }
  });
  CHECK(theirs.size() > 40);
  std::string faults;
  auto look = [&](const std::string& what, const std::string& asked, const std::string& body) {
    for (auto& id : theirs)
      if (asked.find(id) == std::string::npos && body.find(id) != std::string::npos)
        faults += what + " shows a " + records[id] + "\n";
    for (auto secret : {"Not shared", "Register-77", "Zirbenholz", "@example.test"})
      if (body.find(secret) != std::string::npos) faults += what + " shows " + secret + "\n";
  };
  std::size_t answered = 0;
  auto routes = all_routes(records);
  for (auto route : {"/api/search/?q=Zirbenholz", "/api/suggest/?q=zirbenh",
                     "/api/contacts/?search=zirbenholz", "/api/contacts/?format=vcard"})
    routes.push_back(route);
  for (auto& route : routes) {
    auto reply = other.send(Method::get, route);
    if (reply.status >= 500 || reply.status == 429) faults += route + " fails\n";
    if (reply.status == 200) ++answered, look(route, route, reply.body);
  }
  for (auto& id : theirs) {
    auto one = "/api/" + office->catalogue.type(records[id]).path + "/" + id + "/";
    if (other.send(Method::get, one).status == 200) faults += one + " is answered\n";
  }
  for (auto query : {"{ accounts { totalCount nodes { id name } } }",
                     "{ contacts(search: \"zirbenholz\") { nodes { id } } }",
                     "{ users { nodes { id login } } }"})
    look(query, query, other.send(Method::post, "/api/graphql/", {{"query", query}}).body);
  STRCMP_EQUAL("", faults.c_str());
  CHECK(answered > 100);
}

TEST(Partner, writes_nothing_that_is_not_shared_to_be_changed) {
  auto admin = office->sign_in("admin"), partner = office->sign_in("partner");
  share(admin, first, {{"fields", {"name"}}, {"may_change", true}});
  auto path = "/api/accounts/" + first + "/";
  auto change = [&](const std::string& at, const json& body) {
    return partner.send(Method::patch, at, body, "\"1\"").status;
  };
  CHECK_EQUAL(400, change(path, {{"industry", "x"}}));
  CHECK_EQUAL(404, change("/api/accounts/" + second + "/", {{"name", "x"}}));
  CHECK_EQUAL(200, change(path, {{"name", "Renamed"}}));
  std::string faults;
  std::set<std::string> own{"notification-preferences"};
  for (auto& type : office->catalogue.types()) {
    if (type->options->internal()) continue;
    auto reply = partner.send(Method::post, "/api/" + type->path + "/", json::object());
    if (reply.status != 403 && !own.count(type->path))
      faults += type->path + " " + std::to_string(reply.status) + "\n";
  }
  STRCMP_EQUAL("", faults.c_str());
}

TEST(Partner, hears_of_what_is_shared_until_it_ends) {
  auto admin = office->sign_in("admin"), partner = office->sign_in("partner");
  auto shared = share(admin, first, {{"fields", {"name"}}});
  common::http::ClientOptions options;
  options.port = office->port();
  common::http::Headers headers;
  headers.add("Cookie", partner.cookie);
  common::http::WebSocketClient socket(options, "/api/live", headers);
  CHECK(socket.receive()->find("hello") != std::string::npos);
  auto rename = [&](const std::string& id, const char* name) {
    auto path = "/api/accounts/" + id + "/";
    auto version = "\"" + std::to_string(admin.get(path)["version"].get<int>()) + "\"";
    CHECK_EQUAL(200, admin.send(Method::patch, path, {{"name", name}}, version).status);
  };
  rename(hidden, "Not shared again");
  rename(first, "Renamed");
  auto event = socket.receive();
  CHECK(event && event->find(first) != std::string::npos);

  CHECK_EQUAL(200, partner.send(Method::get, "/api/accounts/" + first + "/").status);
  CHECK_EQUAL(
      200,
      admin.send(Method::post, "/api/partner-shares/" + shared + "/end/", json::object()).status);
  CHECK_EQUAL(403, partner.send(Method::get, "/api/accounts/" + first + "/").status);
}

TEST(Partner, is_shown_no_personal_and_no_money_field_that_is_not_named) {
  auto admin = office->sign_in("admin"), partner = office->sign_in("partner");
  share(admin, first, json::object());
  auto record = partner.get("/api/accounts/" + first + "/");
  STRCMP_EQUAL("Brewing", text(record["industry"]).c_str());
  CHECK_FALSE(record.contains("name"));  // marked as personal: it may be a person's
  auto manager = office->sign_in("sales_manager");
  auto refused = manager.send(Method::post, "/api/partner-shares/",
                              {{"account", partner_account}, {"of_type", "admin.User"}});
  CHECK_EQUAL(400, refused.status);
  auto unseen = manager.send(Method::post, "/api/partner-shares/",
                             {{"account", partner_account}, {"of_type", "people.PayRun"}});
  CHECK(unseen.status == 403 || unseen.status == 400);
}
