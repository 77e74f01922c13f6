#pragma once
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace common::rules::field {

/// The answer to a question, nothing while it is open.
using AnswerOf = std::function<std::optional<std::string>(const std::string& key)>;

/// Whether a condition over a checklist's answers holds: comparisons of a question's key with a
/// number, a "text" or true and false (= != < <= > >=), a key alone (answered, and not "false"),
/// NOT, AND, OR and brackets. AND and OR side by side need brackets. An open question makes its
/// comparison unknown, and unknown is no answer of the whole. Throws bad_input saying where it
/// breaks.
std::optional<bool> evaluate_condition(std::string_view condition, const AnswerOf& answer_of);
/// The keys it reads. Throws bad_input saying where it breaks.
std::set<std::string> keys_of_condition(std::string_view condition);

}  // namespace common::rules::field
