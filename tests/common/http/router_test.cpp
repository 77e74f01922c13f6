#include "common/http/router.hpp"

#include <CppUTest/TestHarness.h>

using namespace common;
using namespace common::http;

namespace {

Request request_of(Method method, std::string path) {
  Request request;
  request.method = method;
  request.path = std::move(path);
  return request;
}

Router::Handler says(std::string text) {
  return [text](const Request&, const Params&) { return Response(200, text); };
}

std::string get(const Router& router, std::string path) {
  return std::string(router.handle(request_of(Method::get, std::move(path))).text());
}

ErrorCode refusal(const Router& router, const Request& request) {
  try {
    router.handle(request);
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("nothing was thrown");
  return ErrorCode::internal;
}

}  // namespace

TEST_GROUP(Router){};

TEST(Router, trailing_slash_makes_no_difference) {
  Router router;
  router.add(Method::get, "/api/work-orders/", says("list"));
  STRCMP_EQUAL("list", get(router, "/api/work-orders").c_str());
  STRCMP_EQUAL("list", get(router, "/api/work-orders/").c_str());
}

TEST(Router, placeholders_are_filled_in_order) {
  Router router;
  router.add(Method::get, "/vans/{van}/jobs/{job}/", [](const Request&, const Params& params) {
    return Response(200, std::string(params["van"]) + "|" + std::string(params["job"]) + "|" +
                             std::string(params["none"]));
  });
  STRCMP_EQUAL("v 1|j2|", get(router, "/vans/v 1/jobs/j2").c_str());
}

TEST(Router, plain_segment_goes_before_placeholder_and_steps_back_if_it_leads_nowhere) {
  Router router;
  router.add(Method::get, "/a/new/", says("new"));
  router.add(Method::get, "/a/{id}/", says("id"));
  router.add(Method::get, "/a/{id}/edit/", says("edit"));
  router.add(Method::get, "/a/{other}/print/", says("print"));
  STRCMP_EQUAL("new", get(router, "/a/new").c_str());
  STRCMP_EQUAL("id", get(router, "/a/7").c_str());
  STRCMP_EQUAL("edit", get(router, "/a/new/edit").c_str());
  STRCMP_EQUAL("print", get(router, "/a/new/print").c_str());
}

TEST(Router, root_is_a_pattern_too) {
  Router router;
  router.add(Method::get, "/", says("root"));
  STRCMP_EQUAL("root", get(router, "/").c_str());
}

TEST(Router, unknown_address_is_not_found) {
  Router router;
  router.add(Method::get, "/a/b/", says("b"));
  CHECK(ErrorCode::not_found == refusal(router, request_of(Method::get, "/a")));
  CHECK(ErrorCode::not_found == refusal(router, request_of(Method::get, "/a/b/c")));
}

TEST(Router, other_method_is_405_with_what_is_allowed) {
  Router router;
  router.add(Method::get, "/a/", says("a"));
  router.add(Method::post, "/a/", says("a"));
  auto response = router.handle(request_of(Method::delete_, "/a/"));
  LONGS_EQUAL(405, response.status);
  STRCMP_EQUAL("GET, HEAD, POST, OPTIONS", std::string(*response.headers.find("allow")).c_str());
}

TEST(Router, options_tells_what_is_allowed) {
  Router router;
  router.add(Method::put, "/a/", says("a"));
  auto response = router.handle(request_of(Method::options, "/a/"));
  LONGS_EQUAL(204, response.status);
  STRCMP_EQUAL("PUT, OPTIONS", std::string(*response.headers.find("Allow")).c_str());
}

TEST(Router, head_is_answered_by_get) {
  Router router;
  router.add(Method::get, "/a/", says("a"));
  LONGS_EQUAL(200, router.handle(request_of(Method::head, "/a/")).status);
}

TEST(Router, longest_prefix_wins_and_patterns_go_before) {
  Router router;
  router.prefix("/tiles/", [](const Request&) { return Response(200, "tiles"); });
  router.prefix("/tiles/base/", [](const Request&) { return Response(200, "base"); });
  router.fallback([](const Request&) { return Response(200, "page"); });
  router.add(Method::get, "/tiles/info/", says("info"));
  STRCMP_EQUAL("base", get(router, "/tiles/base/1").c_str());
  STRCMP_EQUAL("tiles", get(router, "/tiles/1/2/3").c_str());
  STRCMP_EQUAL("info", get(router, "/tiles/info").c_str());
  STRCMP_EQUAL("page", get(router, "/work").c_str());
}

TEST(Router, same_route_twice_is_our_mistake) {
  Router router;
  router.add(Method::get, "/a/", says("a"));
  CHECK_THROWS(Error, router.add(Method::get, "/a", says("b")));
  CHECK_THROWS(Error, router.add(Method::get, "a", says("b")));
}
