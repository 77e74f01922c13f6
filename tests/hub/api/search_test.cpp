// The one box over all types: search, suggestions, counts, and who sees what of it.
#include <algorithm>
#include <memory>
#include <string>

#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/opened_store.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

namespace {

bool has(const json& answer, const json& record) {
  auto& items = answer["items"];
  return std::any_of(items.begin(), items.end(),
                     [&](auto& item) { return item["id"] == record["id"]; });
}

}  // namespace

TEST_GROUP(SearchApi) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }
};

// features: SRCH-03
TEST(SearchApi, finds_a_contact_in_spite_of_errors_swapped_letters_and_missing_accents) {
  auto client = office->sign_in("dispatcher");
  auto contact = client.create("contacts", {{"name", {{"given", "Jürg"}, {"family", "Müller"}}}});
  client.create("contacts", {{"name", {{"given", "Anna"}, {"family", "Schmid"}}}});
  office->index();

  for (auto typed :
       {"M%C3%BCller", "Mueller", "muller", "Mulelr", "Mulller", "Mller", "J%C3%BCrg%20Miller"}) {
    auto answer = client.get(std::string("/api/search/?q=") + typed);
    LONGS_EQUAL(1, answer["items"].size());
    CHECK_TEXT(has(answer, contact), typed);
  }
  auto item = client.get("/api/search/?q=Mulelr")["items"][0];
  STRCMP_EQUAL("crm.Contact", item["type"].get<std::string>().c_str());
  STRCMP_EQUAL("contacts", item["path"].get<std::string>().c_str());
  STRCMP_EQUAL("Jürg Müller", item["title"].get<std::string>().c_str());
  CHECK(item["corrected"].get<bool>());
}

// features: SRCH-01
TEST(SearchApi, one_box_finds_records_of_all_types_that_the_user_may_see) {
  auto dispatcher = office->sign_in("dispatcher");
  auto technician = office->sign_in("technician");
  auto account = dispatcher.create("accounts", {{"name", "Hotel Sonnenhof"}});
  auto contact = dispatcher.create("contacts", {{"name", {{"family", "Sonnenhof"}}}});
  auto product = dispatcher.create("work-orders",
                                   {{"summary", "Sonnenhof: boiler"}, {"account", account["id"]}});
  office->index();

  auto all = dispatcher.get("/api/search/?q=sonnenhof&counts=true");
  auto own = technician.get("/api/search/?q=sonnenhof&counts=true");

  LONGS_EQUAL(3, all["items"].size());
  CHECK(has(all, account) && has(all, contact) && has(all, product));
  LONGS_EQUAL(3, all["types"].size());
  LONGS_EQUAL(0, own["items"].size());
  LONGS_EQUAL(0, own["types"].size());
  auto of_type = dispatcher.get("/api/search/?q=sonnenhof&type=work-orders&counts=true");
  LONGS_EQUAL(1, of_type["items"].size());
  LONGS_EQUAL(1, of_type["facets"]["state"][0]["count"].get<int>());
}

TEST(SearchApi, lists_forgive_like_the_box_and_have_what_was_just_saved) {
  for (auto url : {std::string(), stores::copy_of_migrated()}) {
    Office own(url);
    auto client = own.sign_in("dispatcher");
    auto company = client.create("accounts", {{"name", "Jürg Müller AG"}, {"kind", "company"}});
    client.create("accounts", {{"name", "Anna Müller"}, {"kind", "person"}});
    auto total = [&](const std::string& query) {
      return client.get("/api/accounts/?" + query)["total"].get<int>();
    };
    // Not in the index yet, then in it.
    LONGS_EQUAL(2, total("search=m%C3%BCller"));
    LONGS_EQUAL(0, total("search=Mulelr"));
    own.index();
    LONGS_EQUAL(2, total("search=Mulelr"));
    LONGS_EQUAL(2, total("search=mueller&total=exact"));
    LONGS_EQUAL(1, total("search=Mulelr&filter=kind%20%3D%20company"));
    STRCMP_EQUAL("Jürg Müller AG",
                 client.get("/api/accounts/?search=mulelr&order_by=name%20desc")["items"][0]["name"]
                     .get<std::string>()
                     .c_str());
    client.create("accounts", {{"name", "Otto Müller"}});
    LONGS_EQUAL(3, total("search=m%C3%BCller"));
    auto graphql = client.send(Method::post, "/api/graphql/",
                               {{"query", "{ accounts(search: \"Mulelr\") { totalCount } }"}});
    LONGS_EQUAL(2, graphql.json()["data"]["accounts"]["totalCount"].get<int>());
    client.send(Method::delete_, "/api/accounts/" + company["id"].get<std::string>() + "/", nullptr,
                "\"1\"");
    LONGS_EQUAL(2, total("search=m%C3%BCller"));
    LONGS_EQUAL(1, total("search=m%C3%BCller&deleted=true"));
  }
}

// features: SRCH-05
TEST(SearchApi, suggestions_prefer_what_is_near_and_what_was_opened_lately) {
  auto client = office->sign_in("dispatcher");
  auto account = client.create("accounts", {{"name", "Post"}});
  auto other = client.create("accounts", {{"name", "Other"}});
  auto order = [&](const std::string& summary, const json& of) {
    return client.create("work-orders", {{"summary", summary}, {"account", of["id"]}});
  };
  auto near = order("Boiler leaks in the cellar", account);
  auto plain = order("Boiler", other);
  auto opened = client.create("accounts", {{"name", "Boiler and heating works of Vaduz"}});
  office->index();

  auto first = [&](const std::string& target) {
    return client.get(target)["items"][0]["id"].get<std::string>();
  };
  STRCMP_EQUAL(plain["id"].get<std::string>().c_str(), first("/api/suggest/?q=boi").c_str());
  auto beside = first("/api/suggest/?q=boi&near=crm.Account:" + account["id"].get<std::string>());
  STRCMP_EQUAL(near["id"].get<std::string>().c_str(), beside.c_str());
  CHECK(has(client.get("/api/suggest/?q=boli"), plain));
  client.get("/api/accounts/" + opened["id"].get<std::string>() + "/");
  auto target = "/api/suggest/?type=accounts&q=boi";
  auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  client.create("accounts", {{"name", "Boiler"}});
  office->index();
  while (first(target) != opened["id"] && std::chrono::steady_clock::now() < deadline) {
  }
  STRCMP_EQUAL(opened["id"].get<std::string>().c_str(), first(target).c_str());
}

TEST(SearchApi, refuses_what_it_does_not_know_and_names_it) {
  auto client = office->sign_in("dispatcher");
  struct Case {
    std::string target, field;
  };
  const Case cases[] = {
      {"/api/search/?q=a&typ=accounts", "typ"},
      {"/api/search/?q=a&type=nothing", "type"},
      {"/api/search/?q=a&limit=0", "limit"},
      {"/api/search/?q=a&limit=101", "limit"},
      {"/api/search/?q=a&counts=yes", "counts"},
      {"/api/suggest/?q=a&near=x", "near"},
      {"/api/search/?q=" + std::string(201, 'a'), "q"},
  };
  for (auto& one : cases) {
    auto reply = client.send(Method::get, one.target);
    CHECK_EQUAL(400, reply.status);
    STRCMP_EQUAL(one.field.c_str(), reply.json()["errors"][0]["field"].get<std::string>().c_str());
  }
  LONGS_EQUAL(0, client.get("/api/search/?q=")["items"].size());
  CHECK_EQUAL(403, client.send(Method::post, "/api/search/rebuild/").status);
  auto admin = office->sign_in("admin");
  CHECK_EQUAL(202, admin.send(Method::post, "/api/search/rebuild/").status);
  // One at a time.
  CHECK_EQUAL(409, admin.send(Method::post, "/api/search/rebuild/").status);
}
