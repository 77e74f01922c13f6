#include "hub/api/openapi.hpp"

#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using test::json;
using test::Office;

TEST_GROUP(OpenApi){};

TEST(OpenApi, describes_every_route_of_the_router) {
  Office office;
  auto document = office.sign_in("admin").get("/api/openapi.json");
  int described = 0;
  for (auto& route : office.routes()) {
    if (!route.pattern.starts_with("/api/")) continue;
    ++described;
    auto method = std::string(common::http::method_name(route.method));
    for (auto& c : method) c = static_cast<char>(std::tolower(c));
    auto where = method + " " + route.pattern, path = route.pattern;
    auto of_type = path.find("{path}");
    if (of_type != std::string::npos) path.replace(of_type, 6, "accounts");
    // Actions have their own names.
    if (path.ends_with("{action}/") || where == "post /api/{path}/{id}/") continue;
    CHECK_TEXT(document["paths"][path].contains(method), where.c_str());
    CHECK_TEXT(of_type != std::string::npos || !route.description.summary.empty(), where.c_str());
  }
  CHECK(described > 20);
}

TEST(OpenApi, describes_each_type_and_action_for_those_who_may_use_it) {
  Office office;
  auto all = office.sign_in("admin").get("/api/openapi.json");
  auto own = office.sign_in("technician").get("/api/openapi.json");
  for (auto& type : office.catalogue.types()) {
    if (type->options->internal()) continue;
    CHECK_TEXT(all["paths"].contains("/api/" + type->path + "/"), type->name.c_str());
    CHECK_TEXT(all["components"]["schemas"].contains(type->name), type->name.c_str());
  }
  CHECK(all["paths"].contains("/api/scheduled-events/{id}/cancel/"));
  CHECK(!own["paths"].contains("/api/scheduled-events/{id}/cancel/"));
  CHECK(own["paths"].contains("/api/scheduled-events/{id}/on-my-way/"));
  CHECK(!own["paths"].contains("/api/journal-entries/"));
}

/// Whoever builds by the description must get through.
TEST(OpenApi, names_what_consent_and_applications_take) {
  Office office;
  auto body_of = [&](const std::string& pattern) {
    for (auto& route : office.routes())
      if (route.pattern == pattern && route.method == common::http::Method::post)
        return json::parse(route.description.body);
    return json();
  };
  auto consent = body_of("/api/oauth/consent/");
  STRCMP_EQUAL("allow", consent["decision"].get<std::string>().c_str());
  CHECK(consent.contains("client_id") && consent.contains("code_challenge"));
  auto app = body_of("/api/oauth/clients/");
  CHECK(app.contains("role") && app.contains("public"));
}

TEST(OpenApi, has_secrets_in_what_is_sent_only) {
  Office office;
  auto schemas = office.sign_in("admin").get("/api/openapi.json")["components"]["schemas"];
  CHECK(!schemas["admin.User"]["properties"].contains("password"));
  CHECK(schemas["admin.User.create"]["properties"].contains("password"));
}

TEST(OpenApi, reads_a_schema_off_an_example) {
  auto schema = hub::api::schema_of_example(
      json::parse(R"({"a": [{"b": 1}], "c": null, "d": 1.5, "e": ""})"));
  STRCMP_EQUAL(
      R"({"properties":{"a":{"items":{"properties":{"b":{"type":"integer"}},"type":"object"},)"
      R"("type":"array"},"c":{},"d":{"type":"number"},"e":{"type":"string"}},"type":"object"})",
      schema.dump().c_str());
}

TEST(OpenApi, answers_version_1_as_the_newest) {
  Office office;
  auto client = office.sign_in("dispatcher");
  auto made = client.create("v1/accounts", {{"name", "A"}, {"kind", "company"}});
  STRCMP_EQUAL(
      client.get("/api/accounts/" + made["id"].get<std::string>() + "/").dump().c_str(),
      client.get("/api/v1/accounts/" + made["id"].get<std::string>() + "/").dump().c_str());
  LONGS_EQUAL(404, client.send(common::http::Method::get, "/api/v2/accounts/").status);
}
