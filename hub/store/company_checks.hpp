#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "hub/store/tables.hpp"

namespace hub::store {

class Tables;

/// What a company says must hold of its records (admin.ValidationRule), compiled once, then read
/// from any thread. Asked by every save of a person's command, whichever face it came through.
class CompanyChecks {
 public:
  enum class Severity { refuse, warn, issue };
  struct Rule {
    std::string id, type, field, condition, when, message;
    Severity severity = Severity::refuse;
  };
  /// What cannot be compiled (its field is gone) checks nothing and is named in `faults`.
  CompanyChecks(const Catalogue& catalogue, const std::vector<Rule>& rules,
                std::vector<std::string>* faults = nullptr);

  /// A rule that does not hold.
  struct Broken {
    std::string field, text;
    Severity severity;
  };
  bool has(const RecordType& type) const { return by_type_.count(type.name) > 0; }
  /// In the order of the rules. What is unknown is taken to hold.
  std::vector<Broken> check(const RecordType& type, const Message& record,
                            const common::expr::Context& context,
                            const common::expr::Find& find) const;
  /// Of those that refuse.
  std::vector<common::Violation> refusals(const RecordType& type, const Message& record,
                                          const common::expr::Context& context,
                                          const common::expr::Find& find) const;

 private:
  struct Compiled {
    common::expr::Expression condition;
    std::optional<common::expr::Expression> when;
    Rule rule;
  };
  std::map<std::string, std::vector<Compiled>, std::less<>> by_type_;
};

/// Those that are active.
std::vector<CompanyChecks::Rule> load_company_checks(Connection& connection, const Tables& tables,
                                                     const std::string& tenant);

}  // namespace hub::store
