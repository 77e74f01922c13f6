// Who is refused reads why in his language: people in theirs, programs in what they ask for.
// features: A11Y-04
#include "common/http/websocket_client.hpp"
#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Headers;
using common::http::Method;
using common::http::Reply;
using test::json;
using test::Office;

namespace {

/// One refusal: what is asked for, and what the reply says of it.
struct Case {
  Method method;
  std::string target;
  json body;
  std::string if_match;
  int status;
  std::string german, english;
};

/// What the first field is told, else the whole.
std::string text_of(const Reply& reply) {
  auto body = reply.json();
  auto errors = body.value("errors", json::array());
  return errors.empty() ? body.value("detail", "") : errors[0].value("text", "");
}

std::string language_of(const Reply& reply) {
  return std::string(reply.headers.find("Content-Language").value_or("none"));
}

/// Ten texts searched and one more.
std::string costly_filter() {
  std::string filter = "name:%22x0%22";
  for (int i = 1; i < 11; ++i) filter += "%20OR%20name:%22x" + std::to_string(i) + "%22";
  return filter;
}

std::vector<Case> cases_of(const std::string& account) {
  auto at = "/api/accounts/" + account + "/";
  return {
      {Method::post,
       "/api/accounts/",
       {{"name", "A"}, {"colour", "red"}},
       "",
       400,
       "dieses Feld gibt es nicht",
       "there is no such field"},
      {Method::post,
       "/api/accounts/",
       {{"name", "A"}, {"parent", "0193a000-0000-7000-8000-00000000000a"}},
       "",
       400,
       "es gibt keinen solchen Datensatz: Kunde",
       "there is no such Account"},
      {Method::get, "/api/accounts/?order_by=colour", nullptr, "", 400,
       "„Kunde“ hat kein Feld „colour“", "Account has no field \"colour\""},
      {Method::get, "/api/accounts/?filter=" + costly_filter(), nullptr, "", 400,
       "dieser Filter kostet zu viel: er sucht in Texten nach einem Teil davon, und das 11-mal "
       "statt höchstens 10-mal oder 50-mal, wo ihn AND mit einem Feld mit Index verbindet, etwa "
       "einem Verweis",
       "this filter costs too much: it searches texts for a part of them 11 times, at most 10, or "
       "50 where AND joins it to an indexed field, such as a reference"},
      {Method::post,
       "/api/invoices/",
       {{"kind", "final"}},
       "",
       403,
       "Ihre Rolle darf das nicht tun: Rechnungen",
       "your role may not do this with Invoices"},
      {Method::patch,
       at,
       {{"industry", "Hotels"}},
       "\"77\"",
       412,
       "Kunde: inzwischen von jemand anderem geändert",
       "Account has been changed by somebody else in the meantime"},
  };
}

}  // namespace

TEST_GROUP(Spoken) {
  Office office;
  Office::Client admin = office.sign_in("admin");
  std::string account = admin.create("accounts", {{"name", "Alpenhotel"}})["id"];

  /// The role's user, who has chosen the language.
  Office::Client who_speaks(const std::string& role, const std::string& language) {
    auto target = "/api/users/" + office.user_of(role) + "/";
    auto version = admin.get(target)["version"].get<int>();
    auto reply = admin.send(Method::patch, target, {{"language", language}},
                            "\"" + std::to_string(version) + "\"");
    CHECK_EQUAL_TEXT(200, reply.status, reply.body.c_str());
    return office.sign_in(role);
  }
  Reply ask(Method method, const std::string& target, const Headers& more,
            const json& body = nullptr) {
    common::http::ClientOptions options;
    options.port = office.port();
    auto headers = more;
    if (!body.is_null()) headers.add("Content-Type", "application/json");
    return common::http::Client(options).send(method, target, headers,
                                              body.is_null() ? "" : body.dump());
  }
};

TEST(Spoken, a_user_is_refused_in_the_language_that_he_has_chosen) {
  for (std::string language : {"de", "en"}) {
    auto user = who_speaks("dispatcher", language);
    for (auto& one : cases_of(account)) {
      auto reply = user.send(one.method, one.target, one.body, one.if_match);
      CHECK_EQUAL_TEXT(one.status, reply.status, reply.body.c_str());
      auto& expected = language == "de" ? one.german : one.english;
      STRCMP_EQUAL(expected.c_str(), text_of(reply).c_str());
      STRCMP_EQUAL(language.c_str(), language_of(reply).c_str());
    }
  }
}

TEST(Spoken, a_users_language_counts_more_than_his_browsers) {
  auto user = who_speaks("dispatcher", "en");
  Headers headers;
  headers.add("Cookie", user.cookie);
  headers.add("Accept-Language", "de-LI, de;q=0.9");
  auto reply = ask(Method::get, "/api/accounts/?order_by=colour", headers);
  STRCMP_EQUAL("Account has no field \"colour\"", text_of(reply).c_str());
}

TEST(Spoken, a_program_is_refused_in_the_language_that_it_asks_for) {
  auto owner = who_speaks("dispatcher", "de");
  auto key =
      owner
          .send(Method::post, "/api/api-keys/", {{"name", "Report"}, {"scopes", {"read", "write"}}})
          .json()["key"]
          .get<std::string>();
  for (auto& one : cases_of(account)) {
    Headers headers;
    headers.add("Authorization", "Bearer " + key);
    if (!one.if_match.empty()) headers.add("If-Match", one.if_match);
    STRCMP_EQUAL(one.english.c_str(),
                 text_of(ask(one.method, one.target, headers, one.body)).c_str());
    headers.add("Accept-Language", "fr, de-AT;q=0.8, en;q=0.5");
    STRCMP_EQUAL(one.german.c_str(),
                 text_of(ask(one.method, one.target, headers, one.body)).c_str());
  }
}

TEST(Spoken, a_stranger_is_refused_in_the_language_of_his_browser) {
  json wrong{{"login", "nobody@example.test"}, {"password", "a wrong password"}};
  Headers headers;
  STRCMP_EQUAL("login or password is wrong",
               text_of(ask(Method::post, "/api/session/", headers, wrong)).c_str());
  headers.add("Accept-Language", "de");
  STRCMP_EQUAL("Benutzername oder Passwort ist falsch",
               text_of(ask(Method::post, "/api/session/", headers, wrong)).c_str());
}

TEST(Spoken, the_items_of_a_bulk_are_refused_in_the_users_language_with_a_key_as_well) {
  auto user = who_speaks("dispatcher", "de");
  json body{{"action", "change"},
            {"items",
             {{{"id", account}, {"version", 77}, {"industry", "Hotels"}},
              {{"id", account}, {"version", 1}, {"colour", "red"}}}}};
  for (std::string key : {"", "once"}) {
    auto results = user.send(Method::post, "/api/accounts/bulk/", body, "", key).json()["results"];
    STRCMP_EQUAL("wurde von jemand anderem geändert",
                 results[0]["detail"].get<std::string>().c_str());
    STRCMP_EQUAL("dieses Feld gibt es nicht",
                 results[1]["errors"][0]["text"].get<std::string>().c_str());
  }
}

TEST(Spoken, what_graphql_refuses_to_write_is_told_in_the_users_language) {
  auto user = who_speaks("dispatcher", "de");
  json question{{"query", "mutation { updateAccount(id: \"" + account +
                              "\", version: 77, input: {industry: \"Hotels\"}) { id } }"}};
  auto reply = user.send(Method::post, "/api/graphql/", question).json();
  STRCMP_EQUAL("Kunde: inzwischen von jemand anderem geändert",
               reply["errors"][0]["message"].get<std::string>().c_str());
}

TEST(Spoken, live_connections_speak_the_users_language) {
  auto user = who_speaks("dispatcher", "de");
  common::http::ClientOptions options;
  options.port = office.port();
  Headers headers;
  headers.add("Cookie", user.cookie);
  common::http::WebSocketClient live(options, "/api/live", headers);
  live.send(R"({"type": "open", "path": "nothing", "id": ""})");
  auto heard = json::object();
  while (heard.value("type", "") != "error")
    heard = json::parse(live.receive(std::chrono::seconds(10)).value());
  STRCMP_EQUAL("unter diesem Pfad gibt es nichts", heard["text"].get<std::string>().c_str());

  headers.add("Sec-WebSocket-Protocol", "graphql-transport-ws");
  common::http::WebSocketClient graphql(options, "/api/graphql/", headers);
  graphql.send(R"({"type": "connection_init"})");
  json subscribe{{"type", "subscribe"},
                 {"id", "1"},
                 {"payload", {{"query", "{ accounts(orderBy: \"colour\") { nodes { id } } }"}}}};
  graphql.send(subscribe.dump());
  while (heard.value("id", "") != "1")
    heard = json::parse(graphql.receive(std::chrono::seconds(10)).value());
  auto errors = heard["payload"].is_array() ? heard["payload"] : heard["payload"]["errors"];
  STRCMP_EQUAL("„Kunde“ hat kein Feld „colour“", errors[0]["message"].get<std::string>().c_str());
}
