#include "hub/transfer/impl/settings.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/zone/zone.hpp"
#include "hub/store/actors.hpp"
#include "hub/transfer/matches.hpp"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/admin/user.pb.h"

namespace hub::transfer {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
namespace options = common::schema::options;

template <class T>
T load(store::Store& store, const std::string& tenant, const std::string& id) {
  T record;
  store.read([&](store::Connection& connection) {
    auto found = store.tables().of(store.catalogue().of<T>()).find(connection, tenant, id);
    if (!found) throw Error(ErrorCode::not_found, "it is not there any more");
    record.CopyFrom(*found);
  });
  return record;
}

/// A document's number: whoever chose one would take it from the documents to come.
bool is_given_number(const Field& field) {
  auto& o = *field.options;
  return !o.series().empty() || (field.name == "number" && o.locked() && o.unique());
}

}  // namespace

std::string language_of(store::Store& store, const std::string& tenant, const std::string& user) {
  auto language = store.read_result([&](store::Connection& connection) {
    return connection.scalar("SELECT language FROM \"user\" WHERE tenant = ? AND id = ?",
                             {tenant, user});
  });
  auto text = language ? std::get_if<std::string>(&*language) : nullptr;
  return text ? *text : std::string();
}

Person person_of(store::Store& store, const std::string& tenant, const std::string& user,
                 const std::string& cause) {
  Person person;
  person.language = language_of(store, tenant, user);
  auto now = store.clock().now();
  store.read([&](store::Connection& connection) {
    person.actor = store::load_actor(connection, store.tables(), tenant, user, now);
  });
  person.actor.cause = cause;
  person.zone = load<truckroll::admin::Tenant>(store, tenant, tenant).zone();
  if (person.zone.empty()) person.zone = "UTC";
  person.schema = store.schema(tenant);
  person.context = store::context_of(person.actor, common::zone::local_day(now, person.zone), now);
  return person;
}

namespace impl {

bool Settings::by_likeness() const {
  return std::find(match_keys.begin(), match_keys.end(), similar_key) != match_keys.end();
}

OnDuplicate decided(ImportRun::OnDuplicate choice) {
  switch (choice) {
    case ImportRun::ON_DUPLICATE_MERGE:
      return OnDuplicate::merge;
    case ImportRun::ON_DUPLICATE_OVERWRITE:
      return OnDuplicate::overwrite;
    case ImportRun::ON_DUPLICATE_KEEP:
      return OnDuplicate::keep;
    default:
      return OnDuplicate::skip;
  }
}

Settings load_settings(store::Store& store, const std::string& tenant, const std::string& run,
                       Person person) {
  auto record = load<ImportRun>(store, tenant, run);
  auto company = load<truckroll::admin::Tenant>(store, tenant, tenant);
  Settings settings;
  settings.tenant = tenant;
  settings.run = run;
  settings.person = std::move(person);
  settings.type = settings.person.schema->catalogue.find(record.of_type());
  if (!settings.type)
    common::refuse("of_type", common::say("there is no record type \"{}\"", record.of_type()));
  settings.match_keys.assign(record.match_keys().begin(), record.match_keys().end());
  require_match_keys(*settings.type, settings.match_keys);
  settings.on_duplicate = decided(record.on_duplicate());
  for (auto& row : record.probable())
    if (row.has_choice()) settings.choices[row.row()] = decided(row.choice());
  settings.file_name = record.name();
  settings.sheet = record.sheet();
  settings.currency = company.currencies_size() > 0 ? company.currencies(0) : "CHF";
  for (auto& line : record.mapping())
    settings.mapping.push_back({line.column(), line.field(), line.transform(), line.proposed(), 0});
  return settings;
}

void require_may_import(const Settings& settings, const Converter& converter) {
  auto& type = *settings.type;
  auto& access = settings.person.schema->access;
  auto& actor = settings.person.actor;
  auto label = common::Sentence::label(type.label);
  auto changing = [](OnDuplicate choice) {
    return choice == OnDuplicate::merge || choice == OnDuplicate::overwrite;
  };
  bool changes = changing(settings.on_duplicate);
  for (auto& [line, choice] : settings.choices) changes = changes || changing(choice);
  if (type.kind() == options::PROJECTION)
    throw Error(ErrorCode::forbidden, say("{} is computed", label), "of_type");
  if (!access.may(actor, type, options::CREATE) ||
      (changes && (!settings.match_keys.empty() || converter.names_records()) &&
       !access.may(actor, type, options::CHANGE)))
    throw Error(ErrorCode::forbidden,
                say("your role may not import {}", common::Sentence::label(type.plural)),
                "of_type");
  if (converter.fills_external_ids() && !actor.has("admin") && !actor.has("dispatcher"))
    throw Error(ErrorCode::forbidden, "your role may not change the keys of other systems",
                "mapping");
  for (auto field : converter.fields()) {
    auto filled = common::Sentence::label(field->label);
    if (!access.may_see_field(actor, type, *field))
      common::refuse("mapping",
                     say("{} has no field \"{}\" that an import fills", label, field->name));
    if (is_given_number(*field))
      common::refuse("mapping", say("{} is given by the number series; leave it out", filled));
    if (!access.may_change_field(actor, type, *field, true) && !field->options->locked())
      throw Error(ErrorCode::forbidden, say("your role may not change {}", filled), "mapping");
  }
}

}  // namespace impl
}  // namespace hub::transfer
