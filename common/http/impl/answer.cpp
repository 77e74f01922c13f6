#include <chrono>

#include "common/clock/clock.hpp"
#include "common/http/impl/connection.hpp"
#include "common/http/impl/wire.hpp"
#include "common/ids/ids.hpp"
#include "common/log/correlation.hpp"
#include "common/log/level.hpp"
#include "common/log/log.hpp"

namespace common::http {
namespace {

constexpr const char* correlation_header = "X-Correlation-Id";

/// The asker's own, so that his logs and ours fit together; else a new one.
std::string correlation_of(const Request& request) {
  auto given = request.headers.find(correlation_header);
  if (given && log::is_correlation(*given)) return std::string(*given);
  return make_id(SystemClock().now());
}

void log_failure(const Request& request, const std::string& what) {
  // The query stays out: it may hold names or tokens.
  log::error("http", "a request failed",
             {{"method", request.method_text}, {"path", request.path}, {"error", what}});
}

/// The one place where what a handler threw becomes a reply.
Response problem_now(const Request& request) {
  auto& correlation = log::correlation();
  try {
    throw;
  } catch (const Error& error) {
    if (status_of(error.code()) == 500) log_failure(request, error.what());
    return problem(error, correlation);
  } catch (const std::exception& error) {
    log_failure(request, error.what());
  } catch (...) {
    log_failure(request, "not a std::exception");
  }
  return problem(Error(ErrorCode::internal, "unexpected"), correlation);
}

Response respond(Shared& shared, const Request& request) {
  auto begun = std::chrono::steady_clock::now();
  Response response;
  try {
    response = shared.handler(request);
  } catch (...) {
    response = problem_now(request);
  }
  response.headers.set(correlation_header, log::correlation());
  if (log::writes(log::Level::debug, "http"))
    log::debug("http", "a request was answered",
               {{"method", request.method_text},
                {"path", request.path},
                {"status", std::to_string(response.status)},
                {"ms", std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(
                                          std::chrono::steady_clock::now() - begun)
                                          .count())}});
  return response;
}

WireOptions wire_options(const Shared& shared, const Request& request, bool keep_alive) {
  return {.head_only = request.method == Method::head,
          .close = !keep_alive || shared.stopping,
          .content_security_policy = shared.options.content_security_policy};
}

}  // namespace

Outgoing answer(Shared& shared, const Request& request, bool keep_alive) {
  log::Correlation correlation(correlation_of(request));
  Speaking speaking(request.headers.find("Accept-Language").value_or(""));
  auto response = respond(shared, request);
  try {
    // Asked for afterwards: the stop may have begun while the handler ran.
    return make_outgoing(std::move(response), wire_options(shared, request, keep_alive));
  } catch (...) {
    return make_outgoing(problem_now(request), wire_options(shared, request, keep_alive));
  }
}

std::optional<WebSocketHandler> answer_upgrade(Shared& shared, const Request& request,
                                               std::optional<Outgoing>& refusal) {
  auto wire = wire_options(shared, request, false);
  log::Correlation correlation(correlation_of(request));
  Speaking speaking(request.headers.find("Accept-Language").value_or(""));
  try {
    if (!shared.options.on_upgrade)
      throw Error(ErrorCode::not_found, "There is no live connection at this address.");
    if (!shared.options.origin_allowed(request))
      throw Error(ErrorCode::forbidden, "This page may not open a live connection.");
    auto upgrade = shared.options.on_upgrade(request);
    if (auto handler = std::get_if<WebSocketHandler>(&upgrade)) return std::move(*handler);
    refusal.emplace(make_outgoing(std::move(std::get<Response>(upgrade)), wire));
  } catch (...) {
    refusal.emplace(make_outgoing(problem_now(request), wire));
  }
  return std::nullopt;
}

}  // namespace common::http
