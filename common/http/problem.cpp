#include "common/http/problem.hpp"

#include <nlohmann/json.hpp>

#include "common/text/json_text.hpp"

namespace common::http {

Response problem(int status, std::string_view code, const Sentence& detail) {
  nlohmann::ordered_json body;
  body["type"] = "urn:truckroll:problem:" + std::string(code);
  body["title"] = reason_of(status);
  body["status"] = status;
  body["detail"] = detail.said();
  body["code"] = code;
  body["errors"] = nlohmann::ordered_json::array();
  Response response(status, common::json_text(body), "application/problem+json");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Content-Language", std::string(spoken()));
  if (status == 503) response.headers.add("Retry-After", "2");
  return response;
}

Response problem(int status) {
  switch (status) {
    case 405:
      return problem(
          status, "method_not_allowed",
          "This address does not know that method; the Allow header names those it does.");
    case 408:
      return problem(status, "timeout", "The request did not arrive in time; send it again.");
    case 431:
      return problem(status, "too_large",
                     "The request's line and headers are larger than this server takes.");
    case 503:
      return problem(status, "unavailable", "The server is busy or stopping; try again.");
    default:
      return problem(status, "bad_input", "This is not a request that HTTP/1.1 allows.");
  }
}

Response body_too_large(std::size_t bytes_max) {
  return problem(413, "too_large",
                 say("The request's body has more than the {} bytes that this address takes.",
                     static_cast<std::int64_t>(bytes_max)));
}

}  // namespace common::http
