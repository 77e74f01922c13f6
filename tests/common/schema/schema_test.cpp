#include "common/schema/schema.hpp"

#include <filesystem>
#include <functional>
#include <regex>
#include <set>
#include <string>

#include "common/codec/columns.hpp"
#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/rules/company.hpp"
#include "common/text/text.hpp"
#include "tests/support/places.hpp"

#include <CppUTest/TestHarness.h>

namespace schema = common::schema;
namespace options = schema::options;
using schema::Field;
using schema::FieldKind;
using schema::RecordType;

namespace {

const schema::Catalogue& catalogue() {
  static const auto all = schema::Catalogue::compiled();
  return all;
}

/// Everything wrong with the catalogue, one line each, so that one run shows all.
class Faults {
 public:
  void add(const std::string& where, const std::string& what) {
    text_ += where + ": " + what + "\n";
  }
  void unless(bool good, const std::string& where, const std::string& what) {
    if (!good) add(where, what);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string faults(const std::function<void(const RecordType&, Faults&)>& look) {
  Faults found;
  for (auto& type : catalogue().types()) look(*type, found);
  return found.text();
}

/// Every field, those of lines with their path.
void each_field(const RecordType& type,
                const std::function<void(const Field&, const std::string&)>& look) {
  for (auto& field : type.fields) {
    look(field, type.name + "." + field.name);
    for (auto& line : field.lines) look(line, type.name + "." + field.name + "." + line.name);
  }
}

const std::set<std::string> header_names{"id",         "version",    "state",        "created_at",
                                         "created_by", "changed_at", "changed_by",   "changed_from",
                                         "deleted_at", "tags",       "external_ids", "titles"};
const std::set<std::string> roles{
    "*",         "admin",   "dispatcher", "technician", "bookkeeper", "sales_manager", "sales_rep",
    "marketing", "support", "executive",  "analyst",    "partner",    "customer",      "system"};

bool is_shown(const RecordType& type, const std::string& name) {
  return type.find_field(name) || header_names.count(name) > 0;
}

bool matches(const std::string& text, const char* pattern) {
  return std::regex_match(text, std::regex(pattern));
}

bool has_oneof(const RecordType& type, const std::string& name) {
  return type.descriptor->FindOneofByName(name) != nullptr;
}

/// Where a scope's path leads: "assignments.technician" to people.Technician; empty: nowhere.
std::string end_of_path(const RecordType& type, const std::string& path) {
  auto parts = common::text::split(path, '.');
  const RecordType* at = &type;
  std::string reached = path == "id" ? type.name : "";
  for (std::size_t i = 0; i < parts.size() && path != "id"; ++i) {
    if (!at) return "";
    auto field = at->find_field(parts[i]);
    if (field && field->kind == FieldKind::lines && i + 1 < parts.size()) {
      const Field* line = nullptr;
      for (auto& candidate : field->lines)
        if (candidate.name == parts[i + 1]) line = &candidate;
      field = line;
      ++i;
    }
    if (!field || !field->is_reference()) return "";
    reached = field->options->refers();
    at = catalogue().find(reached);
  }
  return reached;
}

/// Conditions are compiled, and refused, by hub::store::Access.
void check_access(const std::string& where, const options::Access& access, Faults& found) {
  found.unless(roles.count(access.role()) > 0, where, "unknown role " + access.role());
  found.unless(access.may_size() + access.actions_size() > 0, where, "a grant of nothing");
  for (auto may : access.may())
    found.unless(may != options::MAY_UNSPECIFIED, where, "may: unspecified");
}

}  // namespace

TEST_GROUP(Schema){};

TEST(Schema, links_as_many_types_as_there_are_files) {
  std::size_t files = 0;
  auto folder = std::filesystem::path(support::source_folder()) / "proto/records";
  for (auto& entry : std::filesystem::recursive_directory_iterator(folder))
    files += entry.path().extension() == ".proto";
  CHECK(files > 60);
  LONGS_EQUAL(files, catalogue().types().size());
}

TEST(Schema, types_are_found_by_name_path_and_message) {
  for (auto& type : catalogue().types()) {
    POINTERS_EQUAL(type.get(), catalogue().find(type->name));
    POINTERS_EQUAL(type->options->internal() ? nullptr : type.get(),
                   catalogue().find_path(type->path));
    POINTERS_EQUAL(type.get(), &catalogue().of(*type->make()));
  }
  POINTERS_EQUAL(nullptr, catalogue().find("crm.Nobody"));
  CHECK_THROWS(common::Error, catalogue().type("crm.Nobody"));
  CHECK_THROWS(common::Error, catalogue().of(truckroll::Money()));
}

TEST(Schema, every_type_says_how_it_is_called_and_listed) {
  STRCMP_EQUAL("", faults([](const RecordType& type, Faults& found) {
                     auto& o = *type.options;
                     found.unless(matches(type.path, "[a-z]+(-[a-z]+)*"), type.name, "path");
                     found.unless(!o.icon().empty(), type.name, "icon");
                     found.unless(!o.help().empty() && o.help().back() == '.', type.name, "help");
                     found.unless(o.columns_size() > 0, type.name, "columns");
                     for (auto& column : o.columns())
                       found.unless(is_shown(type, column), type.name, "column " + column);
                     static const std::regex placeholder("\\{([a-z_0-9.]*)\\}");
                     auto title = o.title();
                     found.unless(std::regex_search(title, placeholder), type.name, "title");
                     for (std::sregex_iterator at(title.begin(), title.end(), placeholder), end;
                          at != end; ++at)
                       found.unless(is_shown(type, (*at)[1]), type.name,
                                    "title's " + (*at)[1].str());
                   }).c_str());
}

TEST(Schema, every_order_names_fields_that_have_an_order) {
  STRCMP_EQUAL("", faults([](const RecordType& type, Faults& found) {
                     for (auto& part : common::text::split(type.options->order_by(), ',')) {
                       auto words = common::text::split(std::string(common::text::trim(part)), ' ');
                       if (words[0].empty()) continue;
                       found.unless(words.size() == 1 || (words.size() == 2 && words[1] == "desc"),
                                    type.name, "order_by");
                       auto field = type.find_field(words[0]);
                       found.unless(header_names.count(words[0]) ||
                                        (field && !field->list && field->kind != FieldKind::lines &&
                                         !field->options->secret()),
                                    type.name, "order_by " + words[0]);
                     }
                   }).c_str());
}

TEST(Schema, every_key_names_fields_and_a_simple_condition) {
  STRCMP_EQUAL(
      "", faults([](const RecordType& type, Faults& found) {
            for (auto& key : type.options->key()) {
              found.unless(key.field_size() > 0, type.name, "an empty key");
              for (auto& path : key.field()) {
                auto field = type.find_field(common::text::split(path, '.')[0]);
                found.unless(field && !field->list && field->kind != FieldKind::lines, type.name,
                             "key " + path);
              }
              if (key.where().empty()) continue;
              auto at = key.where().find('=');
              found.unless(at != std::string::npos, type.name, "key's condition");
              if (at == std::string::npos) continue;
              auto name = std::string(common::text::trim(key.where().substr(0, at)));
              auto value = std::string(common::text::trim(key.where().substr(at + 1)));
              auto field = type.find_field(name);
              bool fits =
                  (name == "state" && type.flow()) ||
                  (field &&
                   (field->kind == FieldKind::text ||
                    (field->kind == FieldKind::boolean && (value == "true" || value == "false")) ||
                    (field->kind == FieldKind::choice &&
                     schema::find_choice(field->descriptor->enum_type(), value))));
              found.unless(fits, type.name, "key's condition " + key.where());
            }
          }).c_str());
}

TEST(Schema, every_flow_is_closed_and_every_state_is_reached) {
  STRCMP_EQUAL(
      "", faults([](const RecordType& type, Faults& found) {
            auto flow = type.flow();
            if (!flow) return;
            std::set<std::string> states(flow->state().begin(), flow->state().end());
            found.unless(!flow->name().empty(), type.name, "flow without a name");
            found.unless(static_cast<int>(states.size()) == flow->state_size() && !states.empty(),
                         type.name, "states");
            for (auto& state : states)
              found.unless(matches(state, "[a-z]+(_[a-z]+)*"), type.name, "state " + state);
            for (auto& frozen : flow->frozen())
              found.unless(states.count(frozen) > 0, type.name, "frozen " + frozen);
            std::set<std::string> reached{flow->state(0)};
            std::set<std::pair<std::string, std::string>> moves;
            for (int round = 0; round < flow->state_size(); ++round)
              for (auto& move : flow->move())
                for (auto& from : move.from())
                  if (reached.count(from)) reached.insert(move.to());
            for (auto& move : flow->move()) {
              found.unless(matches(move.action(), "[a-z]+(-[a-z]+)*"), type.name,
                           "action " + move.action());
              found.unless(move.action() != "create" && move.action() != "patch", type.name,
                           "action " + move.action() + " is the engine's own");
              found.unless(move.from_size() > 0, type.name, move.action() + " from nowhere");
              found.unless(states.count(move.to()) > 0, type.name, "to " + move.to());
              for (auto& from : move.from())
                found.unless(states.count(from) > 0, type.name, "from " + from);
              for (auto& role : move.role())
                found.unless(roles.count(role) > 0, type.name, "role " + role);
            }
            for (auto& state : states)
              found.unless(reached.count(state) > 0, type.name, state + " is never reached");
          }).c_str());
}

TEST(Schema, every_reference_leads_to_a_type) {
  STRCMP_EQUAL("", faults([](const RecordType& type, Faults& found) {
                     each_field(type, [&](const Field& field, const std::string& where) {
                       if (field.is_reference())
                         found.unless(catalogue().find(field.options->refers()), where,
                                      "refers to " + field.options->refers());
                       if (field.kind == FieldKind::about)
                         found.unless(field.options->about_size() > 0, where, "about nothing");
                       for (auto& about : field.options->about())
                         found.unless(about == "*" || catalogue().find(about), where,
                                      "about " + about);
                     });
                   }).c_str());
  CHECK(catalogue().find(truckroll::Header::descriptor()
                             ->FindFieldByName("tags")
                             ->options()
                             .GetExtension(options::field)
                             .refers()));
}

TEST(Schema, every_owned_type_names_its_owner) {
  STRCMP_EQUAL("", faults([](const RecordType& type, Faults& found) {
                     auto& owner = type.options->owner();
                     found.unless((type.kind() == options::OWNED) == !owner.empty(), type.name,
                                  "owner and kind OWNED go together");
                     auto field = type.find_field(owner);
                     found.unless(owner.empty() || (field && field->is_reference()) ||
                                      has_oneof(type, owner),
                                  type.name, "owner " + owner);
                   }).c_str());
}

TEST(Schema, every_scope_leads_to_its_kind_of_key) {
  STRCMP_EQUAL(
      "", faults([](const RecordType& type, Faults& found) {
            for (auto& scope : type.options->scope()) {
              auto leads = [&](const std::string& path, std::set<std::string> targets) {
                found.unless(targets.count(end_of_path(type, path)) > 0, type.name,
                             "scope " + path + " leads to \"" + end_of_path(type, path) + "\"");
              };
              switch (scope.key_case()) {
                case options::Scope::kCompany:
                  break;
                case options::Scope::kBranch:
                  leads(scope.branch(), {"admin.Branch", "admin.User"});
                  break;
                case options::Scope::kTechnician:
                  leads(scope.technician(), {"people.Technician", "admin.User", "people.Employee"});
                  break;
                case options::Scope::kVan:
                  leads(scope.van(), {"stock.Warehouse"});
                  break;
                case options::Scope::kDevice:
                  leads(scope.device(), {"fleet.Device"});
                  break;
                case options::Scope::kFollows: {
                  auto field = type.find_field(scope.follows());
                  found.unless(
                      (field && (field->is_reference() || field->kind == FieldKind::about)) ||
                          has_oneof(type, scope.follows()),
                      type.name, "follows " + scope.follows());
                  break;
                }
                default:
                  found.add(type.name, "a scope without key");
              }
              auto time = type.find_field(scope.time());
              found.unless(
                  scope.time().empty() || scope.time() == "created_at" ||
                      scope.time() == "changed_at" ||
                      (time && (time->kind == FieldKind::instant || time->kind == FieldKind::date)),
                  type.name, "scope's time " + scope.time());
              found.unless(scope.time().empty() || scope.days_back() + scope.days_ahead() > 0,
                           type.name, "a window of no days");
              for (auto& without : scope.without())
                found.unless(type.find_field(without), type.name, "without " + without);
            }
          }).c_str());
}

TEST(Schema, every_grant_names_a_role_and_allows_something) {
  STRCMP_EQUAL("", faults([](const RecordType& type, Faults& found) {
                     for (auto& access : type.options->access())
                       check_access(type.name, access, found);
                     each_field(type, [&](const Field& field, const std::string& where) {
                       for (auto& access : field.options->access())
                         check_access(where, access, found);
                     });
                   }).c_str());
}

TEST(Schema, every_enum_begins_with_unspecified) {
  STRCMP_EQUAL("", faults([](const RecordType& type, Faults& found) {
                     each_field(type, [&](const Field& field, const std::string& where) {
                       auto choices = field.descriptor->enum_type();
                       if (!choices) return;
                       found.unless(choices->value(0)->number() == 0 &&
                                        matches(choices->value(0)->name(), "[A-Z_]*UNSPECIFIED"),
                                    where, "zero is not unspecified");
                       found.unless(choices->value_count() > 1, where, "no choice");
                       std::set<std::string> names;
                       for (int i = 1; i < choices->value_count(); ++i) {
                         auto name = schema::choice_name(choices->value(i));
                         found.unless(names.insert(name).second, where, name + " twice");
                         POINTERS_EQUAL(choices->value(i), schema::find_choice(choices, name));
                       }
                       POINTERS_EQUAL(nullptr, schema::find_choice(choices, "unspecified"));
                     });
                   }).c_str());
}

TEST(Schema, every_field_can_be_absent_and_has_a_name_of_its_own) {
  STRCMP_EQUAL(
      "", faults([](const RecordType& type, Faults& found) {
            auto header = type.descriptor->FindFieldByNumber(1);
            found.unless(header && header->message_type() == truckroll::Header::descriptor(),
                         type.name, "field 1 is not the header");
            std::set<std::string> columns = header_names;
            columns.insert({"tenant", "custom", "unknown"});
            for (auto& column : common::codec::columns_of(type.fields))
              found.unless(columns.insert(column.name).second, type.name,
                           "column " + column.name + " twice");
            each_field(type, [&](const Field& field, const std::string& where) {
              found.unless(field.descriptor->is_repeated() || field.descriptor->has_presence(),
                           where, "is not optional");
              found.unless(matches(field.name, "[a-z][a-z0-9]*(_[a-z0-9]+)*"), where, "name");
              if (field.kind != FieldKind::lines) return;
              found.unless(field.lines[0].name == "line" && field.lines[0].kind == FieldKind::text,
                           where, "a line's first field is its id");
              std::set<std::string> line_columns{"tenant", "record", "position", "unknown"};
              for (auto& column : common::codec::columns_of(field.lines))
                found.unless(line_columns.insert(column.name).second, where,
                             "column " + column.name + " twice");
            });
          }).c_str());
}

TEST(Schema, every_bound_pattern_and_default_holds) {
  STRCMP_EQUAL(
      "", faults([](const RecordType& type, Faults& found) {
            each_field(type, [&](const Field& field, const std::string& where) {
              auto& o = *field.options;
              found.unless(!o.has_minimum() || !o.has_maximum() || o.minimum() <= o.maximum(),
                           where, "minimum above maximum");
              try {
                std::regex compiled(o.pattern());
              } catch (const std::regex_error& error) {
                found.add(where, "pattern " + o.pattern());
              }
              found.unless(o.series().empty() || (field.kind == FieldKind::text && !o.required()),
                           where, "a number is text and comes after the check for required fields");
              found.unless(!o.derived() || !o.required() || !o.default_value().empty() ||
                               field.kind != FieldKind::lines,
                           where, "derived lines are never required");
              if (o.default_value().empty()) return;
              found.unless(!field.descriptor->is_repeated(), where, "a list has no default");
              bool bare = field.kind == FieldKind::choice || field.kind == FieldKind::text ||
                          field.kind == FieldKind::decimal;
              if (o.default_value().rfind("company.", 0) == 0)
                found.unless(common::rules::is_company_default(o.default_value()), where,
                             "default " + o.default_value());
              common::codec::Json patch;
              try {
                patch[field.name] = bare ? common::codec::Json(o.default_value())
                                         : common::codec::parse_json(o.default_value());
                auto prototype =
                    google::protobuf::MessageFactory::generated_factory()->GetPrototype(
                        field.descriptor->containing_type());
                std::unique_ptr<schema::Message> empty(prototype->New());
                common::codec::merge_json({field}, *empty, patch);
              } catch (const common::Error& error) {
                found.add(where, "default " + o.default_value() + ": " + error.text());
              }
            });
          }).c_str());
}

TEST(Schema, every_lookup_leads_from_a_reference_to_a_state_or_a_plain_field) {
  STRCMP_EQUAL(
      "", faults([](const RecordType& type, Faults& found) {
            for (auto& lookup : type.options->lookup()) {
              auto names = common::text::split(lookup, ' ');
              auto first = type.find_field(names.at(0));
              found.unless(names.size() == 2 && first && first->is_reference() && !first->list,
                           type.name, "lookup " + lookup);
              if (names.size() != 2 || names[1] == "state") continue;
              auto second = type.find_field(names[1]);
              found.unless(
                  second && !second->list && second->kind != FieldKind::lines && !second->has_key(),
                  type.name, "lookup " + lookup);
            }
          }).c_str());
}

TEST(Schema, referrers_are_found_in_fields_and_in_lines) {
  bool in_lines = false, in_field = false;
  for (auto& referrer : catalogue().referrers(catalogue().type("people.Technician"))) {
    in_lines = in_lines || (referrer.lines && referrer.lines->name == "assignments");
    in_field = in_field || (!referrer.lines && referrer.type->name == "people.TimeOff");
  }
  CHECK(in_lines);
  CHECK(in_field);
}
