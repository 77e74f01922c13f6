// Who is let in, and what each role sees beside the records: live events, files, pages, reports.
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/http/websocket_client.hpp"
#include "tests/hub/api/jobs.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using common::http::WebSocketClient;
using test::json;
using test::Office;
using test::TwoJobs;

namespace {

const std::vector<std::string> roles = {"admin", "dispatcher", "technician", "bookkeeper"};

common::http::ClientOptions options_of(const Office& office) {
  common::http::ClientOptions options;
  options.port = office.port();
  return options;
}

common::http::Reply try_to_sign_in(const Office& office, const std::string& login) {
  common::http::Client stranger(options_of(office));
  return stranger.post_json("/api/session/", {{"login", login}, {"password", Office::password}});
}

}  // namespace

TEST_GROUP(Rights) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }

  void execute(const std::string& sql, const hub::store::Values& values) {
    office->store->write(
        office->store->system_command(office->tenant, "test"),
        [&](hub::store::Transaction& transaction) { transaction.sql().execute(sql, values); });
  }
  /// After its greeting.
  WebSocketClient listen(const Office::Client& client) {
    common::http::Headers headers;
    headers.add("Cookie", client.cookie);
    WebSocketClient socket(options_of(*office), "/api/live", headers);
    auto hello = socket.receive();
    CHECK_TRUE(hello && hello->find("hello") != std::string::npos);
    return socket;
  }
  /// What the socket hears until an event names `last`.
  std::vector<json> events_until(WebSocketClient & socket, const std::string& last) {
    std::vector<json> events;
    while (auto text = socket.receive()) {
      events.push_back(json::parse(*text));
      if (events.back().value("id", "") == last || events.back().value("vehicle", "") == last)
        return events;
    }
    FAIL(("never heard of " + last).c_str());
    return events;
  }
  /// What each role is answered, in the order of `roles`.
  void check_page(const std::string& target, const std::vector<int>& expected) {
    for (std::size_t i = 0; i < roles.size(); ++i)
      CHECK_EQUAL_TEXT(expected[i], office->sign_in(roles[i]).send(Method::get, target).status,
                       (roles[i] + " " + target).c_str());
  }
};

TEST(Rights, a_live_event_is_sent_to_those_who_may_read_its_record) {
  TwoJobs jobs(*office);
  auto technician = office->sign_in("technician"), dispatcher = office->sign_in("dispatcher");
  auto his = listen(technician), office_socket = listen(dispatcher);
  auto note_on = [&](const std::string& job) {
    return office->put("crm.Note",
                       {{"about", {{"type", "field.WorkOrder"}, {"id", job}}}, {"text", "x"}});
  };

  auto account = office->put("ledger.LegalEntity", {{"name", "A"}});  // everybody's
  auto invoice =
      office->put("billing.Invoice",
                  {{"account", jobs.mine.account}, {"legal_entity", account}, {"currency", "CHF"}});
  auto hidden = note_on(jobs.other.order), shown = note_on(jobs.mine.order);

  auto heard = events_until(his, shown);
  for (auto& event : heard) CHECK(event["id"] != hidden && event["id"] != invoice);
  bool dispatcher_heard = false;
  for (auto& event : events_until(office_socket, shown))
    dispatcher_heard = dispatcher_heard || event["id"] == hidden;
  CHECK(dispatcher_heard);
}

TEST(Rights, a_live_position_is_for_the_office_of_its_own_company) {
  auto position = [](const char* vehicle) {
    return json{{"type", "position"}, {"vehicle", vehicle}}.dump();
  };
  auto dispatcher = office->sign_in("dispatcher"), technician = office->sign_in("technician");
  auto other = Office::Client(office->port(), "dispatcher@other.test", Office::password);
  auto own_socket = listen(dispatcher), other_socket = listen(other), his = listen(technician);
  CHECK_TRUE(support::wait_until([&] { return office->live().listeners() == 3; }));

  office->live().send_position(office->other_tenant, position("theirs"));
  office->live().send_position(office->tenant, position("ours"));
  office->live().send_position(office->other_tenant, position("theirs again"));
  auto entity = office->put("ledger.LegalEntity", {{"name", "After it"}});

  LONGS_EQUAL(1, events_until(own_socket, "ours").size());
  LONGS_EQUAL(2, events_until(other_socket, "theirs again").size());
  for (auto& event : events_until(his, entity))
    STRCMP_EQUAL("change", event["type"].get<std::string>().c_str());
}

TEST(Rights, a_file_is_shown_to_those_who_may_read_what_names_it) {
  TwoJobs jobs(*office);
  auto photo_of = [&](const std::string& job, const std::string& bytes) {
    auto hash = office->store->write_result(office->store->system_command(office->tenant, "test"),
                                            [&](hub::store::Transaction& transaction) {
                                              return transaction.put_blob(
                                                  bytes, "application/octet-stream");
                                            });
    office->put("content.Attachment", {{"about", {{"type", "field.WorkOrder"}, {"id", job}}},
                                       {"name", "photo"},
                                       {"kind", "photo"},
                                       {"versions",
                                        {{{"number", 1},
                                          {"blob", hash},
                                          {"mime", "image/png"},
                                          {"at", "2026-11-20T09:00:00Z"}}}}});
    return "/api/blobs/" + hash;
  };
  auto mine = photo_of(jobs.mine.order, "my photo"), theirs = photo_of(jobs.other.order, "another");

  check_page(mine, {200, 200, 200, 200});
  check_page(theirs, {200, 200, 404, 200});
  auto stranger = Office::Client(office->port(), "admin@other.test", Office::password);
  CHECK_EQUAL(404, stranger.send(Method::get, mine).status);
}

TEST(Rights, a_locked_user_is_not_let_in_and_what_is_open_ends) {
  auto open = office->sign_in("dispatcher");
  CHECK_EQUAL(200, open.send(Method::get, "/api/accounts/").status);
  auto user = office->user_of("dispatcher");
  auto admin = office->sign_in("admin");

  CHECK_EQUAL(200, admin.send(Method::post, "/api/users/" + user + "/lock/").status);

  CHECK_EQUAL(401, try_to_sign_in(*office, "dispatcher@example.test").status);
  office->sessions().forget();
  CHECK_EQUAL(401, open.send(Method::get, "/api/accounts/").status);
  CHECK_EQUAL(200, admin.send(Method::post, "/api/users/" + user + "/unlock/").status);
  CHECK_EQUAL(200, try_to_sign_in(*office, "dispatcher@example.test").status);
}

TEST(Rights, a_session_ends_by_its_time_and_by_signing_out) {
  auto client = office->sign_in("dispatcher"), again = office->sign_in("dispatcher");
  auto now = common::to_micros(office->clock.now());
  CHECK_EQUAL(200, client.send(Method::get, "/api/session/").status);

  execute("UPDATE session SET expires_at = ? WHERE csrf = ?",
          {now - 1, client.session["csrf"].get<std::string>()});
  office->sessions().forget();

  CHECK_EQUAL(401, client.send(Method::get, "/api/session/").status);
  CHECK_EQUAL(401, client.send(Method::get, "/api/accounts/").status);
  CHECK_EQUAL(204, again.send(Method::delete_, "/api/session/").status);
  CHECK_EQUAL(401, again.send(Method::get, "/api/accounts/").status);
}

TEST(Rights, a_setup_link_works_once_and_before_its_time_is_over) {
  common::http::Client stranger(options_of(*office));
  auto set_up = [&](const std::string& token) {
    return stranger
        .post_json("/api/setup/", {{"token", token},
                                   {"company", "Third company"},
                                   {"country", "LI"},
                                   {"currency", "CHF"},
                                   {"zone", "Europe/Vaduz"},
                                   {"language", "en"},
                                   {"tax_percent", "8.1"},
                                   {"name", "First Administrator"},
                                   {"login", "first@third.test"},
                                   {"password", "a long pass phrase"}})
        .status;
  };
  auto late = hub::api::make_setup_link(*office->store);
  execute("UPDATE hub_state SET value = substr(value, 1, 65) || ? WHERE key = 'setup'",
          {std::to_string(common::to_micros(office->clock.now()) - 1)});
  CHECK_EQUAL(403, set_up(late));

  auto replaced = hub::api::make_setup_link(*office->store);
  auto token = hub::api::make_setup_link(*office->store);
  CHECK_EQUAL(403, set_up(replaced));
  CHECK_EQUAL(403, set_up("x"));
  CHECK_EQUAL(201, set_up(token));
  CHECK_EQUAL(403, set_up(token));
}

TEST(Rights, the_bookkeeper_puts_right_the_lines_of_a_job_but_not_the_job) {
  TwoJobs jobs(*office);
  auto client = office->sign_in("bookkeeper");
  auto line = "/api/line-items/" + jobs.mine.line + "/";
  auto version = "\"" + std::to_string(client.get(line)["version"].get<int>()) + "\"";

  json price{{"unit_price", {{"amount", "12.00"}, {"currency", "CHF"}}}};
  auto changed = client.send(Method::patch, line, price, version);

  CHECK_EQUAL(200, changed.status);
  CHECK(changed.json()["price_by_hand"] == true);
  auto job = "/api/work-orders/" + jobs.mine.order + "/";
  CHECK_EQUAL(403, client.send(Method::patch, job, {{"summary", "Another"}}, "\"1\"").status);
}

TEST(Rights, each_page_is_for_its_roles) {
  TwoJobs jobs(*office);
  // admin, dispatcher, technician, bookkeeper
  check_page("/api/vans/", {200, 200, 403, 403});
  check_page("/api/conflicts/", {200, 200, 403, 200});
  check_page("/api/dispatch/", {200, 200, 403, 200});
  check_page("/api/receipts/", {200, 200, 403, 200});
  check_page("/api/trial-balance/", {200, 403, 403, 200});
  check_page("/api/access-log/", {200, 403, 403, 403});
  check_page("/api/stock-by-place/", {200, 200, 200, 200});
  auto places = [&](const char* role) {
    std::string names;
    auto page = office->sign_in(role).get("/api/stock-by-place/");
    for (auto& place : page["places"]) names += place["name"].get<std::string>() + ";";
    return names;
  };
  STRCMP_EQUAL("Depot;Van mine;Van other;", places("dispatcher").c_str());
  STRCMP_EQUAL("Van mine;", places("technician").c_str());
  // A technician that nobody is has no van.
  execute("UPDATE technician SET \"user\" = NULL WHERE tenant = ?", {office->tenant});
  office->sessions().forget();
  STRCMP_EQUAL("", places("technician").c_str());
}

TEST_GROUP(Books) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  std::string entity, bank, sales, journal;
  void setup() override {
    entity = office->put("ledger.LegalEntity",
                         {{"name", "Own company"}, {"country", "LI"}, {"base_currency", "CHF"}});
    auto account = [&](const char* code, const char* group) {
      return office->put(
          "ledger.LedgerAccount",
          {{"legal_entity", entity}, {"code", code}, {"name", code}, {"class", group}},
          {"activate"});
    };
    bank = account("1020", "asset");
    sales = account("3000", "revenue");
    auto bookkeeper = office->sign_in("bookkeeper");
    auto page = bookkeeper.get("/api/number-series/");
    for (auto& series : page["items"])
      if (series["use"] == "journal_entry") journal = series["id"];
  }
  void teardown() override {
    office.reset();
  }
  json entry(const std::string& debit, const std::string& credit) {
    return {{"legal_entity", entity},
            {"number_series", journal},
            {"date", "2026-11-20"},
            {"text", "By hand"},
            {"lines",
             {{{"ledger_account", bank}, {"debit", {{"amount", debit}, {"currency", "CHF"}}}},
              {{"ledger_account", sales}, {"credit", {{"amount", credit}, {"currency", "CHF"}}}}}}};
  }
  std::string make(Office::Client & client, const char* amount) {
    return client.create("journal-entries", entry(amount, amount))["id"];
  }
  void post(Office::Client & client, const std::string& id) {
    for (auto action : {"submit", "approve", "post"}) {
      auto reply = client.send(Method::post, "/api/journal-entries/" + id + "/" + action + "/");
      CHECK_EQUAL_TEXT(200, reply.status, (std::string(action) + reply.body).c_str());
    }
  }
};

TEST(Books, a_trial_balance_counts_posted_entries_alone) {
  auto client = office->sign_in("bookkeeper");
  auto posted = make(client, "10.00"), draft = make(client, "200.00"),
       other = make(client, "4000.00");
  post(client, posted);
  client.send(Method::post, "/api/journal-entries/" + other + "/submit/");
  client.send(Method::post, "/api/journal-entries/" + other + "/approve/");

  auto balance = client.get("/api/trial-balance/?legal_entity=" + entity);
  auto before = client.get("/api/trial-balance/?legal_entity=" + entity + "&to=2026-11-19");
  auto others = Office::Client(office->port(), "bookkeeper@other.test", Office::password)
                    .get("/api/trial-balance/?legal_entity=" + entity);

  STRCMP_EQUAL("10.00", balance["debit"].get<std::string>().c_str());
  STRCMP_EQUAL("10.00", balance["credit"].get<std::string>().c_str());
  LONGS_EQUAL(2, balance["rows"].size());
  LONGS_EQUAL(0, before["rows"].size());
  LONGS_EQUAL(0, others["rows"].size());
}

TEST(Books, an_entry_is_balanced_and_what_is_posted_stands) {
  auto client = office->sign_in("bookkeeper"), admin = office->sign_in("admin");
  auto uneven = client.send(Method::post, "/api/journal-entries/", entry("10.00", "9.99"));
  auto id = make(client, "10.00");
  auto target = "/api/journal-entries/" + id + "/";
  auto unbalanced =
      client.send(Method::patch, target, {{"lines", entry("10.00", "1.00")["lines"]}}, "\"1\"");
  auto by_hand = client.send(Method::patch, target, {{"state", "posted"}}, "\"1\"");
  auto skipped = client.send(Method::post, target + "post/");
  auto system_move = client.send(Method::post, target + "post-event/");
  post(client, id);
  auto shown = client.send(Method::get, target);
  auto etag = std::string(shown.headers.find("ETag").value());

  CHECK_EQUAL(409, uneven.status);
  CHECK_EQUAL(409, unbalanced.status);
  CHECK_EQUAL(400, by_hand.status);
  CHECK_EQUAL(409, skipped.status);
  CHECK_EQUAL(403, system_move.status);
  for (auto who : {&client, &admin}) {
    CHECK_EQUAL(409, who->send(Method::patch, target, {{"text", "Changed"}}, etag).status);
    CHECK_EQUAL(
        409,
        who->send(Method::patch, target, {{"lines", entry("5.00", "5.00")["lines"]}}, etag).status);
    CHECK_EQUAL(409, who->send(Method::delete_, target, nullptr, etag).status);
    CHECK_EQUAL(409, who->send(Method::post, target + "post/").status);
  }
  auto kept = client.get(target);
  STRCMP_EQUAL("By hand", kept["text"].get<std::string>().c_str());
  STRCMP_EQUAL("posted", kept["state"].get<std::string>().c_str());
  STRCMP_EQUAL("10.00", client.get("/api/trial-balance/")["debit"].get<std::string>().c_str());
}
