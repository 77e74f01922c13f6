#include "hub/graphql/engine.hpp"

#include <map>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/graphql/catalogue_schema.hpp"
#include "hub/graphql/impl/rules.hpp"
#include "hub/graphql/parser.hpp"
#include "hub/records/views.hpp"

namespace hub::graphql {
namespace {

using common::Error;
using common::ErrorCode;
using common::rules::Actor;
using Kind = Origin::Kind;

/// What stops the whole request, since it is nothing that the asking person did.
bool is_ours(const Error& error) {
  return error.code() == ErrorCode::storage || error.code() == ErrorCode::internal ||
         error.code() == ErrorCode::unavailable;
}

Json violations_json(const Error& error) {
  Json list = Json::array();
  for (auto& violation : error.violations())
    list.push_back({{"field", violation.field}, {"text", violation.text.said()}});
  return list;
}

Json failure_json(const Error& error, const Pick& pick) {
  auto json =
      error_json(error.sentence().said(), {pick.place}, std::string(code_name(error.code())));
  json["path"] = {pick.key};
  if (!error.violations().empty()) json["extensions"]["errors"] = violations_json(error);
  if (auto refused = dynamic_cast<const Refused*>(&error))
    json["extensions"].update(refused->extensions());
  return json;
}

const Operation& choose(const Document& document, const std::string& name) {
  if (document.operations.empty())
    throw Error(ErrorCode::bad_input, "The document has no operation.");
  if (name.empty() && document.operations.size() == 1) return document.operations[0];
  if (name.empty())
    throw Error(ErrorCode::bad_input, "Name the operation: the document has several.");
  for (auto& operation : document.operations)
    if (operation.name == name) return operation;
  throw Error(ErrorCode::bad_input, "There is no operation named \"" + name + "\".");
}

Variables variables_of(const Schema& schema, const Operation& operation, const Json& given) {
  if (!given.is_null() && !given.is_object())
    throw Error(ErrorCode::bad_input, "expected the variables as an object", "variables");
  Variables variables;
  for (auto& variable : operation.variables) {
    auto use = impl::use_of(schema, variable.type);
    auto found = given.is_object() ? given.find(variable.name) : given.end();
    if (given.is_object() && found != given.end())
      variables[variable.name] = coerce(*found, *use, "$" + variable.name, variable.place);
    else if (variable.fallback)
      variables[variable.name] = *coerce(*variable.fallback, *use, Variables{});
    else if (use->required)
      throw Misfit("Variable \"$" + variable.name + "\" of type " + use->text() + " is required.",
                   variable.place);
  }
  return variables;
}

std::string errors_of(const std::vector<Fault>& faults) {
  Json errors = Json::array();
  for (auto& fault : faults) errors.push_back(error_json(fault.text, fault.places, "bad_input"));
  return common::json_text(errors);
}

std::string one_error(const std::string& text, const std::vector<Place>& places, ErrorCode code) {
  return common::json_text(Json{error_json(text, places, std::string(code_name(code)))});
}

/// All that make_schema asks of the actor: his roles, and what the token that he came with is for.
std::string schema_key(const Actor& actor) {
  std::string key = actor.system ? "system" : "";
  for (auto& role : actor.roles) key += "," + role;
  if (!actor.scopes) return key;
  key += ";";  // a token for nothing is not the same as none
  for (auto& scope : *actor.scopes) key += scope + ",";
  return key;
}

Change change_of(const Pick& pick) {
  auto& origin = pick.field->origin;
  auto text = [&](const char* name) {
    auto found = pick.argument(name);
    return found ? found->get<std::string>() : std::string();
  };
  Change change{origin.kind, origin.target, text("id"), origin.key, text("idempotencyKey"), 0, {}};
  if (auto version = pick.argument("version")) change.version = version->get<std::int64_t>();
  if (auto input = pick.argument("input"))
    change.input = to_api(*input, pick.field->find_argument("input")->type);
  return change;
}

}  // namespace

Json error_json(const std::string& text, const std::vector<Place>& places,
                const std::string& code) {
  Json error{{"message", text}, {"extensions", {{"code", code}}}};
  if (places.empty()) return error;
  error["locations"] = Json::array();
  for (auto place : places)
    error["locations"].push_back({{"line", place.line}, {"column", place.column}});
  return error;
}

std::shared_ptr<const Schema> Engine::schema_of(const records::Caller& caller) {
  std::pair key{caller.schema.get(), schema_key(caller.actor)};
  {
    std::lock_guard lock(mutex_);
    if (auto found = schemas_.find(key); found != schemas_.end()) return found->second;
  }
  auto made = make_schema(caller.schema, records_.store().book(), caller.actor);
  std::lock_guard lock(mutex_);
  if (schemas_.size() >= schemas_max) schemas_.clear();
  return schemas_.emplace(key, made).first->second;
}

std::shared_ptr<const Prepared> Engine::prepare(std::shared_ptr<const Schema> schema,
                                                const std::string& text) {
  Key key{schema.get(), text};
  {
    std::lock_guard lock(mutex_);
    if (auto found = documents_.find(key); found != documents_.end()) {
      used_.splice(used_.begin(), used_, found->second.used);
      return found->second.prepared;
    }
  }
  auto prepared = std::make_shared<Prepared>();
  prepared->document = parse(text);
  prepared->faults = validate(*schema, prepared->document);
  prepared->schema = std::move(schema);
  std::lock_guard lock(mutex_);
  // What is wrong, or long, is not asked again and again.
  if (!prepared->faults.empty() || text.size() > 10'000) return prepared;
  if (documents_.size() >= documents_max) {
    documents_.erase(used_.back());
    used_.pop_back();
  }
  if (!documents_.count(key)) {
    used_.push_front(key);
    documents_[key] = {prepared, used_.begin()};
  }
  return prepared;
}

std::optional<Ready> Engine::make_ready(const Question& question, const records::Caller& caller,
                                        std::string& errors) {
  try {
    auto prepared = prepare(schema_of(caller), question.text);
    if (!prepared->faults.empty()) {
      errors = errors_of(prepared->faults);
      return std::nullopt;
    }
    auto& operation = choose(prepared->document, question.operation);
    auto& schema = *prepared->schema;
    Ready ready{prepared, &operation, variables_of(schema, operation, question.variables)};
    Planner(schema, prepared->document, ready.variables)
        .check_cost(operation, *impl::root_type(schema, operation.kind));
    return ready;
  } catch (const Unreadable& error) {
    errors = one_error(error.text(), {error.place()}, error.code());
  } catch (const Misfit& error) {
    errors = one_error(error.text(), {error.place()}, error.code());
  } catch (const Error& error) {
    if (is_ours(error)) throw;
    errors = one_error(error.text(), {}, error.code());
  }
  return std::nullopt;
}

Answer Engine::answer(const Question& question, const Asking& asking) {
  std::string errors;
  auto ready = make_ready(question, asking.caller, errors);
  if (!ready) return {"{\"errors\":" + errors + "}"};
  auto kind = ready->operation->kind;
  if (kind == Operation::Kind::subscription)
    return {"{\"errors\":" +
            one_error("Subscriptions come over WebSocket.", {ready->operation->place},
                      ErrorCode::bad_input) +
            "}"};
  if (kind == Operation::Kind::mutation && !question.may_change)
    return {"{\"errors\":" +
                one_error("Send what changes something with POST.", {ready->operation->place},
                          ErrorCode::bad_input) +
                "}",
            false, true};
  return execute(*ready, asking);
}

Answer Engine::execute(const Ready& ready, const Asking& asking) {
  auto& schema = *ready.prepared->schema;
  Planner planner(schema, ready.prepared->document, ready.variables);
  bool changes = ready.operation->kind == Operation::Kind::mutation;
  std::string out = "{\"data\":{";
  Json errors = Json::array();
  try {
    auto shape =
        planner.shape(*impl::root_type(schema, ready.operation->kind), ready.operation->selections);
    for (auto& pick : shape->picks) {
      if (&pick != &shape->picks.front()) out += ',';
      common::codec::append_json_text(out, pick.key);
      out += ':';
      try {
        out += changes ? write_root(planner, pick, asking) : read_root(planner, pick, asking);
      } catch (const Error& error) {
        if (is_ours(error)) throw;
        errors.push_back(failure_json(error, pick));
        out += "null";
      }
    }
  } catch (const Misfit& error) {
    return {"{\"errors\":" + one_error(error.text(), {error.place()}, error.code()) + "}"};
  }
  out += '}';
  if (!errors.empty()) out += ",\"errors\":" + common::json_text(errors);
  return {out + "}", true};
}

namespace {

/// Of a record that is shown to each in parts, what the records of the API show of it.
void leave_out_hidden(const records::RecordService& service, store::Connection& sql,
                      const records::Caller& caller, const RecordType& type,
                      const std::vector<std::string>& columns, Rows& rows) {
  if (!records::is_shown_in_parts(type) || rows.size() == 0) return;
  std::map<std::string, Json> shown;
  for (auto& record : service.find_all(sql, caller, type, rows.ids()))
    shown.emplace(common::schema::header(std::as_const(*record)).id(),
                  common::read_json(common::codec::to_json(type, *record)));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    auto found = shown.find(rows.text(row, 0));
    for (std::size_t column = 1; column < columns.size(); ++column) {
      if (!store::names_fields_of_others(columns[column])) continue;
      auto value = found == shown.end() ? Json() : found->second.value(columns[column], Json());
      // A list lies in its column as the API's JSON.
      rows.set(row, column,
               value.is_null()     ? store::Value{}
               : value.is_string() ? store::Value{value.get<std::string>()}
                                   : store::Value{common::json_text(value)});
    }
  }
}

}  // namespace

Reading Engine::reading(store::Connection& sql, const records::Caller& caller) const {
  auto note = [this, &caller](const RecordType& type, const std::vector<std::string>& ids) {
    records_.note_read(caller, type, ids);
  };
  auto having_words = [this, &sql, &caller](const RecordType& type, const std::string& words) {
    return records_.having_words(sql, caller, type, words);
  };
  auto leave_out = [this, &sql, &caller](const RecordType& type,
                                         const std::vector<std::string>& columns, Rows& rows) {
    leave_out_hidden(records_, sql, caller, type, columns, rows);
  };
  return {sql,
          caller.schema->catalogue,
          caller.schema->access,
          caller.actor,
          caller.context,
          note,
          0,
          having_words,
          leave_out};
}

std::string Engine::read_root(const Planner& planner, Pick& pick, const Asking& asking) {
  return store::with_copies([&] {
    return records_.store().read_result([&](store::Connection& sql) {
      auto reading = this->reading(sql, asking.caller);
      std::string out;
      Execution(planner, reading).write_root(out, pick);
      return out;
    });
  });
}

/// A write, then what is asked of the record as it was left.
std::string Engine::write_root(const Planner& planner, Pick& pick, const Asking& asking) {
  if (pick.field->name == "__typename") return "\"" + planner.schema().mutation->name + "\"";
  auto done = asking.change(change_of(pick));
  std::string out;
  records_.store().read([&](store::Connection& sql) {
    auto reading = this->reading(sql, asking.caller);
    out.clear();
    Execution execution(planner, reading);
    auto record = [&](Pick& of) {
      if (done.id.empty())
        out += "null";
      else
        execution.write_record(out, of, *pick.field->origin.target, done.id);
    };
    auto& type = *pick.field->type.type;
    if (type.is_leaf()) {
      common::codec::append_json_text(out, done.id);
    } else if (!pick.is(Kind::act)) {
      record(pick);
    } else {
      out += '{';
      auto& shape = planner.below(pick, type);
      for (auto& part : shape.picks) {
        if (&part != &shape.picks.front()) out += ',';
        common::codec::append_json_text(out, part.key);
        out += ':';
        if (part.is(Kind::record))
          record(part);
        else
          out += part.field->name == "answer" ? common::json_text(done.answer)
                                              : "\"" + type.name + "\"";
      }
      out += '}';
    }
  });
  return out;
}

}  // namespace hub::graphql
