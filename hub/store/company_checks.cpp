#include "hub/store/company_checks.hpp"

#include "hub/store/impl/load_all.hpp"
#include "proto/records/admin/validation_rule.pb.h"

namespace hub::store {
namespace {

using common::expr::Expression;
using truckroll::admin::ValidationRule;

CompanyChecks::Severity severity_of(const ValidationRule& rule) {
  if (rule.severity() == ValidationRule::SEVERITY_WARN) return CompanyChecks::Severity::warn;
  if (rule.severity() == ValidationRule::SEVERITY_ISSUE) return CompanyChecks::Severity::issue;
  return CompanyChecks::Severity::refuse;
}

}  // namespace

CompanyChecks::CompanyChecks(const Catalogue& catalogue, const std::vector<Rule>& rules,
                             std::vector<std::string>* faults) {
  for (auto& rule : rules) {
    auto type = catalogue.find(rule.type);
    if (!type) continue;
    try {
      Compiled compiled{Expression::parse(rule.condition, *type, catalogue), std::nullopt, rule};
      if (!rule.when.empty()) compiled.when = Expression::parse(rule.when, *type, catalogue);
      by_type_[rule.type].push_back(std::move(compiled));
    } catch (const common::Error& error) {
      if (faults) faults->push_back("check of " + rule.type + ": " + error.text());
    }
  }
}

std::vector<CompanyChecks::Broken> CompanyChecks::check(const RecordType& type,
                                                        const Message& record,
                                                        const common::expr::Context& context,
                                                        const common::expr::Find& find) const {
  std::vector<Broken> broken;
  auto rules = by_type_.find(type.name);
  if (rules == by_type_.end()) return broken;
  for (auto& one : rules->second) {
    if (one.when && one.when->evaluate(record, context, find) != true) continue;
    if (one.condition.evaluate(record, context, find) == false)
      broken.push_back({one.rule.field, one.rule.message, one.rule.severity});
  }
  return broken;
}

std::vector<common::Violation> CompanyChecks::refusals(const RecordType& type,
                                                       const Message& record,
                                                       const common::expr::Context& context,
                                                       const common::expr::Find& find) const {
  std::vector<common::Violation> violations;
  for (auto& one : check(type, record, context, find))
    if (one.severity == Severity::refuse) violations.push_back({one.field, one.text});
  return violations;
}

std::vector<CompanyChecks::Rule> load_company_checks(Connection& connection, const Tables& tables,
                                                     const std::string& tenant) {
  std::vector<CompanyChecks::Rule> rules;
  for (auto& rule : impl::load_all<ValidationRule>(connection, tables, tenant))
    if (rule.header().state() == "active" && !rule.condition().empty())
      rules.push_back({rule.header().id(), rule.of_type(), rule.field(), rule.condition(),
                       rule.when(), rule.message(), severity_of(rule)});
  return rules;
}

}  // namespace hub::store
