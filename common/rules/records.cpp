#include "common/rules/records.hpp"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>

#include "common/codec/columns.hpp"
#include "common/codec/custom.hpp"
#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/rules/company.hpp"
#include "common/rules/rules.hpp"
#include "common/schema/labels.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "common/validate/validate.hpp"

namespace common::rules {
namespace {

using schema::Message;
using schema::RecordType;

constexpr int depth_max = 32;  // rules that save records whose rules save records …

/// Raises a counter while in scope.
class Raised {
 public:
  explicit Raised(int& counter) : counter_(counter) { ++counter_; }
  ~Raised() { --counter_; }
  Raised(const Raised&) = delete;
  Raised& operator=(const Raised&) = delete;

 private:
  int& counter_;
};

void set_defaults(Records& records, const std::vector<schema::Field>& fields, Message& record) {
  for (auto& field : fields) {
    if (field.options->default_value().empty() || field.descriptor->is_repeated()) continue;
    if (record.GetReflection()->HasField(record, field.descriptor)) continue;
    auto text = field.options->default_value();
    if (is_company_default(text)) {
      auto company = records.find<truckroll::admin::Tenant>(records.actor().tenant);
      if (company) text = company_default(*company, text);
      if (!company || text.empty()) continue;
    }
    bool bare = field.kind == schema::FieldKind::choice || field.kind == schema::FieldKind::text ||
                field.kind == schema::FieldKind::decimal;
    codec::Json patch;
    patch[field.name] = bare ? codec::Json(text) : codec::parse_json(text);
    codec::merge_json(fields, record, patch);
  }
}

/// Of the company's own fields.
void set_custom_defaults(Records& records, const RecordType& type, Message& record) {
  if (type.custom.empty()) return;
  auto values = codec::custom_values(type, record);
  set_defaults(records, type.custom, *values);
  for (auto& field : type.custom)
    if (!field.options->default_value().empty()) codec::store_custom(field, *values, record);
}

/// Ids of the field's lines; of nothing, none.
std::set<std::string> line_ids(const schema::Field& field, const Message* record) {
  std::set<std::string> ids;
  for (int i = 0; record && i < record->GetReflection()->FieldSize(*record, field.descriptor);
       ++i) {
    auto& line = record->GetReflection()->GetRepeatedMessage(*record, field.descriptor, i);
    ids.insert(
        line.GetReflection()->GetString(line, line.GetDescriptor()->FindFieldByName("line")));
  }
  return ids;
}

/// Lines that came without an id get the first free one of l1, l2 …
void set_line_ids(const schema::Field& field, Message& record) {
  auto reflection = record.GetReflection();
  auto taken = line_ids(field, &record);
  int number = 0;
  for (int i = 0; i < reflection->FieldSize(record, field.descriptor); ++i) {
    auto line = reflection->MutableRepeatedMessage(&record, field.descriptor, i);
    auto id = line->GetDescriptor()->FindFieldByName("line");
    if (!line->GetReflection()->GetString(*line, id).empty()) continue;
    std::string free;
    do free = "l" + std::to_string(++number);
    while (taken.count(free));
    line->GetReflection()->SetString(line, id, free);
  }
}

/// Lines that were not there before begin with their defaults, like records.
void set_line_defaults(Records& records, const RecordType& type, const Message* before,
                       Message& record) {
  for (auto& field : type.fields) {
    if (field.kind != schema::FieldKind::lines) continue;
    set_line_ids(field, record);
    auto known = line_ids(field, before);
    for (int i = 0; i < record.GetReflection()->FieldSize(record, field.descriptor); ++i) {
      auto line = record.GetReflection()->MutableRepeatedMessage(&record, field.descriptor, i);
      auto id =
          line->GetReflection()->GetString(*line, line->GetDescriptor()->FindFieldByName("line"));
      if (!known.count(id)) set_defaults(records, field.lines, *line);
    }
  }
}

bool is_frozen(const RecordType& type, const std::string& state) {
  if (!type.flow()) return false;
  for (auto& frozen : type.flow()->frozen())
    if (frozen == state) return true;
  return false;
}

Sentence state_label(const RecordType& type, const Message& record) {
  return schema::state_label(type, schema::header(record).state());
}

std::map<std::uint32_t, std::string> sorted(
    const google::protobuf::Map<std::uint32_t, std::string>& custom) {
  return {custom.begin(), custom.end()};
}

/// Of what only another release knows.
bool unknown_differs(const Message& before, const Message& after) {
  return codec::unknown_fields(before) != codec::unknown_fields(after);
}

/// What a person or rule may still write into a frozen record: derived fields only.
bool only_derived_differs(const RecordType& type, const Message& before, const Message& after) {
  if (unknown_differs(before, after)) return false;
  for (auto& field : type.fields)
    if (!field.options->derived() && field_differs(&before, after, field.descriptor->number()))
      return false;
  return sorted(schema::header(before).custom()) == sorted(schema::header(after).custom());
}

/// Saving it would write what is there already.
bool is_same(const RecordType& type, const Message& before, const Message& after) {
  if (unknown_differs(before, after)) return false;
  for (auto& field : type.fields)
    if (field_differs(&before, after, field.descriptor->number())) return false;
  auto unstamped = [](truckroll::Header header) {
    header.clear_version();
    header.clear_changed_at();
    header.clear_changed_by();
    header.clear_changed_from();
    return header;
  };
  return google::protobuf::util::MessageDifferencer::Equals(unstamped(schema::header(before)),
                                                            unstamped(schema::header(after)));
}

void give_numbers(Records& records, const RecordType& type, Message& record) {
  auto reflection = record.GetReflection();
  for (auto& field : type.fields)
    if (!field.options->series().empty() && !reflection->HasField(record, field.descriptor))
      reflection->SetString(&record, field.descriptor,
                            records.take_number(field.options->series(), record));
}

/// Whose change it is, when, and the how-manieth.
/// The first version of a versioned type is its own root. It names itself after references were
/// checked: what is not stored yet can be nobody's reference.
void name_root(const RecordType& type, Message& record) {
  auto root = type.find_field("root");
  if (!root || !root->is_reference() || root->list || root->options->refers() != type.name) return;
  auto reflection = record.GetReflection();
  if (!reflection->HasField(record, root->descriptor))
    reflection->SetString(&record, root->descriptor, schema::header(record).id());
}

void stamp(const Records& records, const Message* before, truckroll::Header& header) {
  auto& actor = records.actor();
  auto now = codec::to_timestamp(records.now());
  if (!before) {
    *header.mutable_created_at() = now;
    header.set_created_by(actor.user);
  }
  header.set_tenant(actor.tenant);
  header.set_version(before ? schema::header(*before).version() + 1 : 1);
  *header.mutable_changed_at() = now;
  header.set_changed_by(actor.user);
  if (actor.device.empty())
    header.clear_changed_from();
  else
    header.set_changed_from(actor.device);
}

}  // namespace

bool field_differs(const Message* before, const Message& after, int field_number) {
  auto field = after.GetDescriptor()->FindFieldByNumber(field_number);
  auto is_set = [&](const Message& message) {
    auto reflection = message.GetReflection();
    return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                                : reflection->HasField(message, field);
  };
  if (!before) return is_set(after);
  // The differencer takes a field that is set to its default for one that is not set.
  if (is_set(*before) != is_set(after)) return true;
  google::protobuf::util::MessageDifferencer differencer;
  return !differencer.CompareWithFields(*before, after, {field}, {field});
}

std::string Records::new_id(const RecordType& type) {
  auto space = std::string(in_effect_ ? "effect|" : "command|") + type.name;
  auto n = ids_made_[space]++;
  auto digest = sha256(std::string(command_id()) + "|" + space + "|" + std::to_string(n));
  auto millis = static_cast<std::uint64_t>(to_micros(now()) / 1000);
  auto bytes = digest.substr(0, 16);
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<char>(millis >> (40 - 8 * i));
  // The command's own time part: the hub may correct a van's clock, and its ids must be the van's
  // all the same.
  if (is_id(command_id()))
    bytes.replace(
        0, 6,
        from_hex(std::string(command_id().substr(0, 8)) + std::string(command_id().substr(9, 4))));
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x70);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  auto hex = to_hex(bytes);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20);
}

std::unique_ptr<Message> Records::load_message(const RecordType& type, std::string_view id) {
  if (auto found = find_message(type, id)) return found;
  throw Error(ErrorCode::not_found,
              say("there is no {} with the id {}", Sentence::label(type.label), id));
}

void Records::save(Message& record) {
  auto& type = catalogue().of(record);
  if (depth_ >= depth_max)
    throw Error(ErrorCode::internal, "rules of " + type.name + " save each other without end");
  Raised deeper(depth_);
  auto& header = schema::header(record);
  std::unique_ptr<Message> before;
  if (header.id().empty())
    header.set_id(new_id(type));
  else
    before = find_message(type, header.id());
  if (before && type.append_only())
    throw Error(ErrorCode::conflict, say("{} is never changed; a correction is a new record",
                                         Sentence::label(type.label)));
  if (before && header.version() != schema::header(*before).version())
    throw Error(ErrorCode::conflict, say("{} has been changed by somebody else in the meantime",
                                         Sentence::label(type.label)));
  if (!before) {
    set_defaults(*this, type.fields, record);
    set_custom_defaults(*this, type, record);
    if (type.flow() && header.state().empty()) header.set_state(type.flow()->state(0));
  }
  set_line_defaults(*this, type, before.get(), record);
  check_state(type, before.get(), record);
  if (system_depth_ == 0 && !fact()) check_owner(type, record);
  validate::require_sizes(type, record);
  run_rules(type, true, before.get(), record);
  validate::require_valid(validate::check(type, record));
  check_references(type, before.get(), record);
  if (!before) name_root(type, record);
  give_numbers(*this, type, record);
  if (before && !moved_.count({header.id(), header.state()}) && is_same(type, *before, record)) {
    header = schema::header(*before);
    return;
  }
  stamp(*this, before.get(), header);
  write(type, before.get(), record);
  run_rules(type, false, before.get(), record);
}

void Records::save_as_system(Message& record) {
  Raised system(system_depth_);
  save(record);
}

void Records::run_rules(const RecordType& type, bool before_save, const Message* before,
                        Message& after) {
  Raised system(system_depth_);
  for (auto& entry : before_save ? book_.before(type.name) : book_.after(type.name)) {
    if (entry.hub_only && side() == Side::van) continue;
    bool outer = in_effect_;
    in_effect_ = outer || entry.hub_only;
    try {
      entry.run(*this, before, after);
    } catch (...) {
      in_effect_ = outer;
      throw;
    }
    in_effect_ = outer;
  }
}

void Records::check_state(const RecordType& type, const Message* before,
                          const Message& after) const {
  auto& state = schema::header(after).state();
  if (!type.flow()) return;
  auto from = before ? schema::header(*before).state() : type.flow()->state(0);
  if (state != from && !moved_.count({schema::header(after).id(), state}))
    refuse("state", "a state moves by its actions only");
  if (before && is_frozen(type, from) && !only_derived_differs(type, *before, after) &&
      system_depth_ == 0)
    throw Error(ErrorCode::conflict,
                say("{} is \"{}\" and can no longer be changed", Sentence::label(type.label),
                    schema::state_label(type, from)));
}

const schema::options::Move* Records::find_move(const RecordType& type, const std::string& state,
                                                std::string_view action, bool& exists) const {
  exists = false;
  if (!type.flow()) return nullptr;
  const schema::options::Move* forbidden = nullptr;
  for (auto& move : type.flow()->move()) {
    if (move.action() != action) continue;
    exists = true;
    bool here = false;
    for (auto& from : move.from()) here = here || from == state;
    if (!here) continue;
    if (may_move(move)) return &move;
    forbidden = &move;
  }
  return forbidden;
}

bool Records::may_move(const schema::options::Move& move) const {
  if (system_depth_ > 0 || actor().system || move.role_size() == 0) return true;
  bool for_people = false;
  for (auto& role : move.role()) {
    if (actor().has(role)) return true;
    for_people = for_people || role != "system";
  }
  return for_people && actor().has("admin");
}

bool Records::can_move(const Message& record, std::string_view action) const {
  bool exists = false;
  auto move = find_move(catalogue().of(record), schema::header(record).state(), action, exists);
  return move && may_move(*move);
}

void Records::move(Message& record, std::string_view action) {
  auto& type = catalogue().of(record);
  auto& header = schema::header(record);
  bool exists = false;
  auto move = find_move(type, header.state(), action, exists);
  if (!exists)
    throw Error(ErrorCode::not_found,
                say("{} has no action \"{}\"", Sentence::label(type.label), action));
  if (!move)
    throw Error(ErrorCode::conflict,
                say("{} is \"{}\"; \"{}\" is not possible from there", Sentence::label(type.label),
                    state_label(type, record), schema::action_label(type, action)),
                "state");
  if (!may_move(*move))
    throw Error(ErrorCode::forbidden,
                say("your role may not use \"{}\" here", schema::action_label(type, action)));
  if (header.id().empty()) header.set_id(new_id(type));
  header.set_state(move->to());
  moved_.insert({header.id(), move->to()});
}

void Records::move_as_system(Message& record, std::string_view action) {
  Raised system(system_depth_);
  move(record, action);
}

void Records::remove(const Message& record) {
  auto& type = catalogue().of(record);
  if (type.append_only())
    throw Error(ErrorCode::conflict, say("{} is never deleted; a correction is a new record",
                                         Sentence::label(type.label)));
  // The row itself decides, not the copy that somebody holds of it.
  auto stored = load_message(type, schema::header(record).id());
  if (schema::header(record).version() != schema::header(*stored).version())
    throw Error(ErrorCode::conflict, say("{} has been changed by somebody else in the meantime",
                                         Sentence::label(type.label)));
  if (is_frozen(type, schema::header(*stored).state()))
    throw Error(ErrorCode::conflict,
                say("{} is \"{}\" and can no longer be deleted", Sentence::label(type.label),
                    state_label(type, *stored)),
                "state");
  for (auto field : type.owner_references()) {
    auto& owner = catalogue().type(field->options->refers());
    if (!stored->GetReflection()->HasField(*stored, field->descriptor)) continue;
    auto found =
        find_message(owner, stored->GetReflection()->GetString(*stored, field->descriptor));
    if (found && is_frozen(owner, schema::header(std::as_const(*found)).state()))
      throw Error(ErrorCode::conflict,
                  say("{} belongs to: {}, which is \"{}\" and can no longer be deleted",
                      Sentence::label(type.label), Sentence::label(owner.label),
                      state_label(owner, *found)),
                  "state");
  }
  check_unreferenced(type, *stored);
  write_removal(type, *stored);
  for (auto& rule : book_.removed(type.name)) {
    Raised system(system_depth_);
    rule(*this, *stored);
  }
}

/// The rows of a document are frozen with it.
void Records::check_owner(const RecordType& type, const Message& row) {
  for (auto field : type.owner_references()) {
    auto id = row.GetReflection()->GetString(row, field->descriptor);
    auto& owner_type = catalogue().type(field->options->refers());
    auto owner = id.empty() ? nullptr : find_message(owner_type, id);
    if (!owner || !is_frozen(owner_type, schema::header(std::as_const(*owner)).state())) continue;
    throw Error(ErrorCode::conflict,
                say("{} is \"{}\" and can no longer be changed", Sentence::label(owner_type.label),
                    state_label(owner_type, *owner)),
                field->name);
  }
}

Records::ActionResult Records::act(const RecordType& type, std::string_view id,
                                   std::string_view action, const Message* input) {
  auto rule = book_.find_action(type.name, action);
  ActionResult result;
  auto record = rule && rule->on_collection ? type.make() : load_message(type, id);
  if (!rule) {
    move(*record, action);
    save(*record);
  } else {
    std::unique_ptr<Message> empty;
    if (rule->input && !input) {
      empty.reset(
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(rule->input)->New());
      input = empty.get();
    }
    if (rule->input)
      validate::require_valid(validate::check(schema::fields_of(rule->input), *input));
    auto answer = rule->run(*this, *record, input ? *input : *record);
    if (!answer.is_null()) result.json = common::json_text(answer);
  }
  if (!schema::header(*record).id().empty())
    result.record = find_message(type, schema::header(*record).id());
  return result;
}

// ---- the rule book

void RuleBook::insert(std::vector<Entry>& entries, Entry entry) {
  auto place = entry.hub_only ? entries.end()
                              : std::find_if(entries.begin(), entries.end(),
                                             [](auto& other) { return other.hub_only; });
  entries.insert(place, std::move(entry));
}

RuleBook& RuleBook::registered() {
  static RuleBook book;
  return book;
}

void RuleBook::add_before(std::string type, RecordRule rule, bool hub_only) {
  insert(before_[std::move(type)], {std::move(rule), hub_only});
}

void RuleBook::add_after(std::string type, RecordRule rule, bool hub_only) {
  insert(after_[std::move(type)], {std::move(rule), hub_only});
}

void RuleBook::add_removed(std::string type, RemovalRule rule) {
  removed_[std::move(type)].push_back(std::move(rule));
}

void RuleBook::add_action(Action action) {
  auto key = std::make_pair(action.type, action.name);
  actions_[key] = std::move(action);
}

void RuleBook::add_daily(std::string name, std::function<void(Records&)> run) {
  daily_.emplace_back(std::move(name), std::move(run));
}

const std::vector<RuleBook::Entry>& RuleBook::before(std::string_view type) const {
  static const std::vector<Entry> none;
  auto found = before_.find(type);
  return found == before_.end() ? none : found->second;
}

const std::vector<RuleBook::Entry>& RuleBook::after(std::string_view type) const {
  static const std::vector<Entry> none;
  auto found = after_.find(type);
  return found == after_.end() ? none : found->second;
}

const std::vector<RemovalRule>& RuleBook::removed(std::string_view type) const {
  static const std::vector<RemovalRule> none;
  auto found = removed_.find(type);
  return found == removed_.end() ? none : found->second;
}

const Action* RuleBook::find_action(std::string_view type, std::string_view name) const {
  auto found = actions_.find({std::string(type), std::string(name)});
  return found == actions_.end() ? nullptr : &found->second;
}

std::vector<const Action*> RuleBook::actions(std::string_view type) const {
  std::vector<const Action*> found;
  for (auto& [key, action] : actions_)
    if (key.first == type) found.push_back(&action);
  return found;
}

}  // namespace common::rules
