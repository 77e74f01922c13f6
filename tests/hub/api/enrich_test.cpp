// What records lack is looked for in what the hub knows, proposed, and written by a person alone.
#include <functional>

#include "hub/domain/crm/enrich/enrich.hpp"
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

/// Runs the jobs of this kind that wait, as the queue would; how many there were.
int work(Office& office) {
  std::vector<std::string> payloads;
  office.store->write(
      office.store->system_command(office.tenant, "test"),
      [&](hub::store::Transaction& transaction) {
        auto& rows = transaction.sql().query(
            "SELECT payload FROM job WHERE tenant = ? AND kind = 'enrich'", {office.tenant});
        while (rows.step()) payloads.push_back(rows.text(0));
        transaction.sql().execute("DELETE FROM job WHERE tenant = ? AND kind = 'enrich'",
                                  {office.tenant});
      });
  for (auto& payload : payloads)
    hub::domain::crm::look_for_values(*office.store, office.tenant, payload, {});
  return static_cast<int>(payloads.size());
}

/// Sites are served by one.
std::string make_branch(Office& office) {
  auto entity = office.put("ledger.LegalEntity",
                           {{"name", "Own company"}, {"country", "LI"}, {"base_currency", "CHF"}});
  return office.put("admin.Branch",
                    {{"name", "Vaduz"}, {"legal_entity", entity}, {"zone", "Europe/Vaduz"}});
}

struct Sites {
  Office& office;
  Office::Client client = office.sign_in("dispatcher");
  std::string account, known, lacking;

  explicit Sites(Office& of) : office(of) {
    account =
        office.put("crm.Account", {{"name", "Alpenhotel"},
                                   {"kind", "company"},
                                   {"channels", {{{"kind", "mail"}, {"value", "a@alpen.li"}}}}});
    auto branch = make_branch(office);
    known = office.put("crm.Site", {{"name", "Old"},
                                    {"branch", branch},
                                    {"account", account},
                                    {"address",
                                     {{"line1", "Landstrasse 1"},
                                      {"postal_code", "9490"},
                                      {"city", "Vaduz"},
                                      {"country", "LI"},
                                      {"position", {{"latitude", 47.14}, {"longitude", 9.52}}}}}});
    lacking = office.put("crm.Site",
                         {{"name", "New"},
                          {"branch", branch},
                          {"account", account},
                          {"address", {{"line1", "landstrasse 1"}, {"postal_code", "9490"}}}});
  }
  void look(const json& wanted) {
    auto reply = client.send(Method::post, "/api/proposed-values/look/", wanted);
    CHECK_EQUAL_TEXT(200, reply.status, reply.body.c_str());
    CHECK_EQUAL(1, work(office));
  }
  json proposed(const std::string& record) {
    return client.get("/api/proposed-values/?order_by=field&filter=about.id=%22" + record +
                      "%22%20AND%20state=proposed")["items"];
  }
  int act(const json& value, const std::string& action) {
    return client
        .send(Method::post,
              "/api/proposed-values/" + value["id"].get<std::string>() + "/" + action + "/")
        .status;
  }
};

}  // namespace

TEST_GROUP(Enrich){};

TEST(Enrich, proposes_town_country_and_place_of_an_address_and_writes_what_is_accepted) {
  on_both([](Office& office) {
    Sites sites(office);
    sites.look({{"about", {{"type", "crm.Site"}, {"id", sites.lacking}}}});
    auto found = sites.proposed(sites.lacking);
    CHECK_EQUAL(3, found.size());
    STRCMP_EQUAL("address.city", found[0]["field"].get<std::string>().c_str());
    STRCMP_EQUAL("Vaduz", found[0]["value"].get<std::string>().c_str());
    auto site = [&] { return sites.client.get("/api/sites/" + sites.lacking + "/"); };
    CHECK_FALSE(site()["address"].contains("city"));  // nothing is written unasked

    for (auto& one : found) CHECK_EQUAL(200, sites.act(one, "accept"));
    auto address = site()["address"];
    STRCMP_EQUAL("Vaduz", address["city"].get<std::string>().c_str());
    STRCMP_EQUAL("LI", address["country"].get<std::string>().c_str());
    DOUBLES_EQUAL(47.14, address["position"]["latitude"].get<double>(), 1e-6);
    STRCMP_EQUAL("landstrasse 1", address["line1"].get<std::string>().c_str());
    CHECK_EQUAL(0, sites.proposed(sites.lacking).size());
  });
}

TEST(Enrich, never_overwrites_what_somebody_entered_nor_asks_again) {
  on_both([](Office& office) {
    Sites sites(office);
    sites.look({{"type", "crm.Site"}});
    auto found = sites.proposed(sites.lacking);
    auto path = "/api/sites/" + sites.lacking + "/";
    auto now = sites.client.get(path);
    auto address = now["address"];
    address["city"] = "Schaan";
    CHECK_EQUAL(200, sites.client
                         .send(Method::patch, path, {{"address", address}},
                               std::to_string(now["version"].get<int>()))
                         .status);
    CHECK_EQUAL(409, sites.act(found[0], "accept"));
    STRCMP_EQUAL("Schaan", sites.client.get(path)["address"]["city"].get<std::string>().c_str());

    for (auto& one : found) CHECK_EQUAL(200, sites.act(one, "reject"));
    sites.look({{"type", "crm.Site"}});
    CHECK_EQUAL(0, sites.proposed(sites.lacking).size());
  });
}

TEST(Enrich, finds_web_page_account_and_country_by_mail_and_telephone) {
  on_both([](Office& office) {
    Sites sites(office);
    auto contact =
        office.put("crm.Contact", {{"name", {{"given", "Eva"}, {"family", "Frick"}}},
                                   {"channels",
                                    {{{"kind", "mail"}, {"value", "eva@alpen.li"}},
                                     {{"kind", "mobile"}, {"value", "+423 777 11 22"}}}}});
    auto private_one =
        office.put("crm.Contact", {{"name", {{"given", "Ida"}, {"family", "Beck"}}},
                                   {"channels", {{{"kind", "mail"}, {"value", "ida@gmail.com"}}}}});
    sites.look(json::object());
    auto page = sites.proposed(sites.account);
    CHECK_EQUAL(1, page.size());
    CHECK_EQUAL(200, sites.act(page[0], "accept"));
    auto account = sites.client.get("/api/accounts/" + sites.account + "/");
    CHECK_EQUAL(2, account["channels"].size());
    STRCMP_EQUAL("https://alpen.li", account["channels"][1]["value"].get<std::string>().c_str());

    auto found = sites.proposed(contact);
    CHECK_EQUAL(2, found.size());
    for (auto& one : found) CHECK_EQUAL(200, sites.act(one, "accept"));
    auto now = sites.client.get("/api/contacts/" + contact + "/");
    CHECK(now["accounts"][0]["account"] == sites.account);
    STRCMP_EQUAL("de", now["language"].get<std::string>().c_str());
    CHECK_EQUAL(0, sites.proposed(private_one).size());  // half the world has such an address
  });
}

// features: FLOW-11
TEST(Enrich, is_asked_for_each_night_unless_the_company_says_no) {
  Office office;
  auto nightly = [&] {
    office.store->write(office.store->system_command(office.tenant, "daily"),
                        [&](hub::store::Transaction& transaction) {
                          for (auto& [name, run] : office.store->book().daily())
                            if (name == "enrichment") run(transaction);
                        });
    return work(office);
  };
  CHECK_EQUAL(1, nightly());
  office.sign_in("admin").create("settings", {{"key", "enrichment.nightly"}, {"value", "false"}});
  CHECK_EQUAL(0, nightly());
}
