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

Error::Error(ErrorCode code, Sentence sentence, std::string field)
    : std::runtime_error(sentence.english()), code_(code), sentence_(sentence) {
  if (!field.empty()) violations_.push_back({std::move(field), std::move(sentence)});
}

Error::Error(ErrorCode code, Sentence sentence, std::vector<Violation> violations)
    : std::runtime_error(sentence.english()),
      code_(code),
      sentence_(std::move(sentence)),
      violations_(std::move(violations)) {}

Error::Error(ErrorCode code, const std::string& message, Sentence sentence,
             std::vector<Violation> violations)
    : std::runtime_error(message),
      code_(code),
      sentence_(std::move(sentence)),
      violations_(std::move(violations)) {}

Error Error::with_context(std::string_view doing) const {
  return Error(code_, std::string(doing) + ": " + what(), sentence_, violations_);
}

void refuse(std::string field, Sentence text) {
  throw Error(ErrorCode::bad_input, std::move(text), std::move(field));
}

}  // namespace common
