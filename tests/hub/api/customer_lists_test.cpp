// Customers and contacts picked out: by filters that are saved and exported, by segments.
#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include "hub/domain/crm/segment.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/hub/store/opened_store.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using hub::store::Dialect;
using test::json;
using test::Office;

namespace {

std::string text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string escaped(const std::string& plain) {
  std::string out;
  for (unsigned char c : plain) {
    char hex[4];
    std::snprintf(hex, sizeof hex, "%%%02X", c);
    out += std::isalnum(c) ? std::string(1, static_cast<char>(c)) : hex;
  }
  return out;
}

void on_both(const std::function<void(Office&)>& body) {
  for (auto dialect : {Dialect::sqlite, Dialect::postgres}) {
    Office office(dialect == Dialect::postgres ? stores::copy_of_migrated() : "");
    body(office);
  }
}

std::string make(Office::Client& client, const std::string& path, const json& body) {
  return text(client.create(path, body)["id"]);
}

void change(Office::Client& client, const std::string& path, const json& body) {
  auto version = client.get(path)["version"].get<int>();
  auto reply = client.send(Method::patch, path, body, "\"" + std::to_string(version) + "\"");
  CHECK_EQUAL_TEXT(200, reply.status, reply.body.c_str());
}

/// The names on the list, one after the other.
std::string names(Office::Client& client, const std::string& path, const std::string& filter) {
  auto reply = client.send(Method::get, "/api/" + path + "/?filter=" + escaped(filter));
  if (reply.status != 200) return reply.body;
  std::set<std::string> found;
  auto page = reply.json();
  for (auto& item : page["items"])
    found.insert(item["name"].is_object() ? text(item["name"]["family"]) : text(item["name"]));
  std::string all;
  for (auto& name : found) all += (all.empty() ? "" : " ") + name;
  return all;
}

/// Who belongs to the segment now.
std::set<std::string> members(Office::Client& client, const std::string& segment,
                              const std::string& of) {
  std::set<std::string> found;
  auto page = client.get("/api/segment-members/?page_size=500&filter=" +
                         escaped("segment = \"" + segment + "\" AND left = null"));
  for (auto& item : page["items"]) found.insert(text(item[of]));
  return found;
}

}  // namespace

TEST_GROUP(CustomerLists){};

// features: CUST-16
TEST(CustomerLists, filter_by_industry_size_territory_own_field_and_relation_are_saved_and_go_out) {
  on_both([](Office& office) {
    auto admin = office.sign_in("admin"), client = office.sign_in("sales_manager");
    for (auto type : {"crm.Account", "crm.Contact"})
      admin.create("custom-fields",
                   {{"of_type", type}, {"key", "grade"}, {"label", "Grade"}, {"kind", "text"}});
    auto north = make(client, "territories", {{"name", "North"}, {"kind", "list"}});
    auto chain = make(client, "accounts", {{"name", "Chain"}, {"industry", "Hotel"}});
    auto post = make(client, "accounts",
                     {{"name", "Post"},
                      {"industry", "Hotel"},
                      {"size_class", "small"},
                      {"territory", north},
                      {"grade", "A"},
                      {"parent", chain}});
    make(client, "accounts", {{"name", "Mill"}, {"industry", "Bakery"}, {"size_class", "small"}});
    make(client, "contacts",
         {{"name", {{"family", "Frick"}}},
          {"grade", "A"},
          {"accounts", {{{"account", post}, {"role", "Caretaker"}}}}});
    make(client, "contacts", {{"name", {{"family", "Beck"}}}, {"grade", "B"}});

    STRCMP_EQUAL("Chain Post", names(client, "accounts", "industry = Hotel").c_str());
    STRCMP_EQUAL("Mill Post", names(client, "accounts", "size_class = small").c_str());
    STRCMP_EQUAL("Post", names(client, "accounts", "territory = \"" + north + "\"").c_str());
    STRCMP_EQUAL("Post", names(client, "accounts", "territory.name = North").c_str());
    STRCMP_EQUAL("Post", names(client, "accounts", "grade = A").c_str());
    STRCMP_EQUAL("Post", names(client, "accounts", "parent.industry = Hotel").c_str());
    STRCMP_EQUAL("Frick", names(client, "contacts", "grade = A").c_str());
    STRCMP_EQUAL("Frick", names(client, "contacts", "accounts.account = \"" + post + "\"").c_str());
    STRCMP_EQUAL("Frick", names(client, "contacts", "accounts.role = Caretaker").c_str());

    std::string filter = "industry = Hotel AND size_class = small AND grade = A";
    auto view = make(client, "saved-views",
                     {{"of_type", "crm.Account"},
                      {"name", "Small hotels"},
                      {"filter", filter},
                      {"owner", office.user_of("sales_manager")}});
    auto saved = text(client.get("/api/saved-views/" + view + "/")["filter"]);
    STRCMP_EQUAL("Post", names(client, "accounts", saved).c_str());
    auto file =
        client.send(Method::get, "/api/accounts/?format=csv&columns=name&filter=" + escaped(saved));
    STRCMP_EQUAL("\xef\xbb\xbfname\r\nPost\r\n", file.body.c_str());
  });
}

// features: CUST-17
TEST(CustomerLists, a_customer_enters_and_leaves_a_segment_with_the_change_of_his_data) {
  on_both([](Office& office) {
    auto client = office.sign_in("marketing"), seller = office.sign_in("sales_manager");
    auto post = make(seller, "accounts", {{"name", "Post"}, {"industry", "Hotel"}});
    auto mill = make(seller, "accounts", {{"name", "Mill"}, {"industry", "Bakery"}});
    auto list = make(client, "segments", {{"name", "Invited"}, {"of", "account"}});
    auto hotels = make(client, "segments",
                       {{"name", "Hotels"},
                        {"of", "account"},
                        {"kind", "rule"},
                        {"condition", "industry = Hotel"}});
    using Ids = std::set<std::string>;
    auto in = [&](const std::string& segment) { return members(client, segment, "account"); };
    auto of_account = [](const std::string& segment, const std::string& account) {
      return json{{"segment", segment}, {"account", account}};
    };

    // A fixed list is kept by hand, and nothing but that.
    make(client, "segment-members", of_account(list, mill));
    CHECK(in(list) == Ids({mill}));
    CHECK(in(hotels) == Ids({post}));
    auto by_hand = client.send(Method::post, "/api/segment-members/", of_account(hotels, mill));
    CHECK_EQUAL(400, by_hand.status);
    auto as_rule = of_account(hotels, mill);
    as_rule["cause"] = "rule";
    CHECK_EQUAL(400, client.send(Method::post, "/api/segment-members/", as_rule).status);

    change(seller, "/api/accounts/" + mill + "/", {{"industry", "Hotel"}});
    CHECK(in(hotels) == Ids({mill, post}));
    change(seller, "/api/accounts/" + post + "/", {{"industry", "Restaurant"}});
    CHECK(in(hotels) == Ids({mill}));
    change(seller, "/api/accounts/" + post + "/", {{"industry", "Hotel"}});
    auto fresh = make(seller, "accounts", {{"name", "Fresh"}, {"industry", "Hotel"}});
    CHECK(in(hotels) == Ids({mill, post, fresh}));
    // Who is deleted is let out in the night, and may come back.
    auto gone = "/api/accounts/" + fresh + "/";
    auto admin = office.sign_in("admin");
    CHECK_EQUAL(204, admin.send(Method::delete_, gone, nullptr, "\"1\"").status);
    office.store->write(office.store->system_command(office.tenant, "test"),
                        [&](hub::store::Transaction& transaction) {
                          hub::domain::crm::refresh_segment(transaction, hotels);
                        });
    CHECK(in(hotels) == Ids({mill, post}));
    CHECK_EQUAL(200, admin.send(Method::post, gone + "restore/").status);
    change(seller, gone, {{"size_class", "small"}});
    CHECK(in(hotels) == Ids({mill, post, fresh}));
    CHECK(in(list) == Ids({mill}));

    // Another rule, other members.
    change(client, "/api/segments/" + hotels + "/", {{"condition", "name = Mill"}});
    CHECK(in(hotels) == Ids({mill}));
    for (auto wrong : {"", "industri = Hotel", "parent.industry = Hotel"}) {
      auto refused = client.send(
          Method::post, "/api/segments/",
          {{"name", "Wrong"}, {"of", "account"}, {"kind", "rule"}, {"condition", wrong}});
      CHECK_EQUAL_TEXT(400, refused.status, wrong);
      STRCMP_EQUAL("condition", text(refused.json()["errors"][0]["field"]).c_str());
    }
  });
}

TEST(CustomerLists, a_segment_of_many_is_filled_step_by_step) {
  on_both([](Office& office) {
    auto client = office.sign_in("marketing");
    for (int i = 0; i < 5; ++i)
      office.put("crm.Contact",
                 {{"name", {{"family", "Frick"}}}, {"title", i < 4 ? "Cook" : "Porter"}});
    auto cooks = office.put(
        "crm.Segment",
        {{"name", "Cooks"}, {"of", "contact"}, {"kind", "rule"}, {"condition", "title = Cook"}});
    LONGS_EQUAL(4, members(client, cooks, "contact").size());
    // As if most had not been let in yet.
    bool more = true;
    int steps = 0;
    office.store->write(office.store->system_command(office.tenant, "test"),
                        [&](hub::store::Transaction& transaction) {
                          transaction.sql().execute("DELETE FROM segment_member");
                        });
    while (more && ++steps < 10)
      office.store->write(office.store->system_command(office.tenant, "test"),
                          [&](hub::store::Transaction& transaction) {
                            more = hub::domain::crm::refresh_segment(transaction, cooks, 3);
                          });
    LONGS_EQUAL(2, steps);
    LONGS_EQUAL(4, members(client, cooks, "contact").size());
  });
}
