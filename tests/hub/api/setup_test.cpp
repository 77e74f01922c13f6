// A company begins with nothing but a link.
#include <memory>

#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

TEST_GROUP(Setup) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  std::unique_ptr<common::http::Client> stranger;
  json input;
  void setup() override {
    common::http::ClientOptions options;
    options.port = office->port();
    stranger = std::make_unique<common::http::Client>(options);
    input = {{"token", hub::api::make_setup_link(*office->store)},
             {"company", "Third company"},
             {"country", "LI"},
             {"currency", "CHF"},
             {"zone", "Europe/Vaduz"},
             {"language", "de"},
             {"tax_percent", "8.1"},
             {"reduced_tax_percent", "2.6"},
             {"name", "First Administrator"},
             {"login", "first@third.test"},
             {"password", "a long pass phrase"}};
  }
  void teardown() override {
    stranger.reset();
    office.reset();
  }
  /// "400 country: expected …"
  std::string refusal(const char* field, const json& value) {
    auto wrong = input;
    wrong[field] = value;
    auto reply = stranger->post_json("/api/setup/", wrong);
    auto body = reply.json();
    auto text = std::to_string(reply.status);
    for (auto& error : body.value("errors", json::array()))
      text += " " + error["field"].get<std::string>() + ": " + error["text"].get<std::string>();
    return text;
  }
};

TEST(Setup, makes_the_first_administrator_once) {
  auto made = stranger->post_json("/api/setup/", input);
  auto again = stranger->post_json("/api/setup/", input);
  auto admin = Office::Client(office->port(), "first@third.test", "a long pass phrase");

  CHECK_EQUAL(201, made.status);
  CHECK_EQUAL(403, again.status);
  STRCMP_EQUAL("admin", admin.session["roles"][0].get<std::string>().c_str());
  CHECK(admin.get("/api/roles/")["total"].get<int>() >= 4);
}

TEST(Setup, says_of_a_link_whether_it_still_holds_and_no_more) {
  auto holds = [&](const std::string& token) {
    auto reply = stranger->post_json("/api/setup/check/", {{"token", token}});
    CHECK_EQUAL(200, reply.status);
    return reply.body;
  };
  auto token = input["token"].get<std::string>();

  STRCMP_EQUAL("{\"holds\":true}", holds(token).c_str());
  STRCMP_EQUAL("{\"holds\":false}", holds("another").c_str());
  stranger->post_json("/api/setup/", input);
  STRCMP_EQUAL("{\"holds\":false}", holds(token).c_str());
  CHECK_EQUAL(400, stranger->post_json("/api/setup/check/", json::object()).status);
}

TEST(Setup, names_the_answer_that_is_wrong_and_keeps_the_link) {
  STRCMP_CONTAINS("400 password: at least", refusal("password", "short").c_str());
  STRCMP_EQUAL("400 country: expected a country code like LI", refusal("country", "XX").c_str());
  STRCMP_EQUAL("400 currency: expected a currency code like CHF",
               refusal("currency", "XXQ").c_str());
  STRCMP_EQUAL("400 zone: expected a time zone like Europe/Vaduz",
               refusal("zone", "Vaduz").c_str());
  STRCMP_EQUAL("400 tax_percent: expected a percentage from 0 to 100 like 8.1",
               refusal("tax_percent", "8,1").c_str());
  STRCMP_EQUAL("400 tax_percent: expected text", refusal("tax_percent", 8.1).c_str());
  CHECK_EQUAL(201, stranger->post_json("/api/setup/", input).status);
}

TEST(Setup, new_company_bills_its_first_customer) {
  stranger->post_json("/api/setup/", input);
  auto admin = Office::Client(office->port(), "first@third.test", "a long pass phrase");

  auto product =
      admin.create("products", {{"code", "VALVE"}, {"name", "Ventil"}, {"kind", "part"}});
  admin.send(Method::post, "/api/products/" + product["id"].get<std::string>() + "/release/");
  json list = admin.get("/api/price-lists/")["items"][0];
  admin.create("price-list-prices", {{"price_list", list["id"]},
                                     {"product", product["id"]},
                                     {"unit", "H87"},
                                     {"amount", {{"amount", "100.00"}, {"currency", "CHF"}}}});
  auto account = admin.create("accounts", {{"name", "Erste Kundin"}});
  auto invoice = admin.create("invoices", {{"account", account["id"]}});
  admin.create("line-items", {{"invoice", invoice["id"]},
                              {"kind", "part"},
                              {"product", product["id"]},
                              {"quantity", "2"},
                              {"unit", "H87"}});
  auto posted =
      admin.send(Method::post, "/api/invoices/" + invoice["id"].get<std::string>() + "/post/");

  CHECK_EQUAL(200, posted.status);
  auto now = admin.get("/api/invoices/" + invoice["id"].get<std::string>() + "/");
  STRCMP_EQUAL("INV-00001", now["number"].get<std::string>().c_str());
  STRCMP_EQUAL("216.20", now["total"]["amount"].get<std::string>().c_str());
}

TEST(Setup, new_records_begin_with_what_the_company_is) {
  stranger->post_json("/api/setup/", input);
  auto admin = Office::Client(office->port(), "first@third.test", "a long pass phrase");
  auto user = admin.create("users", {{"login", "second@third.test"},
                                     {"name", {{"given", "Second"}, {"family", "User"}}}});
  auto entity = admin.create("legal-entities", {{"name", "Tochter"}});
  auto branch = admin.create("branches", {{"name", "Schaan"}, {"legal_entity", entity["id"]}});

  STRCMP_EQUAL("de", user["language"].get<std::string>().c_str());
  STRCMP_EQUAL("Europe/Vaduz", user["zone"].get<std::string>().c_str());
  STRCMP_EQUAL("Europe/Vaduz", branch["zone"].get<std::string>().c_str());
  STRCMP_EQUAL("CHF", entity["base_currency"].get<std::string>().c_str());
  STRCMP_EQUAL("LI", entity["country"].get<std::string>().c_str());
  STRCMP_EQUAL("CHF", admin.session["tenant"]["currency"].get<std::string>().c_str());
  auto meta = admin.get("/api/meta/");
  for (auto& type : meta["types"])
    if (type["path"] == "legal-entities")
      for (auto& field : type["fields"])
        if (field["name"] == "country")
          STRCMP_EQUAL("LI", field["default"].get<std::string>().c_str());
}
