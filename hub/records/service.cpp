#include "hub/records/service.hpp"

#include <set>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/records/files.hpp"
#include "hub/records/password.hpp"
#include "hub/records/rights.hpp"
#include "hub/records/single_lines.hpp"
#include "hub/records/views.hpp"
#include "hub/search/search.hpp"
#include "hub/store/merged.hpp"

namespace hub::records {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using store::Field;
namespace schema = common::schema;

[[noreturn]] void no_such(const RecordType& type) {
  throw Error(ErrorCode::not_found, say("there is no such {}", Sentence::label(type.label)));
}

bool reaches(Connection& connection, const Caller& caller, const RecordType& type, options::May may,
             const Message& record) {
  return caller.schema->access.may_record(caller.actor, type, may, record, caller.context,
                                          find_in(caller, connection));
}

// ---- input

/// Passwords of people are hashed; other secrets must be read again and are sealed.
std::string kept_form(const Caller& caller, const RecordType& type, const Field& field,
                      const std::string& text) {
  if (type.name != "admin.User" && caller.seal) return caller.seal(text);
  check_password_strength(text, field.name);
  return hash_password(text);
}

void hash_passwords(const Caller& caller, Input& input) {
  for (auto& field : input.type->fields)
    if (field.options->widget() == options::PASSWORD && input.patch.contains(field.name) &&
        input.patch[field.name].is_string())
      input.hashes[&field] = kept_form(caller, *input.type, field, input.patch[field.name]);
}

void set_passwords(const Input& input, Message& record) {
  for (auto& [field, hash] : input.hashes)
    record.GetReflection()->SetString(&record, field->descriptor, hash);
}

/// A document's number: whoever chose one would take it from the documents to come.
bool is_given_number(const Field& field) {
  auto& o = *field.options;
  return !o.series().empty() || (field.name == "number" && o.locked() && o.unique());
}

/// In the words that merge_json has for a field that nobody has heard of.
[[noreturn]] void refuse_unknown(const std::string& name) {
  Sentence text = "there is no such field";
  throw Error(ErrorCode::bad_input, say("{}: {}", name, text),
              std::vector<common::Violation>{{name, text}});
}

void require_may_set(const Caller& caller, const RecordType& type, const Field& field,
                     const std::string& name, bool creates) {
  auto& access = caller.schema->access;
  if (!access.may_see_field(caller.actor, type, field) && !field.options->secret())
    refuse_unknown(name);
  if (field.options->derived()) return;  // merge_json says that it is computed
  if (creates && is_given_number(field))
    common::refuse(name, "is given by the number series; leave it out");
  if (!access.may_change_field(caller.actor, type, field, creates) &&
      !(field.options->locked() && creates))
    throw Error(ErrorCode::forbidden,
                say("your role may not change {}", Sentence::label(field.label)), name);
}

void require_may_set(const Caller& caller, const RecordType& type, const Json& patch,
                     bool creates) {
  if (!patch.is_object()) return;
  if (patch.contains("external_ids") && !caller.actor.has("admin") &&
      !caller.actor.has("dispatcher"))
    throw Error(ErrorCode::forbidden, "your role may not change the keys of other systems",
                "external_ids");
  for (auto& [name, value] : patch.items()) {
    auto field = type.find_field(name);
    if (!field) field = type.find_custom(name);
    if (field) require_may_set(caller, type, *field, name, creates);
    // merge_json names unknown fields
  }
}

void require_own_files(Transaction& transaction, const Caller& caller, const RecordType& type,
                       const Message* before, const Message& after) {
  if (!has_files(type.fields)) return;
  records::require_own_files(caller, transaction.sql(), type.fields,
                             RecordService::visible(caller, type), before, after);
}

// ---- records to be written

std::unique_ptr<Message> load_for(Transaction& transaction, const Caller& caller,
                                  const RecordType& type, const std::string& id, options::May may) {
  auto record = transaction.find_message(type, id);
  if (!record || !reaches(transaction.sql(), caller, type, options::READ, *record)) no_such(type);
  if (may != options::READ && !reaches(transaction.sql(), caller, type, may, *record))
    throw Error(ErrorCode::forbidden,
                say("your role may not do this with this {}", Sentence::label(type.label)));
  return record;
}

/// What a change leads to must be in the caller's reach as well: to change, or to make.
void require_still_reached(Transaction& transaction, const Caller& caller, const RecordType& type,
                           const Message& record) {
  for (auto may : {options::CHANGE, options::CREATE})
    if (reaches(transaction.sql(), caller, type, may, record)) return;
  throw Error(ErrorCode::forbidden,
              say("your role may not move this {} there", Sentence::label(type.label)));
}

void require_version(const Message& record, std::optional<std::int64_t> version) {
  if (version && schema::header(record).version() != *version)
    throw Error(ErrorCode::conflict, "stale", "If-Match");
}

void require_acting(Transaction& transaction, const Caller& caller, const RecordType& type,
                    const std::string& action, const Message& record) {
  auto reach = caller.schema->access.act_reach(caller.actor, type, action);
  auto find = find_in(caller, transaction.sql());
  if (reach.condition && reach.condition->evaluate(record, caller.context, find) != true)
    throw Error(ErrorCode::forbidden, say("your role may not use \"{}\" with this {}", action,
                                          Sentence::label(type.label)));
}

bool has_move(const RecordType& type, const std::string& action) {
  if (!type.flow()) return false;
  for (auto& move : type.flow()->move())
    if (move.action() == action) return true;
  return false;
}

}  // namespace

bool changes_rights(const std::string& type) {
  return type.rfind("admin.", 0) == 0 || type == "people.Technician" || type == "people.Team" ||
         type == "crm.Territory";
}

const RecordType& RecordService::type_at(const Caller& caller, std::string_view path) {
  if (auto type = caller.schema->catalogue.find_path(path)) return *type;
  throw Error(ErrorCode::not_found, say("there is nothing at /api/{}/", path));
}

void RecordService::require_may(const Caller& caller, const RecordType& type, options::May may) {
  if (!caller.schema->access.may(caller.actor, type, may))
    throw Error(ErrorCode::forbidden,
                say("your role may not do this with {}", Sentence::label(type.plural)));
}

common::codec::Visible RecordService::visible(const Caller& caller, const RecordType& type) {
  std::set<const Field*> hidden;
  for (auto fields : {&type.fields, &type.custom})
    for (auto& field : *fields)
      if (!caller.schema->access.may_see_field(caller.actor, type, field)) hidden.insert(&field);
  if (hidden.empty()) return {};
  return [hidden = std::move(hidden)](const Field& field) { return !hidden.count(&field); };
}

// ---- reading

store::SqlCondition RecordService::having_words(Connection& connection, const Caller& caller,
                                                const RecordType& type,
                                                const std::string& words) const {
  return search::find(connection, *vocabularies_, caller.schema->catalogue, caller.actor.tenant,
                      type, words, caller.schema->access.readable(caller.actor, type));
}

void RecordService::complete(Connection& connection, const Caller& caller,
                             store::Query& query) const {
  auto& access = caller.schema->access;
  query.readable = access.readable(caller.actor, *query.type);
  query.reading = access.reading(caller.actor);
  // The index has no deleted records.
  if (!query.search.empty() && !query.deleted)
    query.found = having_words(connection, caller, *query.type, query.search);
}

store::Page RecordService::list(Connection& connection, const Caller& caller,
                                store::Query query) const {
  auto& type = *query.type;
  require_may(caller, type, options::READ);
  auto& access = caller.schema->access;
  // What is to be left out of a record is told by others of its fields, so that all are read.
  if (query.fields && is_shown_in_parts(type)) {
    caller.schema->tables.of(type).selection(query.fields);  // throws for what there is not
    query.fields.reset();
  }
  complete(connection, caller, query);
  auto page = store::run_query(
      connection, caller.schema->catalogue, caller.schema->tables.of(type), caller.actor.tenant,
      query, access.reach(caller.actor, type, options::READ).condition, caller.context);
  for (auto& item : page.items) leave_out_hidden(caller, *item);
  if (!ReadLog::is_protected(caller, type)) return page;
  std::vector<std::string> ids;
  for (auto& item : page.items) ids.push_back(schema::header(std::as_const(*item)).id());
  reads_.note(caller, type.name, ids);
  return page;
}

std::unique_ptr<Message> RecordService::find(Connection& connection, const Caller& caller,
                                             const RecordType& type, std::string_view id) const {
  auto record = caller.schema->tables.of(type).find(connection, caller.actor.tenant, id);
  if (!record || !reaches(connection, caller, type, options::READ, *record)) return nullptr;
  leave_out_hidden(caller, *record);
  return record;
}

std::vector<std::unique_ptr<Message>> RecordService::find_all(
    Connection& connection, const Caller& caller, const RecordType& type,
    const std::vector<std::string>& ids) const {
  if (!caller.schema->access.may(caller.actor, type, options::READ)) return {};
  auto& table = caller.schema->tables.of(type);
  auto records = table.find_all(connection, caller.actor.tenant, ids);
  // Before rights are asked, which may hang on lines: with whom a view is shared.
  table.load_lines(connection, caller.actor.tenant, records);
  std::erase_if(records, [&](auto& record) {
    return schema::header(std::as_const(*record)).has_deleted_at() ||
           !reaches(connection, caller, type, options::READ, *record);
  });
  for (auto& record : records) leave_out_hidden(caller, *record);
  return records;
}

std::unique_ptr<Message> RecordService::load(Connection& connection, const Caller& caller,
                                             const RecordType& type, std::string_view id) const {
  auto record = find(connection, caller, type, id);
  if (!record) no_such(type);
  return record;
}

void RecordService::note_read(const Caller& caller, const RecordType& type,
                              const Message& record) const {
  note_read(caller, type, std::vector<std::string>{schema::header(record).id()});
}

void RecordService::note_read(const Caller& caller, const RecordType& type,
                              const std::vector<std::string>& ids) const {
  if (ReadLog::is_protected(caller, type)) reads_.note(caller, type.name, ids);
}

// ---- writing

Input RecordService::check_input(const Caller& caller, const RecordType& type, Json patch,
                                 bool creates) {
  require_may(caller, type, creates ? options::CREATE : options::CHANGE);
  if (creates && type.kind() == options::PROJECTION)
    throw Error(ErrorCode::forbidden, say("{} is computed", Sentence::label(type.label)));
  // A change says by If-Match which version it means; what is new has none to mean.
  if (creates && patch.is_object() && patch.contains("version"))
    common::refuse("version", "set by the system");
  require_may_set(caller, type, patch, creates);
  require_single_lines(type, patch);
  Input input{&type, std::move(patch), nullptr, {}};
  if (creates) {
    input.draft = type.make();
    common::codec::merge_json(type, *input.draft, input.patch, true);
  }
  hash_passwords(caller, input);
  if (creates) set_passwords(input, *input.draft);
  return input;
}

std::string RecordService::create(Transaction& transaction, const Caller& caller,
                                  const Input& input) const {
  auto& type = *input.type;
  std::unique_ptr<Message> record(input.draft->New());
  record->CopyFrom(*input.draft);
  require_own_files(transaction, caller, type, nullptr, *record);
  transaction.save(*record);
  if (!reaches(transaction.sql(), caller, type, options::CREATE, *record))
    throw Error(ErrorCode::forbidden,
                say("your role may not create this {}", Sentence::label(type.label)));
  return schema::header(std::as_const(*record)).id();
}

void RecordService::change(Transaction& transaction, const Caller& caller, const Input& input,
                           const std::string& id, std::optional<std::int64_t> version) const {
  auto& type = *input.type;
  auto record = load_for(transaction, caller, type, id, options::CHANGE);
  require_version(*record, version);
  std::unique_ptr<Message> before(record->New());
  if (has_files(type.fields)) before->CopyFrom(*record);
  common::codec::merge_json(type, *record, input.patch);
  set_passwords(input, *record);
  require_own_files(transaction, caller, type, before.get(), *record);
  transaction.save(*record);
  require_still_reached(transaction, caller, type, *record);
}

void RecordService::remove(Transaction& transaction, const Caller& caller, const RecordType& type,
                           const std::string& id, std::optional<std::int64_t> version) const {
  auto record = load_for(transaction, caller, type, id, options::DELETE);
  require_version(*record, version);
  transaction.remove(*record);
}

void RecordService::restore(Transaction& transaction, const Caller& caller, const RecordType& type,
                            const std::string& id) const {
  // Its deletion went on to other records, or its document may be final by now.
  if (type.kind() == options::OWNED || !store_.book().removed(type.name).empty())
    throw Error(ErrorCode::conflict, say("what was deleted of {} is not restored; make it anew",
                                         Sentence::label(type.plural)));
  if (store::find_merged_into(transaction.sql(), caller.actor.tenant, id))
    throw Error(ErrorCode::conflict,
                say("this {} has become part of another one; take the merge back",
                    Sentence::label(type.label)));
  auto record = transaction.restore(type, id);
  if (!record || !reaches(transaction.sql(), caller, type, options::READ, *record)) no_such(type);
  if (!reaches(transaction.sql(), caller, type, options::DELETE, *record))
    throw Error(ErrorCode::forbidden,
                say("your role may not restore this {}", Sentence::label(type.label)));
}

void RecordService::require_action(const Caller& caller, const store::RuleBook& book,
                                   const RecordType& type, const std::string& action,
                                   bool of_type) {
  auto rule = book.find_action(type.name, action);
  if (of_type && (!rule || !rule->on_collection))
    throw Error(ErrorCode::not_found,
                say("{} have no action \"{}\"", Sentence::label(type.plural), action));
  if (!rule && !has_move(type, action))
    throw Error(ErrorCode::not_found,
                say("{} has no action \"{}\"", Sentence::label(type.label), action));
  if (!caller.schema->access.may_act(caller.actor, type, action))
    throw Error(ErrorCode::forbidden,
                say("your role may not use \"{}\" with {}", action, Sentence::label(type.plural)));
}

std::unique_ptr<Message> RecordService::action_input(const store::RuleBook& book,
                                                     const RecordType& type,
                                                     const std::string& action, const Json* input) {
  auto rule = book.find_action(type.name, action);
  if (!rule || !rule->input) return nullptr;
  std::unique_ptr<Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(rule->input)->New());
  if (input) common::codec::merge_json(schema::fields_of(rule->input), *message, *input);
  return message;
}

RecordService::Acted RecordService::act(Transaction& transaction, const Caller& caller,
                                        const RecordType& type, const std::string& id,
                                        const std::string& action, const Message* input) const {
  transaction.name_action(action);
  if (input)
    records::require_own_files(caller, transaction.sql(), schema::fields_of(input->GetDescriptor()),
                               {}, nullptr, *input);
  if (!id.empty()) {
    auto record = load_for(transaction, caller, type, id, options::READ);
    require_acting(transaction, caller, type, action, *record);
  }
  auto result = transaction.act(type, id, action, input);
  Acted acted;
  if (result.record) acted.id = schema::header(std::as_const(*result.record)).id();
  // An action of the type itself is judged by the record that it made, if it made one.
  if (id.empty() && result.record && transaction.catalogue().of(*result.record).name == type.name)
    require_acting(transaction, caller, type, action, *result.record);
  acted.json = std::move(result.json);
  return acted;
}

std::int64_t RecordService::count(Connection& connection, const Caller& caller,
                                  store::Query query) const {
  auto& type = *query.type;
  require_may(caller, type, options::READ);
  auto& access = caller.schema->access;
  complete(connection, caller, query);
  query.page_size = 1;
  query.count_max = 0;
  auto page = store::run_query(
      connection, caller.schema->catalogue, caller.schema->tables.of(type), caller.actor.tenant,
      query, access.reach(caller.actor, type, options::READ).condition, caller.context);
  return page.total;
}

}  // namespace hub::records
