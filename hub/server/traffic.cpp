#include "hub/server/traffic.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/error/error.hpp"

namespace hub::server {
namespace {

using common::http::Request;
using common::http::Response;

constexpr std::array<double, 9> bounds_s{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10};
constexpr auto compared_with = std::chrono::minutes(1);
constexpr std::int64_t failed_min = 10, one_of = 20;

}  // namespace

Response Traffic::count(const Request& request,
                        const std::function<Response(const Request&)>& handler) {
  auto begun = std::chrono::steady_clock::now();
  auto took = [&] {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 begun);
  };
  try {
    auto response = handler(request);
    note(response.status, took());
    return response;
  } catch (const common::Error& error) {
    note(common::http::status_of(error.code()), took());
    throw;
  } catch (...) {
    note(500, took());
    throw;
  }
}

void Traffic::note(int status, std::chrono::microseconds took) {
  auto of_class = static_cast<std::size_t>(std::clamp(status / 100, 0, 5));
  by_class_[of_class].fetch_add(1, std::memory_order_relaxed);
  std::size_t bucket = 0;
  auto seconds = std::chrono::duration<double>(took).count();
  while (bucket < bounds_s.size() && seconds > bounds_s[bucket]) ++bucket;
  by_time_[bucket].fetch_add(1, std::memory_order_relaxed);
  micros_.fetch_add(took.count(), std::memory_order_relaxed);
}

std::string Traffic::metrics() const {
  std::string out =
      "# HELP truckroll_http_requests_total Requests that were answered, by class of status.\n"
      "# TYPE truckroll_http_requests_total counter\n";
  for (std::size_t i = 1; i < by_class_.size(); ++i)
    out +=
        fmt::format("truckroll_http_requests_total{{class=\"{}xx\"}} {}\n", i, by_class_[i].load());
  out +=
      "# HELP truckroll_http_request_seconds How long requests took.\n"
      "# TYPE truckroll_http_request_seconds histogram\n";
  std::int64_t sum = 0;
  for (std::size_t i = 0; i <= bounds_s.size(); ++i) {
    sum += by_time_[i].load();
    auto bound = i < bounds_s.size() ? fmt::format("{}", bounds_s[i]) : "+Inf";
    out += fmt::format("truckroll_http_request_seconds_bucket{{le=\"{}\"}} {}\n", bound, sum);
  }
  out += fmt::format(
      "truckroll_http_request_seconds_sum {:.6f}\ntruckroll_http_request_seconds_count {}\n",
      static_cast<double>(micros_.load()) / 1e6, sum);
  return out;
}

api::Health::Finding Traffic::check() {
  std::int64_t all = 0;
  for (auto& count : by_class_) all += count.load();
  seen_.push_back({clock_.monotonic(), all, by_class_[5].load()});
  while (seen_.size() > 2 && seen_.back().at - seen_[1].at >= compared_with) seen_.pop_front();
  auto asked = all - seen_.front().all, failed = seen_.back().failed - seen_.front().failed;
  if (failed < failed_min || failed * one_of < asked) return {};
  return {api::Wellness::degraded,
          fmt::format("{} of {} requests failed within a minute; the log says why", failed, asked)};
}

}  // namespace hub::server
