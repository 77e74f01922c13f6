// Counts and sums of any record type, within the rights of who asks.
#include <functional>

#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

namespace {

void on_both(const std::function<void(Office&)>& body) {
  Office sqlite;
  body(sqlite);
  Office postgres(stores::copy_of_migrated());
  body(postgres);
}

/// A company's own type with a choice, a number, an amount and a day.
void make_logs(Office& office) {
  auto admin = office.sign_in("admin");
  auto type =
      admin.create("custom-types", {{"key", "fuel"},
                                    {"label", "Fuel"},
                                    {"grants",
                                     {{{"role", "dispatcher"}, {"read", true}, {"create", true}},
                                      {{"role", "technician"}, {"read", true}}}}});
  auto add = [&](const std::string& key, const std::string& kind, json more) {
    more.update({{"of_type", "own.fuel"}, {"key", key}, {"label", key}, {"kind", kind}});
    admin.create("custom-fields", more);
  };
  add("grade", "choice",
      {{"choices", {{{"key", "good"}, {"label", "Good"}}, {{"key", "poor"}, {"label", "Poor"}}}}});
  add("litres", "decimal", {{"grants", {{{"role", "dispatcher"}, {"change", true}}}}});
  add("filled_on", "date", json::object());
  admin.send(Method::post, "/api/custom-types/" + type["id"].get<std::string>() + "/activate/");
  auto client = office.sign_in("dispatcher");
  client.create("own-fuel", {{"grade", "good"}, {"litres", "1.5"}, {"filled_on", "2026-10-31"}});
  client.create("own-fuel", {{"grade", "good"}, {"litres", "2.25"}, {"filled_on", "2026-11-01"}});
  client.create("own-fuel", {{"grade", "poor"}, {"litres", "-4"}, {"filled_on", "2026-11-30"}});
  client.create("own-fuel", {{"litres", "10"}});
}

/// Sites are served by one.
std::string make_branch(Office& office) {
  auto entity = office.put("ledger.LegalEntity",
                           {{"name", "Own company"}, {"country", "LI"}, {"base_currency", "CHF"}});
  return office.put("admin.Branch",
                    {{"name", "Vaduz"}, {"legal_entity", entity}, {"zone", "Europe/Vaduz"}});
}

std::string text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

TEST_GROUP(Summary){};

TEST(Summary, counts_and_adds_up_a_companys_own_fields_exactly) {
  on_both([](Office& office) {
    make_logs(office);
    auto client = office.sign_in("dispatcher");
    auto all = client.get("/api/own-fuel/summary/?sum=litres,filled_on");
    CHECK_EQUAL(4, all["total"].get<int>());
    auto figures = all["groups"][0]["figures"]["litres"][0];
    STRCMP_EQUAL("9.75", text(figures["sum"]).c_str());
    STRCMP_EQUAL("-4", text(figures["minimum"]).c_str());
    STRCMP_EQUAL("10", text(figures["maximum"]).c_str());
    STRCMP_EQUAL("2.4375", text(figures["average"]).c_str());
    auto days = all["groups"][0]["figures"]["filled_on"][0];
    CHECK_EQUAL(3, days["count"].get<int>());
    STRCMP_EQUAL("2026-11-30", text(days["maximum"]).c_str());
    CHECK_FALSE(days.contains("sum"));

    auto groups = client.get("/api/own-fuel/summary/?group=grade&sum=litres")["groups"];
    CHECK_EQUAL(3, groups.size());
    STRCMP_EQUAL("good", text(groups[0]["by"]["grade"]).c_str());
    CHECK_EQUAL(2, groups[0]["count"].get<int>());
    STRCMP_EQUAL("3.75", text(groups[0]["figures"]["litres"][0]["sum"]).c_str());
    auto months = client.get("/api/own-fuel/summary/?group=filled_on:month")["groups"];
    STRCMP_EQUAL("2026-11", text(months[0]["by"]["filled_on:month"]).c_str());
    CHECK_EQUAL(2, months[0]["count"].get<int>());
    auto some = client.get("/api/own-fuel/summary/?group=grade&filter=litres>2&limit=1");
    CHECK_EQUAL(2, some["total"].get<int>());
    CHECK(some["more"].get<bool>());
  });
}

TEST(Summary, tells_amounts_by_currency_and_references_by_title) {
  on_both([](Office& office) {
    auto client = office.sign_in("dispatcher");
    auto account = office.put("crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}});
    auto admin = office.sign_in("admin");
    admin.create(
        "custom-fields",
        {{"of_type", "crm.Site"}, {"key", "yearly"}, {"label", "Yearly"}, {"kind", "money"}});
    json address{{"line1", "Weg 1"}, {"city", "Vaduz"}};
    auto branch = make_branch(office);
    for (auto amount : {"10.50", "20.25"})
      client.create("sites", {{"name", "Cellar"},
                              {"account", account},
                              {"branch", branch},
                              {"address", address},
                              {"yearly", {{"amount", amount}, {"currency", "CHF"}}}});
    client.create("sites", {{"name", "Roof"},
                            {"account", account},
                            {"branch", branch},
                            {"address", address},
                            {"yearly", {{"amount", "7"}, {"currency", "EUR"}}}});
    auto reply = client.get(
        "/api/sites/summary/?group=account&sum=yearly&filter=account.name=\"Alpenhotel\"");
    CHECK_EQUAL(1, reply["groups"].size());
    STRCMP_EQUAL("Alpenhotel", reply["titles"][account].get<std::string>().c_str());
    auto list = reply["groups"][0]["figures"]["yearly"];
    CHECK_EQUAL(2, list.size());
    auto figures = list[0]["unit"] == "CHF" ? list[0] : list[1];
    STRCMP_EQUAL("CHF", text(figures["unit"]).c_str());
    STRCMP_EQUAL("30.75", text(figures["sum"]["amount"]).c_str());
  });
}

TEST(Summary, tells_no_average_that_has_more_digits_than_a_number) {
  on_both([](Office& office) {
    make_logs(office);
    auto admin = office.sign_in("admin");
    admin.create("custom-fields", {{"of_type", "own.fuel"},
                                   {"key", "pulses"},
                                   {"label", "Pulses"},
                                   {"kind", "integer"},
                                   {"grants", {{{"role", "dispatcher"}, {"change", true}}}}});
    auto client = office.sign_in("dispatcher");
    client.create("own-fuel", {{"grade", "good"}, {"pulses", 9'000'000'000'000}});
    client.create("own-fuel", {{"grade", "poor"}, {"pulses", 10'000'000'000'000}});
    auto figures = [&](const std::string& grade) {
      return client.get("/api/own-fuel/summary/?sum=pulses&filter=grade=" +
                        grade)["groups"][0]["figures"]["pulses"][0];
    };
    CHECK_EQUAL(9'000'000'000'000, figures("good")["average"].get<double>());
    CHECK_EQUAL(10'000'000'000'000, figures("poor")["sum"].get<std::int64_t>());
    CHECK(figures("poor")["average"].is_null());
  });
}

TEST(Summary, tells_nobody_what_he_may_not_read) {
  on_both([](Office& office) {
    make_logs(office);
    auto technician = office.sign_in("technician");
    CHECK_EQUAL(4, technician.get("/api/own-fuel/summary/?group=grade")["total"].get<int>());
    for (auto query :
         {"sum=litres", "group=litres", "filter=litres>1", "group=nothing", "sum=grade",
          "group=grade:month", "group=created_at", "limit=0", "group=grade,grade", "sums=litres"}) {
      auto reply = technician.send(Method::get, std::string("/api/own-fuel/summary/?") + query);
      CHECK_EQUAL_TEXT(400, reply.status, query);
    }
    CHECK_EQUAL(403,
                office.sign_in("bookkeeper").send(Method::get, "/api/own-fuel/summary/").status);
    // Of other people's records not even the number.
    auto rep = office.user_of("sales_rep");
    office.put("crm.Task", {{"title", "His"}, {"assignee_user", rep}});
    office.put("crm.Task", {{"title", "Another's"}, {"assignee_user", office.user_of("admin")}});
    CHECK_EQUAL(1, office.sign_in("sales_rep").get("/api/tasks/summary/")["total"].get<int>());
    CHECK_EQUAL(2, office.sign_in("dispatcher").get("/api/tasks/summary/")["total"].get<int>());
  });
}
