#include "common/clock/clock.hpp"
#include "common/http/impl/connection.hpp"
#include "common/http/impl/wire.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"

namespace common::http {
namespace {

void log_failure(const Request& request, const std::string& correlation, const std::string& what) {
  // The query stays out: it may hold names or tokens.
  log::error("http", "a request failed",
             {{"correlation", correlation},
              {"method", request.method_text},
              {"path", request.path},
              {"error", what}});
}

/// The one place where what a handler threw becomes a reply.
Response problem_now(const Request& request) {
  auto correlation = make_id(SystemClock().now());
  try {
    throw;
  } catch (const Error& error) {
    if (status_of(error.code()) == 500) log_failure(request, correlation, error.what());
    return problem(error, correlation);
  } catch (const std::exception& error) {
    log_failure(request, correlation, error.what());
  } catch (...) {
    log_failure(request, correlation, "not a std::exception");
  }
  return problem(Error(ErrorCode::internal, "unexpected"), correlation);
}

WireOptions wire_options(const Shared& shared, const Request& request, bool keep_alive) {
  return {.head_only = request.method == Method::head,
          .close = !keep_alive || shared.stopping,
          .content_security_policy = shared.options.content_security_policy};
}

}  // namespace

Outgoing answer(Shared& shared, const Request& request, bool keep_alive) {
  try {
    auto response = shared.handler(request);
    // Asked for afterwards: the stop may have begun while the handler ran.
    return make_outgoing(std::move(response), wire_options(shared, request, keep_alive));
  } catch (...) {
    return make_outgoing(problem_now(request), wire_options(shared, request, keep_alive));
  }
}

std::optional<WebSocketHandler> answer_upgrade(Shared& shared, const Request& request,
                                               std::optional<Outgoing>& refusal) {
  auto wire = wire_options(shared, request, false);
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
