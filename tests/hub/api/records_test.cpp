// REST as the catalogue gives it, and what it refuses.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/http/websocket_client.hpp"
#include "common/ids/ids.hpp"
#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

namespace {

bool names_field(const common::http::Reply& reply, const std::string& field) {
  auto body = reply.json();
  if (!body.contains("errors")) return false;
  for (auto& error : body["errors"])
    if (error["field"] == field && !error["text"].get<std::string>().empty()) return true;
  return false;
}

std::int64_t changes_of(Office& office) {
  return office.store->read_result([&](hub::store::Connection& connection) {
    return hub::store::last_position(connection, office.tenant);
  });
}

}  // namespace

TEST_GROUP(Records) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }
};

TEST(Records, a_new_one_is_given_no_version) {
  auto client = office->sign_in("dispatcher");

  auto refused = client.send(Method::post, "/api/accounts/",
                             {{"name", "Müller AG"}, {"kind", "company"}, {"version", 7}});

  CHECK_EQUAL(400, refused.status);
  CHECK(names_field(refused, "version"));
}

TEST(Records, account_lives_from_creation_to_deletion) {
  auto client = office->sign_in("dispatcher");

  auto made = client.create("accounts",
                            {{"name", "Müller & Söhne"},
                             {"kind", "company"},
                             {"roles", {"customer"}},
                             {"channels", {{{"kind", "mail"}, {"value", "office@example.test"}}}}});
  auto id = made["id"].get<std::string>();
  auto changed =
      client.send(Method::patch, "/api/accounts/" + id + "/", {{"name", "Müller AG"}}, "\"1\"");
  auto found = client.get("/api/accounts/?search=muller&filter=kind%20%3D%20%22company%22");
  auto history = client.get("/api/accounts/" + id + "/history/");
  auto deleted = client.send(Method::delete_, "/api/accounts/" + id + "/", nullptr, "\"2\"");

  CHECK_EQUAL(1, made["version"].get<int>());
  STRCMP_EQUAL("lead", made["state"].get<std::string>().c_str());
  CHECK(!made["channels"][0]["line"].get<std::string>().empty());
  CHECK_EQUAL(200, changed.status);
  STRCMP_EQUAL("Müller AG", changed.json()["name"].get<std::string>().c_str());
  CHECK_EQUAL(1, found["total"].get<int>());
  CHECK_EQUAL(2, static_cast<int>(history["items"].size()));
  STRCMP_EQUAL("Müller & Söhne",
               history["items"][0]["fields"]["name"]["before"].get<std::string>().c_str());
  CHECK_EQUAL(204, deleted.status);
  CHECK_EQUAL(404, client.send(Method::get, "/api/accounts/" + id + "/").status);
}

TEST(Records, titles_of_a_page_name_what_their_own_titles_name) {
  auto client = office->sign_in("admin");
  // "{role} {user}{team}"
  auto assignment = client.get("/api/role-assignments/")["items"][0]["id"].get<std::string>();
  auto note = client.create(
      "notes",
      {{"about", {{"type", "admin.RoleAssignment"}, {"id", assignment}}}, {"text", "See"}});
  auto title = client.get("/api/role-assignments/" + assignment + "/")["title"].get<std::string>();

  auto page = client.get("/api/notes/");

  CHECK_EQUAL(1, page["total"].get<int>());
  CHECK(page["total_is_exact"].get<bool>());
  CHECK(title.find("Test ") != std::string::npos);  // the user, by given and family name
  STRCMP_EQUAL(title.c_str(), page["titles"][assignment].get<std::string>().c_str());
  STRCMP_EQUAL("Test admin",
               page["titles"][note["created_by"].get<std::string>()].get<std::string>().c_str());
}

// features: API-03
TEST(Records, a_total_is_counted_to_the_end_only_when_asked) {
  auto client = office->sign_in("dispatcher");
  client.create("accounts", {{"name", "A"}});

  auto exact = client.get("/api/accounts/?total=exact");

  CHECK_EQUAL(1, exact["total"].get<int>());
  CHECK(exact["total_is_exact"].get<bool>());
  CHECK_EQUAL(400, client.send(Method::get, "/api/accounts/?total=about").status);
}

TEST(Records, stale_change_is_refused_with_the_present_record) {
  auto client = office->sign_in("dispatcher");
  auto made = client.create("accounts", {{"name", "Stale"}});
  auto target = "/api/accounts/" + made["id"].get<std::string>() + "/";
  client.send(Method::patch, target, {{"industry", "hotel"}}, "\"1\"");

  auto refused = client.send(Method::patch, target, {{"industry", "bakery"}}, "\"1\"");

  CHECK_EQUAL(412, refused.status);
  STRCMP_EQUAL("hotel", refused.json()["current"]["industry"].get<std::string>().c_str());
  STRCMP_EQUAL("hotel", client.get(target)["industry"].get<std::string>().c_str());
}

// features: API-09
TEST(Records, a_star_matches_whichever_version_there_is) {
  auto client = office->sign_in("dispatcher");
  auto made = client.create("accounts", {{"name", "Star"}});
  auto target = "/api/accounts/" + made["id"].get<std::string>() + "/";
  client.send(Method::patch, target, {{"industry", "hotel"}}, "\"1\"");

  auto changed = client.send(Method::patch, target, {{"industry", "bakery"}}, "*");
  CHECK_EQUAL_TEXT(200, changed.status, changed.body.c_str());
  STRCMP_EQUAL("bakery", client.get(target)["industry"].get<std::string>().c_str());
  auto reverted = client.send(Method::post, target + "revert/", {{"version", 2}}, "*");
  CHECK_EQUAL_TEXT(200, reverted.status, reverted.body.c_str());
  STRCMP_EQUAL("hotel", client.get(target)["industry"].get<std::string>().c_str());
  CHECK_EQUAL(400, client.send(Method::delete_, target, nullptr, "**").status);
  CHECK_EQUAL(204, client.send(Method::delete_, target, nullptr, "*").status);
  CHECK_EQUAL(404, client.send(Method::patch, target, {{"industry", "farm"}}, "*").status);
  CHECK_EQUAL(404, client.send(Method::delete_, target, nullptr, "*").status);
}

TEST(Records, bad_input_is_refused_with_its_field_and_nothing_is_written) {
  auto client = office->sign_in("dispatcher");
  auto other = Office::Client(office->port(), "dispatcher@other.test", Office::password);
  auto foreign = other.create("accounts", {{"name", "Foreign"}})["id"].get<std::string>();
  auto before = changes_of(*office);
  struct Case {
    const char* name;
    json body;
    const char* field;
  };
  std::vector<Case> cases{
      {"unknown field", {{"name", "A"}, {"nmae", "B"}}, "nmae"},
      {"wrong type", {{"name", 7}}, "name"},
      {"too long", {{"name", std::string(201, 'x')}}, "name"},
      {"missing", {{"industry", "hotel"}}, "name"},
      {"wrong choice", {{"name", "A"}, {"kind", "castle"}}, "kind"},
      {"state by hand", {{"name", "A"}, {"state", "customer"}}, "state"},
      {"another tenant's record", {{"name", "A"}, {"parent", foreign}}, "parent"},
      {"no such record",
       {{"name", "A"}, {"parent", common::make_id(office->clock.now())}},
       "parent"},
      {"not an id", {{"name", "A"}, {"parent", "x' OR 1=1 --"}}, "parent"},
      {"line without kind", {{"name", "A"}, {"channels", {{{"value", "x"}}}}}, "channels[0].kind"},
      {"list expected", {{"name", "A"}, {"roles", "customer"}}, "roles"},
      {"NUL in text", {{"name", std::string("a\0b", 3)}}, "name"},
  };
  for (auto& refused : cases) {
    auto reply = client.send(Method::post, "/api/accounts/", refused.body);
    CHECK_EQUAL_TEXT(400, reply.status, refused.name);
    CHECK_TEXT(names_field(reply, refused.field),
               (std::string(refused.name) + ": " + reply.body).c_str());
  }
  LONGS_EQUAL(before, changes_of(*office));
}

TEST(Records, a_line_break_is_refused_where_one_line_is_meant) {
  auto client = office->sign_in("dispatcher");
  auto refused = [&](const std::string& path, const json& body, const std::string& field) {
    auto reply = client.send(Method::post, "/api/" + path + "/", body);
    CHECK_EQUAL(400, reply.status);
    CHECK_TEXT(names_field(reply, field), reply.body.c_str());
  };
  refused("accounts", {{"name", "A\r\nBcc: x@y.test"}, {"kind", "company"}}, "name");
  refused("contacts", {{"name", {{"given", "A\nB"}, {"family", "C"}}}}, "name.given");
  refused("accounts", {{"name", "A"}, {"channels", {{{"kind", "mail"}, {"value", "a@b.test\n"}}}}},
          "channels[0].value");
}

// features: API-09 with the exact places of errors in bad_input_is_refused
TEST(Records, what_is_known_is_not_sent_again) {
  auto client = office->sign_in("dispatcher");
  auto made = client.create("accounts", {{"name", "Alpenhotel"}});
  auto one = "/api/accounts/" + made["id"].get<std::string>() + "/";
  common::http::ClientOptions options;
  options.port = office->port();
  auto get = [&](const std::string& target, const std::string& known) {
    common::http::Headers headers;
    headers.add("Cookie", client.cookie);
    if (!known.empty()) headers.add("If-None-Match", known);
    return common::http::Client(options).send(Method::get, target, headers, "");
  };
  // A record's ETag is its version; what is seen of that differs by who asks.
  auto record = get(one, "\"1\"");
  CHECK_EQUAL(200, record.status);
  STRCMP_EQUAL("\"1\"", std::string(record.headers.find("ETag").value()).c_str());
  STRCMP_EQUAL("no-store", std::string(record.headers.find("Cache-Control").value()).c_str());
  for (auto& target : {std::string("/api/accounts/"), std::string("/api/meta/"),
                       std::string("/api/v1/accounts/?filter=name%3DAlpenhotel")}) {
    auto first = get(target, "");
    CHECK_EQUAL_TEXT(200, first.status, target.c_str());
    std::string etag(first.headers.find("ETag").value());
    auto again = get(target, etag);
    CHECK_EQUAL_TEXT(304, again.status, target.c_str());
    CHECK(again.body.empty());
    STRCMP_EQUAL(etag.c_str(), std::string(again.headers.find("ETag").value()).c_str());
    CHECK_EQUAL(200, get(target, "\"of another\"").status);
  }
  auto known = std::string(get("/api/accounts/", "").headers.find("ETag").value());
  client.send(Method::patch, one, {{"name", "Talhotel"}}, "\"1\"");
  CHECK_EQUAL(200, get("/api/accounts/", known).status);
}

TEST(Records, malformed_json_is_refused) {
  auto client = office->sign_in("dispatcher");
  common::http::ClientOptions options;
  options.port = office->port();
  common::http::Client raw(options);
  common::http::Headers headers;
  headers.add("Cookie", client.cookie);
  headers.add("X-CSRF", client.session["csrf"].get<std::string>());
  for (std::string body :
       {std::string("{"), std::string("{\"name\":}"), std::string(1000, '['), std::string("[1]"),
        std::string("\xff\xfe"), std::string(R"({"name": "a", "name": "b"})"),
        std::string(R"({"name": "a", "n\u0061me": "b"})"),
        std::string(R"({"name": "a", "channels": [{"value": "{,", "value": ""}]})")})
    CHECK_EQUAL_TEXT(400, raw.send(Method::post, "/api/accounts/", headers, body).status,
                     body.substr(0, 20).c_str());
}

TEST(Records, another_tenants_record_is_not_there) {
  auto other = Office::Client(office->port(), "dispatcher@other.test", Office::password);
  auto foreign = other.create("accounts", {{"name", "Foreign"}})["id"].get<std::string>();
  auto client = office->sign_in("dispatcher");

  CHECK_EQUAL(404, client.send(Method::get, "/api/accounts/" + foreign + "/").status);
  CHECK_EQUAL(
      404, client.send(Method::patch, "/api/accounts/" + foreign + "/", {{"name", "Mine"}}, "\"1\"")
               .status);
  CHECK_EQUAL(0, client.get("/api/accounts/")["total"].get<int>());
}

TEST(Records, nothing_without_signing_in_or_without_the_csrf_header) {
  common::http::ClientOptions options;
  options.port = office->port();
  common::http::Client stranger(options);
  auto client = office->sign_in("dispatcher");
  common::http::Headers cookie_only;
  cookie_only.add("Cookie", client.cookie);

  CHECK_EQUAL(401, stranger.get("/api/accounts/").status);
  CHECK_EQUAL(401, stranger.get("/api/meta/").status);
  CHECK_EQUAL(
      403, stranger.send(Method::post, "/api/accounts/", cookie_only, "{\"name\":\"A\"}").status);
}

TEST(Records, technician_sees_no_money) {
  auto technician = office->sign_in("technician");
  auto bookkeeper = office->sign_in("bookkeeper");

  for (auto path : {"bank-statements", "journal-entries", "ledger-accounts"}) {
    CHECK_EQUAL_TEXT(403, technician.send(Method::get, std::string("/api/") + path + "/").status,
                     path);
    CHECK_EQUAL_TEXT(200, bookkeeper.send(Method::get, std::string("/api/") + path + "/").status,
                     path);
  }
  // Those that he issued himself; the office's are not among them.
  CHECK(technician.get("/api/invoices/")["items"].empty());
  auto meta = technician.get("/api/meta/");
  for (auto& type : meta["types"]) {
    CHECK(type["name"] != "billing.BankStatement");
    CHECK(type["name"] != "ledger.JournalEntry");
    // Only his own visits, and so no board.
    if (type["name"] == "field.ScheduledEvent") CHECK_FALSE(type["may"]["read_all"]);
  }
}

TEST(Records, what_is_found_out_at_work_is_told_from_what_a_new_record_asks) {
  auto meta = office->sign_in("dispatcher").get("/api/meta/");
  std::set<std::string> later;
  for (auto& type : meta["types"])
    for (auto& field : type["fields"])
      if (field.value("later", false))
        later.insert(type["path"].get<std::string>() + " " + field["name"].get<std::string>());

  for (auto name : {"work-orders resolution", "work-orders hold", "scheduled-events actual_start"})
    CHECK_TEXT(later.count(name), name);
  // The office knows these, or the technician makes such records himself.
  for (auto name :
       {"work-orders summary", "sites hazards", "equipment serial", "time-entries start"})
    CHECK_FALSE_TEXT(later.count(name), name);
}

TEST(Records, money_is_acted_on_in_the_states_where_that_is_possible) {
  auto meta = office->sign_in("bookkeeper").get("/api/meta/");
  std::map<std::string, json> states;
  for (auto& type : meta["types"])
    if (type["path"] == "payments" || type["path"] == "invoices")
      for (auto& action : type["flow"]["actions"])
        states[type["path"].get<std::string>() + " " + action["name"].get<std::string>()] =
            action["may"] == true ? action["from"] : json();
  CHECK(states["payments post"] == json({"received", "cleared"}));
  CHECK(states["payments settle"] == json({"received", "cleared"}));
  CHECK(states["invoices credit"] == json({"posted", "part_paid", "paid"}));
  CHECK(states["invoices void"].is_null());  // the credit does it
}

TEST(Records, filter_on_a_hidden_field_is_refused_like_an_unknown_one) {
  auto technician = office->sign_in("technician");
  auto hidden = technician.send(Method::get, "/api/products/?filter=standard_cost%20%3E%201");
  auto unknown = technician.send(Method::get, "/api/products/?filter=nonsense%20%3E%201");

  CHECK_EQUAL(400, hidden.status);
  CHECK_EQUAL(400, unknown.status);
}

// features: API-03
TEST(Records, pages_meet_every_record_once_while_others_are_added) {
  auto client = office->sign_in("dispatcher");
  for (int i = 0; i < 25; ++i)
    client.create("accounts", {{"name", "Account " + std::to_string(100 + i)}});
  std::vector<std::string> seen;
  std::string token;
  do {
    auto page = client.get("/api/accounts/?page_size=10&order_by=name&page_token=" + token);
    for (auto& item : page["items"]) seen.push_back(item["name"]);
    token = page["next_page_token"];
    if (seen.size() == 10) client.create("accounts", {{"name", "Account 000"}});
  } while (!token.empty());

  CHECK_EQUAL(25, static_cast<int>(seen.size()));
  CHECK(std::is_sorted(seen.begin(), seen.end()));
}

TEST(Records, a_change_reaches_an_open_page) {
  auto client = office->sign_in("dispatcher");
  common::http::Headers headers;
  headers.add("Cookie", client.cookie);
  common::http::ClientOptions options;
  options.port = office->port();
  common::http::WebSocketClient socket(options, "/api/live", headers);
  auto hello = json::parse(socket.receive().value());
  auto made = client.create("accounts", {{"name", "Live"}});

  auto event = json::parse(socket.receive().value());

  STRCMP_EQUAL("hello", hello["type"].get<std::string>().c_str());
  STRCMP_EQUAL("crm.Account", event["record_type"].get<std::string>().c_str());
  CHECK(event["id"] == made["id"]);
}

TEST(Records, log_of_changes_is_chained_and_tells_when_it_was_altered) {
  auto client = office->sign_in("dispatcher");
  auto made = client.create("accounts", {{"name", "Chained"}});
  client.send(Method::patch, "/api/accounts/" + made["id"].get<std::string>() + "/",
              {{"name", "Chained twice"}}, "\"1\"");
  auto verify = [&] {
    return office->store->read_result([&](hub::store::Connection& connection) {
      return hub::store::verify_chain(connection, office->tenant);
    });
  };

  auto whole = verify();
  office->store->write(office->store->system_command(office->tenant, "forger"),
                       [&](hub::store::Transaction& transaction) {
                         transaction.sql().execute(
                             "UPDATE change SET fields = replace(fields, 'Chained twice', "
                             "'Forged') WHERE tenant = ?",
                             {office->tenant});
                       });
  auto forged = verify();

  LONGS_EQUAL(0, whole.broken_at);
  CHECK(whole.checked > 2);
  CHECK(forged.broken_at > 0);
}
