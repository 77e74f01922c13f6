// What the hub measures of itself, in a form that Prometheus reads; and what a balancer asks.
#include <thread>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/http/http.hpp"
#include "hub/server/server.hpp"
#include "hub/server/settings.hpp"
#include "hub/server/traffic.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/prometheus.hpp"
#include "tests/support/temp_folder.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Request;
using common::http::Response;
using hub::api::Wellness;
using hub::server::Traffic;
using nlohmann::json;
using support::PrometheusReader;

TEST_GROUP(Metrics) {
  support::TempFolder folder;
  common::FakeClock clock{common::parse_instant("2026-11-20T08:00:00Z")};
};

TEST(Metrics, of_a_running_hub_are_read_strictly) {
  support::Broker broker;
  broker.hub();
  auto config =
      common::Config::parse(hub::server::settings(), "", folder / "hub.conf",
                            {"store.url=sqlite:" + (folder / "hub.db").string(), "web.port=0",
                             "data.folder=" + folder.path().string(), "broker.host=127.0.0.1",
                             "broker.port=" + std::to_string(broker.hub_port()),
                             "broker.certificates=" + broker.certificates().path().string(),
                             "health.free_bytes_min=1MiB", "paper.program=" PAPER_PROGRAM});
  hub::server::Hub hub(config, {.empty = true, .demo_file = "", .demo_password = ""});
  auto address = json::parse(hub.ready_line())["address"].get<std::string>();
  common::http::ClientOptions options;
  options.port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  common::http::Client client(options);
  CHECK_EQUAL(401, client.get("/api/accounts/").status);

  auto reply = client.get("/metrics");
  CHECK_EQUAL(200, reply.status);
  CHECK(reply.headers.find("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  PrometheusReader read(reply.body);
  STRCMP_EQUAL("", read.faults().c_str());
  for (auto name : {"truckroll_health{check=\"store\"}", "truckroll_health{check=\"writer\"}",
                    "truckroll_health{check=\"errors\"}", "truckroll_health{check=\"index\"}",
                    "truckroll_health{check=\"broker\"}", "truckroll_jobs_waiting",
                    "truckroll_jobs_failed", "truckroll_devices_online", "truckroll_search_lag",
                    "truckroll_sessions", "truckroll_http_request_seconds_bucket{le=\"+Inf\"}"})
    CHECK_TEXT(read.samples().count(name) == 1, name);
  CHECK(read.samples().at("truckroll_http_requests_total{class=\"4xx\"}") >= 1);
  STRCMP_EQUAL("counter", read.type_of("truckroll_http_requests_total").c_str());
  STRCMP_EQUAL("histogram", read.type_of("truckroll_http_request_seconds").c_str());

  auto ready = client.get("/api/ready");
  CHECK_EQUAL(200, ready.status);
  CHECK(ready.json()["ready"].get<bool>());
}

TEST(Metrics, the_reader_sees_what_is_wrong) {
  for (auto text :
       {"truckroll_a 1\n", "# HELP truckroll_a A.\ntruckroll_a 1\n",
        "# HELP truckroll_a A.\n# TYPE truckroll_a gauge\ntruckroll_a x\n",
        "# HELP truckroll_a A.\n# TYPE truckroll_a gauge\ntruckroll_a 1",
        "# HELP truckroll_a A.\n# TYPE truckroll_a gauge\ntruckroll_b 1\n",
        "# HELP truckroll_a A.\n# TYPE truckroll_a gauge\ntruckroll_a 1\ntruckroll_a 2\n",
        "# HELP truckroll_a A.\n# TYPE truckroll_a gauge\ntruckroll_a{b=\"c} 1\n",
        "# HELP truckroll_a A.\n# TYPE truckroll_a counter\ntruckroll_a -1\n",
        "# HELP truckroll_a A.\n# TYPE truckroll_a histogram\ntruckroll_a_bucket{le="
        "\"1\"} 2\ntruckroll_a_sum 1\ntruckroll_a_count 2\n",
        "# HELP truckroll-a A.\n# TYPE truckroll-a gauge\ntruckroll-a 1\n"})
    CHECK_FALSE_TEXT(PrometheusReader(text).faults().empty(), text);
}

TEST(Metrics, count_requests_by_how_they_ended_also_those_that_threw) {
  Traffic traffic(clock);
  Request request;
  traffic.count(request, [](const Request&) { return Response(200, "x"); });
  CHECK_THROWS(common::Error, traffic.count(request, [](const Request&) -> Response {
    throw common::Error(common::ErrorCode::not_found, "gone");
  }));
  CHECK_THROWS(std::runtime_error, traffic.count(request, [](const Request&) -> Response {
    throw std::runtime_error("broken");
  }));
  traffic.note(200, std::chrono::milliseconds(70));
  PrometheusReader read(traffic.metrics());
  STRCMP_EQUAL("", read.faults().c_str());
  LONGS_EQUAL(2, read.samples().at("truckroll_http_requests_total{class=\"2xx\"}"));
  LONGS_EQUAL(1, read.samples().at("truckroll_http_requests_total{class=\"4xx\"}"));
  LONGS_EQUAL(1, read.samples().at("truckroll_http_requests_total{class=\"5xx\"}"));
  LONGS_EQUAL(3, read.samples().at("truckroll_http_request_seconds_bucket{le=\"0.05\"}"));
  LONGS_EQUAL(4, read.samples().at("truckroll_http_request_seconds_bucket{le=\"0.1\"}"));
  LONGS_EQUAL(4, read.samples().at("truckroll_http_request_seconds_count"));
}

TEST(Metrics, a_rate_of_errors_is_noticed_and_forgotten) {
  Traffic traffic(clock);
  auto requests = [&](int well, int failed) {
    for (int i = 0; i < well; ++i) traffic.note(200, {});
    for (int i = 0; i < failed; ++i) traffic.note(503, {});
    clock.advance(std::chrono::seconds(10));
    return traffic.check();
  };
  CHECK(requests(0, 0).status == Wellness::ok);
  CHECK(requests(10, 9).status == Wellness::ok);    // a few
  CHECK(requests(1000, 5).status == Wellness::ok);  // of many
  auto found = requests(100, 90);
  CHECK(found.status == Wellness::degraded);
  STRCMP_CONTAINS("104 of 1214 requests failed", found.text.c_str());
  for (int i = 0; i < 7; ++i) found = requests(10, 0);
  CHECK(found.status == Wellness::ok);
}
