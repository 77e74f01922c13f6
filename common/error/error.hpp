#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/error/sentence.hpp"

namespace common {

/// Why an operation stopped. Closed: a border (HTTP, sync, main) knows what to do with each.
enum class ErrorCode {
  bad_input,        ///< what was sent is wrong; `field` names where
  unauthenticated,  ///< nobody is signed in
  forbidden,        ///< signed in, and may not
  not_found,
  conflict,     ///< the record moved on, or its state does not allow this
  too_large,    ///< a bound was exceeded
  unavailable,  ///< a peer or resource is away; trying later may help
  storage,      ///< disk or database failed
  internal,     ///< our own mistake
};

/// Lower-case name as used in problem replies and logs, e.g. "bad_input".
std::string_view code_name(ErrorCode code);

/// One thing wrong with one field. `field` is a path as in JSON: "lines[2].quantity"; empty for the
/// whole record.
struct Violation {
  std::string field;
  Sentence text;
};

/// What stops an operation. Thrown where it is found, caught once per border.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, Sentence sentence, std::string field = {});
  Error(ErrorCode code, Sentence sentence, std::vector<Violation> violations);

  ErrorCode code() const { return code_; }
  /// Without the context added while rising. `sentence` can be said in the reader's language,
  /// `text` is English, for logs.
  const Sentence& sentence() const { return sentence_; }
  std::string text() const { return sentence_.english(); }
  /// What is wrong with the first field, where one is named; else `sentence`.
  const Sentence& reason() const { return violations_.empty() ? sentence_ : violations_[0].text; }
  const std::vector<Violation>& violations() const { return violations_; }
  /// The same error, its message preceded by what was being done.
  Error with_context(std::string_view doing) const;

 private:
  Error(ErrorCode code, const std::string& message, Sentence sentence,
        std::vector<Violation> violations);
  ErrorCode code_;
  Sentence sentence_;
  std::vector<Violation> violations_;
};

[[noreturn]] void refuse(std::string field, Sentence text);  ///< throws bad_input naming the field

}  // namespace common
