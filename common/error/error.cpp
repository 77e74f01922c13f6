#include "common/error/error.hpp"

#include <utility>

namespace common {

std::string_view code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_input:
      return "bad_input";
    case ErrorCode::unauthenticated:
      return "unauthenticated";
    case ErrorCode::forbidden:
      return "forbidden";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::storage:
      return "storage";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

Error::Error(ErrorCode code, std::string text, std::string field)
    : std::runtime_error(text), code_(code), text_(text) {
  if (!field.empty()) violations_.push_back({std::move(field), std::move(text)});
}

Error::Error(ErrorCode code, std::string text, std::vector<Violation> violations)
    : std::runtime_error(text),
      code_(code),
      text_(std::move(text)),
      violations_(std::move(violations)) {}

Error::Error(ErrorCode code, const std::string& message, std::string text,
             std::vector<Violation> violations)
    : std::runtime_error(message),
      code_(code),
      text_(std::move(text)),
      violations_(std::move(violations)) {}

Error Error::with_context(std::string_view doing) const {
  return Error(code_, std::string(doing) + ": " + what(), text_, violations_);
}

void refuse(std::string field, std::string text) {
  throw Error(ErrorCode::bad_input, std::move(text), std::move(field));
}

}  // namespace common
