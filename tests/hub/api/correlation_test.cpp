// One id from a request through what is logged, changed and done later on its behalf.
#include "common/log/level.hpp"
#include "hub/work/jobs.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"
#include "tests/support/log_capture.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

TEST_GROUP(CorrelationOf){void teardown() override{common::log::set_level(common::log::Level::info);
}
}
;

// features: AUDT-04 (with tests/flows/logs_test.cpp and tests/common/log/level_test.cpp)
TEST(CorrelationOf, a_request_is_in_its_answer_the_change_log_the_job_and_the_lines_of_both) {
  for (bool postgres : {false, true}) {
    Office office(postgres ? stores::copy_of_migrated() : "");
    const std::string id = "caller-7f3a-0001";
    common::log::set_thresholds("warning, http=debug, hub/work=debug");
    support::LogCapture log;
    auto admin = office.sign_in("admin");
    common::http::ClientOptions options;
    options.port = office.port();
    common::http::Client client(options);
    common::http::Headers headers;
    headers.add("Cookie", admin.cookie);
    headers.add("X-CSRF", admin.session["csrf"].get<std::string>());
    headers.add("Content-Type", "application/json");
    headers.add("X-Correlation-Id", id);

    auto made = client.send(Method::post, "/api/accounts/", headers,
                            json{{"name", "A"}, {"kind", "company"}}.dump());
    auto asked = client.send(Method::post, "/api/session/forgot/", headers,
                             json{{"login", "technician@example.test"}}.dump());
    auto refused = client.send(Method::get, "/api/no-such-thing/", headers, "");

    LONGS_EQUAL(201, made.status);
    CHECK(made.headers.find("X-Correlation-Id") == id);
    STRCMP_EQUAL(id.c_str(), refused.json()["correlation"].get<std::string>().c_str());
    auto count = [&](const std::string& table) {
      return office.store->read_result([&](hub::store::Connection& connection) {
        return connection.integer("SELECT count(*) FROM " + table + " WHERE correlation = ?", {id});
      });
    };
    CHECK_EQUAL(1, count("change"));
    CHECK_EQUAL(1, count("job"));
    hub::work::Jobs jobs(*office.store, 1);
    jobs.handle("forgot", [&](const hub::work::Job& job) {
      office.store->write(office.store->system_command("", "forgot"), [&](auto& transaction) {
        transaction.enqueue("next", job.id, "", transaction.now());
      });
      return hub::work::Outcome::done();
    });
    jobs.start();
    CHECK(support::wait_until([&] { return count("job") == 2; }));
    jobs.stop();

    auto lines = log.lines_of(id);
    auto has = [&](const char* module, const char* text) {
      return std::any_of(lines.begin(), lines.end(), [&](auto& line) {
        return line["module"] == module && line["text"] == text;
      });
    };
    CHECK(has("http", "a request was answered"));
    CHECK(has("hub/work", "a job was run"));
    // Others have one of their own.
    CHECK(log.lines().size() > lines.size());
  }
}

TEST(CorrelationOf, a_request_is_new_where_the_asker_sends_none_or_nonsense) {
  Office office;
  common::http::ClientOptions options;
  options.port = office.port();
  common::http::Client client(options);
  for (auto sent : {"", "short", "with spaces in it", "quote\"quote\"quote"}) {
    common::http::Headers headers;
    if (*sent) headers.add("X-Correlation-Id", sent);
    auto reply = client.send(Method::get, "/api/health", headers, "");
    CHECK_EQUAL_TEXT(36U, reply.headers.find("X-Correlation-Id").value_or("").size(), sent);
  }
}
