// A check that cannot be understood would check nothing: it is refused when it is written.
#include "proto/records/admin/validation_rule.pb.h"

#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "common/rules/rules.hpp"

namespace hub::domain::admin {
namespace {

using common::rules::Change;
using common::rules::Records;
using truckroll::admin::ValidationRule;

void require_understood(Records& records, const common::schema::RecordType& type,
                        const std::string& text, const char* field) {
  if (text.empty()) return;
  try {
    common::expr::Expression::parse(text, type, records.catalogue());
  } catch (const common::Error& error) {
    common::refuse(field, error.sentence());
  }
}

void check_rule(Records& records, Change<ValidationRule>& change) {
  auto& rule = change.after;
  auto type = records.catalogue().find(rule.of_type());
  if (!type || type->options->internal())
    common::refuse("of_type", common::say("there is no record type \"{}\"", rule.of_type()));
  if (!rule.field().empty() && !type->find_field(rule.field()) && !type->find_custom(rule.field()))
    common::refuse(
        "field", common::say("{} has no field of this name", common::Sentence::label(type->label)));
  if (rule.condition().empty() && !rule.has_normalise())
    common::refuse("condition", "say what must hold");
  require_understood(records, *type, rule.condition(), "condition");
  require_understood(records, *type, rule.when(), "when");
}

const common::rules::Effects<ValidationRule> validation_rule_effects =
    common::rules::Effects<ValidationRule>().before_save(check_rule);

}  // namespace
}  // namespace hub::domain::admin
