// A mistyped parameter is told, not passed over.
#include <memory>
#include <string>

#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

TEST_GROUP(Parameters) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }
};

TEST(Parameters, lists_refuse_what_they_do_not_know_and_name_it) {
  auto client = office->sign_in("admin");
  auto account = client.create("accounts", {{"name", "A"}});
  auto history = "/api/accounts/" + account["id"].get<std::string>() + "/history/";
  struct Case {
    std::string target, field, text;
  };
  const Case cases[] = {
      {"/api/accounts/?fliter=name%20%3D%20%22A%22", "fliter", "there is no such parameter here"},
      {"/api/accounts/?page_size=5&pagesize=5", "pagesize", "there is no such parameter here"},
      {"/api/accounts/?search=a&search=b", "search", "is given twice"},
      {history + "?page=2", "page", "there is no such parameter here"},
      {"/api/access-log/?users=x", "users", "there is no such parameter here"},
      {"/api/dispatch/?date=2026-11-20", "date", "there is no such parameter here"},
      {"/api/vans/?online=true", "online", "there is no such parameter here"},
      {"/api/stock-by-place/?place=x", "place", "there is no such parameter here"},
  };
  for (auto& one : cases) {
    auto reply = client.send(Method::get, one.target);
    CHECK_EQUAL(400, reply.status);
    auto error = reply.json()["errors"][0];
    STRCMP_EQUAL(one.field.c_str(), error["field"].get<std::string>().c_str());
    STRCMP_EQUAL(one.text.c_str(), error["text"].get<std::string>().c_str());
  }
  CHECK_EQUAL(200, client.send(Method::get, "/api/accounts/?page_token=&page_size=5").status);
}

TEST(Parameters, a_method_that_an_address_does_not_know_is_a_problem_reply) {
  auto reply = office->sign_in("admin").send(Method::put, "/api/accounts/");
  CHECK_EQUAL(405, reply.status);
  STRCMP_EQUAL("application/problem+json",
               std::string(reply.headers.find("Content-Type").value()).c_str());
  CHECK(reply.headers.find("Allow").has_value());
}
