#include "common/http/message.hpp"

#include <nlohmann/json.hpp>

#include "common/http/target.hpp"

#include <CppUTest/TestHarness.h>

using namespace common;
using namespace common::http;

namespace {

bool reads(std::string target, Request& request) {
  request.target = std::move(target);
  return read_target(request);
}

std::string path_of(std::string target) {
  Request request;
  return reads(std::move(target), request) ? request.path : "refused";
}

}  // namespace

TEST_GROUP(Target){};

TEST(Target, path_is_decoded_and_normalised) {
  struct Case {
    const char *target, *path;
  };
  for (auto& [target, path] : {
           Case{"/", "/"},
           Case{"/a/b", "/a/b"},
           Case{"/a/b/", "/a/b/"},
           Case{"/a//b", "/a/b"},
           Case{"//", "/"},
           Case{"/./a/./", "/a/"},
           Case{"/a%20b+c", "/a b+c"},
           Case{"/M%C3%BCller", "/M\xc3\xbcller"},
           Case{"/a?x=/..", "/a"},
           Case{"http://host/a", "/a"},
           Case{"HTTP://host", "/"},
           Case{"/a...b/..c", "/a...b/..c"},
       })
    STRCMP_EQUAL(path, path_of(target).c_str());
}

TEST(Target, what_climbs_or_is_broken_is_refused) {
  for (auto target : {"/..",         "/a/../b", "/%2e%2e/etc/passwd",
                      "/.%2E/",      "/a%2fb",  "/a%5cb",
                      "/a\\b",       "/a%00b",  "/%0d%0a",
                      "/%",          "/%2",     "/%zz",
                      "/%ff",        "/%c0%af", "/%ed%a0%80",
                      "a",           "",        "*",
                      "ftp://host/", "/a#b",    "/a?x=%ff",
                      "/a?x=%00",    "/a?x=%1"})
    STRCMP_EQUAL_TEXT("refused", path_of(target).c_str(), target);
}

TEST(Target, query_keeps_order_and_repeats) {
  Request request;
  CHECK(reads("/a?b=1&a=x+y%26z&b=2&&flag&e=&q=a=b", request));
  LONGS_EQUAL(6, request.query.size());
  STRCMP_EQUAL("b", request.query[0].first.c_str());
  STRCMP_EQUAL("x y&z", request.query[1].second.c_str());
  CHECK(request.parameter("b") == "1");
  CHECK(request.parameter("flag") == "");
  CHECK(request.parameter("q") == "a=b");
  CHECK(!request.parameter("none"));
}

TEST_GROUP(Message){};

TEST(Message, header_names_compare_without_case) {
  Headers headers;
  headers.add("Content-Type", "a");
  headers.add("X-One", "1");
  headers.add("x-one", "2");
  CHECK(headers.find("content-TYPE") == "a");
  headers.set("X-ONE", "3");
  LONGS_EQUAL(2, headers.size());
  CHECK(headers.find("x-one") == "3");
  CHECK(!headers.find("content"));
}

TEST(Message, a_token_is_found_in_a_list) {
  Headers headers;
  headers.add("Connection", "keep-alive , Upgrade");
  CHECK(headers.has_token("connection", "upgrade"));
  CHECK(!headers.has_token("connection", "up"));
}

TEST(Message, cookies_are_found) {
  Request request;
  request.headers.add("Cookie", "a=1; sid=\"x=y\"; b=");
  request.headers.add("Cookie", "late=2");
  CHECK(request.cookie("a") == "1");
  CHECK(request.cookie("sid") == "x=y");
  CHECK(request.cookie("b") == "");
  CHECK(request.cookie("late") == "2");
  CHECK(!request.cookie("id"));
}

TEST(Message, a_cookie_is_closed_by_default) {
  Response response;
  set_cookie(response, "sid", "abc", {.max_age_s = 60});
  STRCMP_EQUAL("sid=abc; Path=/; SameSite=Lax; Max-Age=60; HttpOnly; Secure",
               std::string(*response.headers.find("Set-Cookie")).c_str());
}

TEST(Message, an_origin_is_the_same_only_with_scheme_and_port) {
  Request request;
  CHECK(same_origin(request));
  request.headers.add("Host", "hub.example:8443");
  request.headers.add("Origin", "http://hub.example:8443");
  CHECK(same_origin(request));
  request.tls = true;
  CHECK(!same_origin(request));
  request.headers.set("Origin", "null");
  CHECK(!same_origin(request));
}

TEST(Message, a_problem_names_every_field) {
  Error error(
      ErrorCode::bad_input, "Two fields are wrong.",
      std::vector<Violation>{{"lines[0].quantity", "Must be positive."}, {"due", "Is missing."}});
  auto response = problem(error, "c-1");
  auto body = nlohmann::json::parse(response.text());
  LONGS_EQUAL(400, response.status);
  CHECK(response.headers.find("content-type") == "application/problem+json");
  CHECK(body["type"] == "urn:truckroll:problem:bad_input");
  CHECK(body["title"] == "Bad input");
  CHECK(body["status"] == 400);
  CHECK(body["detail"] == "Two fields are wrong.");
  CHECK(body["errors"].size() == 2);
  CHECK(body["errors"][0]["field"] == "lines[0].quantity");
  CHECK(body["errors"][1]["text"] == "Is missing.");
  CHECK(body["correlation"] == "c-1");
}

TEST(Message, our_own_failures_do_not_tell_their_text) {
  for (auto code : {ErrorCode::storage, ErrorCode::internal}) {
    auto response = problem(Error(code, "password=secret"), "c");
    LONGS_EQUAL(code == ErrorCode::storage ? 507 : 500, response.status);
    CHECK(response.text().find("secret") == std::string_view::npos);
  }
}

TEST(Message, json_with_broken_utf8_still_leaves) {
  auto response = json({{"name", "a\xff"}});
  CHECK(response.text().find("\xef\xbf\xbd") != std::string_view::npos);
}

TEST(Message, a_body_that_is_no_json_is_bad_input) {
  Request request;
  request.body = "{";
  CHECK_THROWS(Error, request.json());
}

TEST(Message, a_refusal_stays_short_whatever_it_is_about) {
  std::vector<Violation> violations(200, {std::string(100'000, 'f'), "Is wrong."});
  auto response = problem(Error(ErrorCode::bad_input, std::string(1 << 20, 'x'), violations));
  auto body = nlohmann::json::parse(response.text());
  UNSIGNED_LONGS_EQUAL(100, body["errors"].size());
  CHECK(response.text().size() < 50'000);
}
