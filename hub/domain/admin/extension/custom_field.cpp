#include <algorithm>
#include <set>

#include "common/codec/custom.hpp"
#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "common/schema/additions.hpp"
#include "common/text/text.hpp"
#include "hub/store/transaction.hpp"

namespace hub::domain::admin {
namespace {

using common::refuse;
using common::say;
using common::rules::Change;
using common::rules::Records;
using common::schema::RecordType;
using truckroll::admin::CustomField;
using truckroll::admin::CustomType;
namespace options = common::schema::options;

constexpr int fields_max = 300;  // of one type

bool is_header_name(const std::string& name) {
  static const std::set<std::string> names{"tags", "external_ids", "titles", "type"};
  return names.count(name) || truckroll::Header::descriptor()->FindFieldByName(name);
}

/// The type that the field is added to; null for one of the company's own that is not in force yet.
const RecordType* find_target(Records& records, const std::string& name) {
  auto type = records.catalogue().find(name);
  if (type && !type->options->internal()) return type;
  bool own = name.starts_with("own.");
  if (own && records.find_where<CustomType>("key", name.substr(4))) return nullptr;
  refuse("of_type", say("there is no record type \"{}\"", name));
}

void check_key(Records& records, const CustomField& field, const RecordType* target) {
  if (is_header_name(field.key()) || (target && target->find_field(field.key())))
    refuse("key", "there is a field of this name already");
  for (auto& other : records.where<CustomField>("of_type", field.of_type()))
    if (other.key() == field.key() && other.header().id() != field.header().id())
      refuse("key", "there is a field of this name already");
}

/// What it was called goes on working.
void note_former_key(Change<CustomField>& change) {
  if (change.creates()) return;
  auto& field = change.after;
  std::set<std::string> former(change.before->former_keys().begin(),
                               change.before->former_keys().end());
  if (change.before->key() != field.key()) former.insert(change.before->key());
  former.erase(field.key());
  field.mutable_former_keys()->Assign(former.begin(), former.end());
}

void check_choices(CustomField& field) {
  bool is_choice = field.kind() == CustomField::KIND_CHOICE;
  if (!is_choice && !field.choices().empty()) refuse("choices", "only a choice has them");
  if (is_choice && field.choices().empty()) refuse("choices", "at least one");
  std::set<std::string> keys;
  int number = 0;
  for (auto& choice : *field.mutable_choices()) {
    if (!keys.insert(choice.key()).second)
      refuse("choices", say("\"{}\" appears twice", choice.key()));
    if (choice.key() == "unspecified") refuse("choices", "choose another key than unspecified");
    choice.set_number(++number);
  }
}

void check_reference(Records& records, const CustomField& field) {
  bool refers = field.kind() == CustomField::KIND_REFERENCE;
  if (!refers && !field.refers().empty()) refuse("refers", "only a reference has it");
  if (refers && !records.catalogue().find(field.refers()))
    refuse("refers", "expected a record type, like crm.Account");
}

void check_unique(const Change<CustomField>& change) {
  auto& field = change.after;
  if (!change.creates() && change.before->unique() != field.unique())
    refuse("unique", "is said when the field is made; make another one");
  auto kind = field.kind();
  bool can = kind != CustomField::KIND_LONG_TEXT && kind != CustomField::KIND_BOOLEAN &&
             kind != CustomField::KIND_POSITION;
  if (field.unique() && !can) refuse("unique", "this kind of field cannot be unique");
}

/// The field, and its type too where that is not in force yet.
common::schema::Additions trial_of(Records& records, const CustomField& field) {
  common::schema::Additions trial{{}, {field}};
  if (records.catalogue().find(field.of_type())) return trial;
  auto made = records.find_where<CustomType>("key", field.of_type().substr(4));
  trial.types.push_back(*made);
  trial.types.back().mutable_header()->set_state("active");
  return trial;
}

/// The schema is made with it once, so that nothing is stored which it could not take up.
void check_fits(Records& records, const CustomField& field) {
  std::vector<std::string> faults;
  auto trial = records.catalogue().extended(trial_of(records, field), &faults);
  if (!faults.empty()) refuse("key", faults.front());
  auto& made = trial.type(field.of_type());
  auto found = made.find_custom(field.key());
  if (!found || field.default_value().empty()) return;
  bool bare = found->kind == common::schema::FieldKind::choice ||
              found->kind == common::schema::FieldKind::text ||
              found->kind == common::schema::FieldKind::decimal;
  common::codec::Json patch;
  std::unique_ptr<common::schema::Message> values(made.values->New());
  try {
    patch[field.key()] = bare ? common::codec::Json(field.default_value())
                              : common::codec::parse_json(field.default_value());
    common::codec::merge_json(made.custom, *values, patch);
  } catch (const common::Error& error) {
    refuse("default_value", error.reason());
  }
}

/// Deleted fields count: their values still stand under their numbers.
void give_number(Records& records, CustomField& field) {
  auto& transaction = store::hub_transaction(records);
  auto last = transaction.sql().integer(
      "SELECT COALESCE(MAX(number), 0) FROM custom_field WHERE tenant = ? AND of_type = ?",
      {records.actor().tenant, field.of_type()});
  if (last >= fields_max)
    throw common::Error(common::ErrorCode::too_large,
                        say("a type has at most {} fields of your own", fields_max));
  field.set_number(static_cast<std::int32_t>(last) + 1);
}

void check(Records& records, Change<CustomField>& change) {
  auto& field = change.after;
  check_key(records, field, find_target(records, field.of_type()));
  note_former_key(change);
  check_choices(field);
  check_reference(records, field);
  check_unique(change);
  if (field.max_length() > 500 && field.kind() == CustomField::KIND_TEXT)
    refuse("max_length", "at most 500; take a long text for more");
  if (change.creates()) give_number(records, field);
  check_fits(records, field);
}

const common::rules::Effects<CustomField> effects =
    common::rules::Effects<CustomField>().before_save(check);

}  // namespace
}  // namespace hub::domain::admin
