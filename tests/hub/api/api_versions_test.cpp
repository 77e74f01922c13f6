// Versions of the API: an old client goes on working, is told before his version goes, and
// administrators see who still asks for it.
// features: API-08
#include "hub/api/api_versions.hpp"

#include <fstream>
#include <map>
#include <sstream>

#include "common/ids/ids.hpp"
#include "tests/hub/api/jobs.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/support/places.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using hub::api::ApiVersion;
using hub::api::ApiVersions;
using hub::api::handle_versioned;
using nlohmann::ordered_json;
using test::json;
using test::Office;

namespace {

const std::string recorded_file = support::source_folder() + "/tests/hub/api/v1/first_release.json";
const std::string new_file = support::build_folder() + "/first_release.json";

Method method_of(const std::string& name) {
  const std::map<std::string, Method> methods{{"GET", Method::get},
                                              {"POST", Method::post},
                                              {"PATCH", Method::patch},
                                              {"DELETE", Method::delete_}};
  return methods.at(name);
}

std::string filled(std::string text, const std::map<std::string, std::string>& names) {
  for (auto& [name, id] : names)
    for (auto at = text.find("{" + name + "}"); at != text.npos; at = text.find("{" + name + "}"))
      text.replace(at, name.size() + 2, id);
  return text;
}

const char* kind_of(const ordered_json& value) {
  return value.is_number() ? "number" : value.type_name();
}

/// Where what comes now lacks what an old client knows: a field, an item, or the kind of a value.
void compare(const std::string& at, const ordered_json& then, const ordered_json& now,
             std::string& faults) {
  if (then.is_null() || now.is_null()) return;
  if (std::string(kind_of(then)) != kind_of(now)) {
    faults += at + ": was " + kind_of(then) + ", is " + kind_of(now) + "\n";
    return;
  }
  if (then.is_object())
    for (auto& [name, value] : then.items()) {
      if (common::is_id(name)) continue;  // of a record that was there then
      if (now.contains(name))
        compare(at + "." + name, value, now[name], faults);
      else
        faults += at + "." + name + ": is gone\n";
    }
  if (!then.is_array() || then.empty()) return;
  if (now.empty())
    faults += at + ": is empty\n";
  else
    compare(at + "[]", then[0], now[0], faults);
}

/// As much of a long answer as tells its form.
ordered_json shortened(const ordered_json& reply, const ordered_json& step) {
  auto short_form = reply;
  if (step.contains("keeps"))
    for (auto& [name, value] : reply.items())
      if (std::find(step["keeps"].begin(), step["keeps"].end(), name) == step["keeps"].end())
        short_form.erase(name);
  for (auto& part : short_form)
    if (part.is_array() && part.size() > 1) part.erase(part.begin() + 1, part.end());
  return short_form;
}

common::Instant at(const char* text) {
  return common::parse_instant(text);
}

Request request_of(const std::string& path) {
  Request request;
  request.method = Method::get;
  request.method_text = "GET";
  request.path = path;
  return request;
}

/// The newest calls a field "title" that the first called "name".
ApiVersions two_versions() {
  ApiVersion first{.number = 1,
                   .deprecated_at = at("2027-01-01T00:00:00Z"),
                   .sunset_at = at("2027-12-31T23:59:59Z"),
                   .documentation = "/api/docs"};
  first.after = [](Response& response) {
    auto body = json::parse(response.text(), nullptr, false);
    if (!body.is_object() || !body.contains("title")) return;
    body["name"] = body["title"];
    body.erase("title");
    response = common::http::json(body, response.status);
  };
  return {first, {.number = 2}};
}

common::http::Router thing_router() {
  common::http::Router router;
  router.add(Method::get, "/api/things/{id}/", [](const Request&, const Params&) {
    return common::http::json({{"title", "A thing"}, {"version", hub::api::asked_version()}});
  });
  router.add(Method::get, "/api/openapi.json", [](const Request&, const Params&) {
    return common::http::json(
        {{"openapi", "3.1.0"},
         {"info", {{"version", "2"}, {"description", "All."}}},
         {"paths",
          {{"/api/things/{id}/",
            {{"get", {{"responses", json::object()}}}, {"parameters", json::array()}}}}}});
  });
  return router;
}

}  // namespace

TEST_GROUP(ApiVersions){};

TEST(ApiVersions, a_client_of_the_first_release_finds_all_that_it_knows) {
  std::ifstream file(recorded_file);
  auto steps = ordered_json::parse(file);
  Office office;
  auto client = office.sign_in("admin");
  test::TwoJobs jobs(office);
  std::map<std::string, std::string> versions, names{{"branch", jobs.branch},
                                                     {"order", jobs.mine.order},
                                                     {"visit", jobs.mine.visit},
                                                     {"invoice", jobs.mine.invoice}};
  std::string faults;
  bool recorded = false;
  for (auto& step : steps) {
    auto name = step["name"].get<std::string>();
    auto body = step.contains("body") ? json::parse(filled(step["body"].dump(), names)) : json();
    auto reply =
        client.send(method_of(step["method"]), filled(step["path"].get<std::string>(), names), body,
                    step.contains("if_match") ? versions[step["if_match"]] : "");
    if (reply.status != step["status"].get<int>())
      faults += name + ": status " + std::to_string(reply.status) + " " + reply.body + "\n";
    auto now = ordered_json::parse(reply.body, nullptr, false);
    if (now.is_discarded()) now = nullptr;
    if (step.contains("as") && now.contains("id")) {
      names[step["as"]] = now["id"];
      if (now.contains("version")) versions[step["as"]] = "\"" + now["version"].dump() + "\"";
    }
    if (!step.contains("reply")) {
      step["reply"] = shortened(now, step);
      recorded = true;
    }
    if (name == "search in a list" || name == "search") office.index();
    compare(name, step["reply"], now, faults);
  }
  STRCMP_EQUAL("", faults.c_str());
  if (!recorded) return;
  std::ofstream(new_file) << steps.dump(1) << "\n";
  FAIL(("answers were recorded that were not known yet; look at them, then\ncp " + new_file + " " +
        recorded_file)
           .c_str());
}

TEST(ApiVersions, that_nothing_an_old_client_knows_may_go_is_noticed) {
  auto then = ordered_json::parse(R"({"a": 1, "b": {"c": "x"}, "d": [{"e": true}], "f": null})");
  struct Case {
    const char *now, *fault;
  };
  for (auto& [now, fault] :
       {Case{R"({"a": 2.5, "b": {"c": ""}, "d": [{"e": false}], "new": 1, "f": 7})", ""},
        Case{R"({"b": {"c": ""}, "d": [{"e": false}], "f": null})", "r.a: is gone\n"},
        Case{R"({"a": 1, "b": {}, "d": [{"e": false}], "f": null})", "r.b.c: is gone\n"},
        Case{R"({"a": 1, "b": {"c": 5}, "d": [{"e": false}], "f": null})",
             "r.b.c: was string, is number\n"},
        Case{R"({"a": 1, "b": {"c": ""}, "d": [], "f": null})", "r.d: is empty\n"},
        Case{R"({"a": 1, "b": {"c": ""}, "d": [{}], "f": null})", "r.d[].e: is gone\n"}}) {
    std::string faults;
    compare("r", then, ordered_json::parse(now), faults);
    STRCMP_EQUAL_TEXT(fault, faults.c_str(), now);
  }
}

TEST(ApiVersions, live_side_by_side_and_one_that_goes_says_so) {
  auto router = thing_router();
  auto versions = two_versions();
  auto old = handle_versioned(router, request_of("/api/v1/things/7/"), versions);
  STRCMP_EQUAL(R"({"name":"A thing","version":1})", std::string(old.text()).c_str());
  CHECK(old.headers.find("Deprecation") == "@1798761600");
  CHECK(old.headers.find("Sunset") == "Fri, 31 Dec 2027 23:59:59 GMT");
  std::string links;
  for (std::size_t i = 0; i < old.headers.size(); ++i)
    if (old.headers.name(i) == "Link") links += std::string(old.headers.value(i)) + "\n";
  STRCMP_EQUAL(
      "</api/docs>; rel=\"deprecation\"\n</api/docs>; rel=\"sunset\"\n"
      "</api/v2/things/7/>; rel=\"successor-version\"\n",
      links.c_str());
  for (auto& [path, version] : {std::pair{"/api/v2/things/7/", 2}, {"/api/things/7/", 0}}) {
    auto next = handle_versioned(router, request_of(path), versions);
    STRCMP_EQUAL("A thing", json::parse(next.text())["title"].get<std::string>().c_str());
    LONGS_EQUAL(version, json::parse(next.text())["version"].get<int>());
    CHECK_FALSE(next.headers.find("Deprecation").has_value());
    CHECK_FALSE(next.headers.find("Sunset").has_value());
    CHECK_FALSE(next.headers.find("Link").has_value());
  }
  LONGS_EQUAL(0, hub::api::asked_version());
  for (auto path : {"/api/v3/things/7/", "/api/v/things/7/", "/api/v1x/things/7/", "/api/v-1/a/"})
    CHECK_THROWS(common::Error, handle_versioned(router, request_of(path), versions));
}

TEST(ApiVersions, the_description_of_one_that_goes_says_that_it_is_deprecated) {
  auto router = thing_router();
  auto versions = two_versions();
  auto old =
      json::parse(handle_versioned(router, request_of("/api/v1/openapi.json"), versions).text());
  auto& path = old["paths"]["/api/things/{id}/"];
  CHECK(path["get"]["deprecated"].get<bool>());
  CHECK(path["parameters"].is_array());
  STRCMP_EQUAL("Version 1 is deprecated since 2027-01-01 and goes on 2027-12-31. All.",
               old["info"]["description"].get<std::string>().c_str());
  STRCMP_EQUAL("1", old["info"]["version"].get<std::string>().c_str());
  auto next =
      json::parse(handle_versioned(router, request_of("/api/v2/openapi.json"), versions).text());
  CHECK_FALSE(next["paths"]["/api/things/{id}/"]["get"].contains("deprecated"));
}

TEST(ApiVersions, administrators_see_which_keys_ask_for_which) {
  Office office;
  auto admin = office.sign_in("admin"), user = office.sign_in("dispatcher");
  auto make_key = [&](const char* name) {
    return admin.send(Method::post, "/api/api-keys/", {{"name", name}, {"scopes", {"read"}}})
        .json();
  };
  auto ask = [&](const json& key, const std::string& path) {
    common::http::ClientOptions options;
    options.port = office.port();
    common::http::Headers headers;
    headers.add("Authorization", "Bearer " + key["key"].get<std::string>());
    LONGS_EQUAL(200, common::http::Client(options).send(Method::get, path, headers, "").status);
  };
  auto old = make_key("Old reports"), fresh = make_key("New reports");
  ask(old, "/api/v1/accounts/");
  ask(old, "/api/v1/contacts/");
  ask(fresh, "/api/accounts/");

  auto items = admin.get("/api/api-versions/")["items"];
  CHECK_EQUAL(1U, items.size());
  CHECK(items[0]["newest"].get<bool>());
  CHECK(items[0]["sunset_at"].is_null());
  auto& clients = items[0]["clients"];
  CHECK_EQUAL(1U, clients.size());
  STRCMP_EQUAL("Old reports", clients[0]["name"].get<std::string>().c_str());
  LONGS_EQUAL(2, clients[0]["requests"].get<int>());
  // What is asked of a version is no second request.
  auto keys = admin.get("/api/api-keys/")["items"];
  for (auto& key : keys)
    LONGS_EQUAL(key["name"] == "Old reports" ? 2 : 1, key["use"][0]["requests"].get<int>());
  LONGS_EQUAL(403, user.send(Method::get, "/api/api-versions/").status);
  Office::Client stranger(office.port(), "admin@other.test", Office::password);
  CHECK_EQUAL(0U, stranger.get("/api/api-versions/")["items"][0]["clients"].size());
}
