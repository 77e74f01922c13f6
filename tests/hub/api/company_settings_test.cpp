// The company's own settings: only those that something reads, in the form in which it is read.
#include <memory>

#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

TEST_GROUP(CompanySettings) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }
  /// "201", or "400 field: text".
  std::string answer(const json& input) {
    auto admin = office->sign_in("admin");
    auto reply = admin.send(Method::post, "/api/settings/", input);
    auto text = std::to_string(reply.status);
    for (auto& error : reply.json().value("errors", json::array()))
      text += " " + error["field"].get<std::string>() + ": " + error["text"].get<std::string>();
    return text;
  }
};

TEST(CompanySettings, an_unknown_key_is_told_the_known_ones) {
  STRCMP_EQUAL(
      "400 key: there is no such setting; expected one of access.odd_reads_per_hour, "
      "access.odd_use, alerts.van_certificate_days, alerts.van_disk_percent, "
      "alerts.van_drift_seconds, alerts.van_money_minutes, alerts.van_silent_minutes, "
      "alerts.van_unsent_minutes, api.user_requests_per_minute, "
      "billing.auto_post, enrichment.nightly, files.limits, hub.public_url, "
      "positions.consent, positions.owntracks, rights.emergency_minutes, sign_in.idle_minutes, "
      "sign_in.odd_access, "
      "sign_in.second_factor, sign_in.session_hours, van.customer_scope, van.lock_after, van.pin",
      answer({{"key", "billing.autopost"}, {"value", "false"}}).c_str());
}

TEST(CompanySettings, a_value_has_the_form_that_is_read) {
  STRCMP_EQUAL("400 value: expected true or false",
               answer({{"key", "billing.auto_post"}, {"value", "\"no\""}}).c_str());
  STRCMP_EQUAL("400 value: expected an address in quotes, such as \"https://office.example\"",
               answer({{"key", "hub.public_url"}, {"value", "\"ftp://office.example\""}}).c_str());
  STRCMP_EQUAL("400 value: expected \"assigned\" or \"branch\", in quotes",
               answer({{"key", "van.customer_scope"}, {"value", "\"all\""}}).c_str());

  STRCMP_EQUAL("201", answer({{"key", "billing.auto_post"}, {"value", "false"}}).c_str());
  STRCMP_EQUAL(
      "201", answer({{"key", "hub.public_url"}, {"value", "\"https://office.example\""}}).c_str());
  STRCMP_EQUAL("201", answer({{"key", "van.customer_scope"}, {"value", "\"assigned\""}}).c_str());
}

TEST(CompanySettings, what_is_read_for_the_company_alone_is_not_kept_for_somebody) {
  auto user = office->user_of("dispatcher");
  STRCMP_EQUAL("400 user: leave it out: this setting is of the company",
               answer({{"key", "billing.auto_post"}, {"value", "false"}, {"user", user}}).c_str());
}

// features: EDGE-14
TEST(CompanySettings, how_a_van_locks_may_be_said_for_one_branch_or_device) {
  auto branch = office->sign_in("admin").get("/api/branches/")["items"][0]["id"];
  auto user = office->user_of("dispatcher");

  STRCMP_EQUAL("400 value: expected minutes from 0 to 1440",
               answer({{"key", "van.lock_after"}, {"value", "\"never\""}}).c_str());
  STRCMP_EQUAL("400 value: expected \"when_set\" or \"never\", in quotes",
               answer({{"key", "van.pin"}, {"value", "true"}}).c_str());
  STRCMP_EQUAL("400 user: leave it out: this setting is of the company, of a branch or of a device",
               answer({{"key", "van.lock_after"}, {"value", "0"}, {"user", user}}).c_str());
  STRCMP_EQUAL("201",
               answer({{"key", "van.lock_after"}, {"value", "0"}, {"branch", branch}}).c_str());
  STRCMP_EQUAL("201", answer({{"key", "van.pin"}, {"value", "\"never\""}}).c_str());
}

TEST(CompanySettings, a_company_switches_on_only_modules_that_there_are) {
  auto admin = office->sign_in("admin");
  auto path = "/api/tenants/" + office->tenant + "/";
  auto change = [&](const json& modules) {
    auto version = admin.get(path)["version"].get<int>();
    return admin.send(Method::patch, path, {{"modules", modules}}, std::to_string(version));
  };
  auto wrong = change({"crm", "feild"});
  CHECK_EQUAL(400, wrong.status);
  STRCMP_CONTAINS("there is no module \"feild\"; expected some of admin, analytics, billing",
                  wrong.json()["errors"][0]["text"].get<std::string>().c_str());
  CHECK_EQUAL(200, change({"crm", "field"}).status);
  CHECK_EQUAL(200, change(json::array()).status);
}
