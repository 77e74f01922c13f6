#include "hub/store/transaction.hpp"

#include <algorithm>
#include <set>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/correlation.hpp"
#include "common/rules/numbers.hpp"
#include "common/schema/references.hpp"
#include "common/text/text.hpp"
#include "common/zone/zone.hpp"
#include "hub/store/access.hpp"
#include "hub/store/company_checks.hpp"
#include "hub/store/custom_values.hpp"
#include "hub/store/impl/keys.hpp"
#include "hub/store/schemas.hpp"
#include "hub/store/together.hpp"
#include "hub/store/typed_keys.hpp"
#include "hub/store/uploads.hpp"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/fleet/sync_conflict.pb.h"

namespace hub::store {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::Sentence;
using common::schema::FieldKind;
namespace schema = common::schema;
using schema::Reference;
using truckroll::admin::Branch;
using truckroll::billing::NumberSeries;

constexpr std::string_view tag_type = "content.Tag";
/// Who belongs to a segment leaves it with his record; a rule lets him in without anybody knowing.
constexpr std::string_view member_type = "crm.SegmentMember";

/// A record that only mentions what it is about goes on without it; one that is about nothing
/// without it, or that is never changed, keeps what it is about from being deleted.
bool may_let_go(const RecordType& type, const Field& about) {
  return !about.options->required() && !type.append_only() &&
         (!type.flow() || type.flow()->frozen_size() == 0);
}

/// A van comes through the broker, which knows it by its certificate: that is its address, and the
/// queue of its device its session.
void name_origin(ChangeRow& row, const Command& command) {
  row.session = command.session;
  if (row.device.empty()) return;
  if (row.address.empty()) row.address = "van " + row.device;
  if (row.session.empty()) row.session = "van " + row.device;
}

void collect_tags(const Message& record, std::vector<Reference>& out) {
  auto& tags = schema::header(record).tags();
  for (int i = 0; i < tags.size(); ++i) {
    auto path = "tags[" + std::to_string(i) + "]";
    out.push_back({path, std::string(tag_type), tags[i]});
  }
}

std::string text_of(const Message& record, const char* name) {
  auto field = record.GetDescriptor()->FindFieldByName(name);
  bool is_text = field && !field->is_repeated() &&
                 field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING;
  return is_text ? record.GetReflection()->GetString(record, field) : std::string();
}

/// The day that a document bears itself, in days since 1970.
std::optional<std::int32_t> date_of(const Message& record) {
  auto field = record.GetDescriptor()->FindFieldByName("date");
  bool is_date = field && !field->is_repeated() && field->message_type() &&
                 field->message_type() == truckroll::Date::descriptor();
  if (!is_date || !record.GetReflection()->HasField(record, field)) return std::nullopt;
  return static_cast<const truckroll::Date&>(record.GetReflection()->GetMessage(record, field))
      .days();
}

std::string zone_at(Transaction& transaction, const std::string& legal_entity,
                    const std::string& branch) {
  if (auto place = transaction.find<Branch>(branch)) return place->zone();
  if (!legal_entity.empty())
    if (auto place = transaction.find_where<Branch>("legal_entity", legal_entity))
      return place->zone();
  auto company = transaction.find<truckroll::admin::Tenant>(transaction.actor().tenant);
  return company ? company->zone() : std::string();
}

/// A field, or "state", "id", or a field of lines, that equals the value: as SQL; appends what it
/// binds.
std::string equals(const RecordType& type, const std::string& tenant, std::string_view path,
                   std::string_view value, Values& values) {
  auto parts = common::text::split(path, '.');
  auto text = std::string(value);
  if (parts[0] == "state" || parts[0] == "id") {
    values.emplace_back(text);
    return sql_name(parts[0]) + " = ?";
  }
  if (auto custom = type.find_custom(parts[0]); custom && !type.find_field(parts[0])) {
    values.emplace_back(tenant);
    values.emplace_back(text);
    return "\"id\" IN (" + custom_rows(type, *custom, "?") + " AND " + custom_alias + "." +
           custom_column(*custom) + " = ?)";
  }
  auto& field = type.field(parts[0]);
  if (field.kind == FieldKind::lines && parts.size() > 1) {
    values.emplace_back(tenant);
    values.emplace_back(text);
    return "\"id\" IN (SELECT \"record\" FROM " + sql_name(lines_table(type, field)) +
           " WHERE \"tenant\" = ? AND " + sql_name(parts[1]) + " = ?)";
  }
  // Ids hold no character that LIKE or JSON would read otherwise.
  values.emplace_back(field.list ? "%\"" + text + "\"%" : text);
  return sql_name(field.name) + (field.list ? " LIKE ?" : " = ?");
}

}  // namespace

Tables::Tables(const Catalogue& catalogue, const Tables* base) : catalogue_(catalogue) {
  for (auto& type : catalogue.types()) {
    auto& table = tables_[type.get()];
    if (base)
      if (auto shared = base->tables_.find(type.get()); shared != base->tables_.end())
        table = shared->second;
    if (!table) table = std::make_shared<RecordTable>(*type);
  }
}

const RecordTable& Tables::of(const RecordType& type) const {
  auto found = tables_.find(&type);
  if (found == tables_.end()) found = tables_.find(&catalogue_.type(type.name));
  return *found->second;
}

Transaction::Transaction(Connection& connection, const Tables& tables, const RuleBook& book,
                         const Command& command, const Access* access, const CompanyChecks* checks)
    : Records(book),
      connection_(connection),
      tables_(tables),
      command_(command),
      access_(access),
      checks_(checks) {}

void Transaction::flag(const Message& about, std::string_view kind, std::string_view text) {
  flags_.emplace_back(text);
  truckroll::fleet::SyncConflict conflict;
  if (!command_.actor.device.empty()) conflict.set_device(command_.actor.device);
  auto& header = schema::header(about);
  *conflict.mutable_about() = common::codec::about(catalogue().of(about).name, header.id());
  auto choice = schema::find_choice(truckroll::fleet::SyncConflict::Kind_descriptor(), kind);
  conflict.set_kind(choice ? static_cast<truckroll::fleet::SyncConflict::Kind>(choice->number())
                           : truckroll::fleet::SyncConflict::KIND_STATUS);
  conflict.set_theirs(std::string(text));
  save(conflict);
}

std::unique_ptr<Message> Transaction::find_message(const RecordType& type, std::string_view id) {
  if (id.empty()) return nullptr;
  return tables_.of(type).find(connection_, command_.actor.tenant, id);
}

std::vector<std::unique_ptr<Message>> Transaction::select(const RecordType& type,
                                                          const std::string& condition,
                                                          const Values& values) {
  auto& table = tables_.of(type);
  std::vector<std::unique_ptr<Message>> records;
  Values bound{command_.actor.tenant};
  bound.insert(bound.end(), values.begin(), values.end());
  auto& rows = connection_.query(table.select() + " WHERE \"tenant\" = ? AND " + condition +
                                     " AND deleted_at IS NULL" + and_of_type(type),
                                 bound);
  while (rows.step()) records.push_back(table.read(rows));
  // Not by the database: to have them in order SQLite would rather read the whole table.
  std::sort(records.begin(), records.end(), [](auto& a, auto& b) {
    return schema::header(std::as_const(*a)).id() < schema::header(std::as_const(*b)).id();
  });
  table.load_lines(connection_, command_.actor.tenant, records);
  return records;
}

std::vector<std::unique_ptr<Message>> Transaction::where_message(const RecordType& type,
                                                                 std::string_view path,
                                                                 std::string_view value) {
  Values values;
  auto condition = equals(type, command_.actor.tenant, path, value, values);
  return select(type, condition, values);
}

std::vector<std::unique_ptr<Message>> Transaction::where_also_message(
    const RecordType& type, std::string_view path, std::string_view value,
    const common::rules::Also& also) {
  Values values;
  auto condition = equals(type, command_.actor.tenant, path, value, values);
  if (also.after) {
    condition += " AND " + sql_name(type.field(also.field).name) + " > ?";
    values.emplace_back(common::to_micros(*also.after));
  } else {
    condition += " AND " + equals(type, command_.actor.tenant, also.field, also.value, values);
  }
  return select(type, condition, values);
}

void Transaction::write(const RecordType& type, const Message* before, Message& after) {
  if (!fact()) require_company_checks(type, after);
  // What the system does by itself, and what happened in the field, nobody could type otherwise.
  if (!fact() && !command_.actor.system) require_unlike_keys(connection_, type, before, after);
  auto& table = tables_.of(type);
  try {
    if (before)
      table.update(connection_, *before, after);
    else
      table.insert(connection_, after);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::conflict) explain_conflict(type, error.text());
    throw;
  }
  write_custom_values(connection_, type, before, &after);
  note_written(type);
  keep_named_files(connection_, command_.actor.tenant, type, before, after);
  auto action = !before ? "create" : !action_.empty() ? action_ : "change";
  changes_.push_back(describe_change(type, before, &after, command_.actor, command_.at, action));
  name_origin(changes_.back(), command_);
  if (fact()) require_company_checks(type, after);  // a flag names what is there
}

/// What happened in the field is kept and flagged, and what the system does by itself is not the
/// fault of anybody who could mend it.
void Transaction::require_company_checks(const RecordType& type, const Message& record) {
  if (!checks_ || !checks_->has(type) || command_.actor.system) return;
  auto violations = checks_->refusals(
      type, record, context_of(command_.actor, common::zone::local_day(now(), "UTC")),
      find_through(connection_, tables_, command_.actor.tenant));
  if (violations.empty()) return;
  if (!fact()) throw Error(ErrorCode::bad_input, violations[0].text, violations);
  for (auto& violation : violations) flag(record, "status", violation.text.english());
}

void Transaction::note_written(const RecordType& type) {
  remembered_.erase(type.name);
  if (!Schemas::depends_on(type.name) || changes_schema_) return;
  changes_schema_ = true;
  bump_schema_version(connection_, command_.actor.tenant);
}

const std::vector<std::string>& Transaction::remembered(
    const RecordType& of, const std::string& name,
    const std::function<std::vector<std::string>()>& load) {
  auto& all = remembered_[of.name];
  auto known = all.find(name);
  if (known == all.end()) known = all.emplace(name, load()).first;
  return known->second;
}

void Transaction::explain_conflict(const RecordType& type, const std::string& text) {
  auto index = impl::broken_index(text);
  if (index.empty()) return;
  auto label = Sentence::label(type.label);
  for (auto& field : type.fields)
    if (field.options->unique() && index == impl::unique_name(type, field))
      throw Error(ErrorCode::conflict,
                  say("there is already a {} with this {}", label, Sentence::label(field.label)),
                  field.name);
  for (auto& key : type.options->key())
    if (index == impl::natural_key_name(type, key))
      throw Error(ErrorCode::conflict, say("there is already such a {}", label),
                  common::text::split(key.field(0), '.')[0]);
  throw Error(ErrorCode::conflict,
              say("there is already a {} with this id; it may have been deleted", label), "id");
}

void Transaction::write_removal(const RecordType& type, const Message& before) {
  std::unique_ptr<Message> after(before.New());
  after->CopyFrom(before);
  auto& header = schema::header(*after);
  *header.mutable_deleted_at() = common::codec::to_timestamp(command_.at);
  *header.mutable_changed_at() = header.deleted_at();
  header.set_changed_by(command_.actor.user);
  header.set_version(header.version() + 1);
  tables_.of(type).update(connection_, before, *after);
  write_custom_values(connection_, type, &before, nullptr);
  note_written(type);
  changes_.push_back(
      describe_change(type, after.get(), nullptr, command_.actor, command_.at, "delete"));
  name_origin(changes_.back(), command_);
  let_go(type, header.id());
}

void Transaction::withdraw(const RecordType& type, const Message& record, std::string_view action) {
  auto made = changes_.size();
  write_removal(type, record);
  changes_[made].action = std::string(action);
}

std::unique_ptr<Message> Transaction::restore(const RecordType& type, std::string_view id) {
  auto& table = tables_.of(type);
  auto before = table.find(connection_, command_.actor.tenant, id, true);
  if (!before) return nullptr;
  if (!schema::header(std::as_const(*before)).has_deleted_at())
    throw Error(ErrorCode::conflict, say("this {} is not deleted", Sentence::label(type.label)));
  std::unique_ptr<Message> after(before->New());
  after->CopyFrom(*before);
  auto& header = schema::header(*after);
  header.clear_deleted_at();
  *header.mutable_changed_at() = common::codec::to_timestamp(command_.at);
  header.set_changed_by(command_.actor.user);
  header.set_version(header.version() + 1);
  check_references(type, nullptr, *after);
  try {
    table.update(connection_, *before, *after);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::conflict) explain_conflict(type, error.text());
    throw;
  }
  write_custom_values(connection_, type, nullptr, after.get());
  note_written(type);
  changes_.push_back(
      describe_change(type, nullptr, after.get(), command_.actor, command_.at, "restore"));
  name_origin(changes_.back(), command_);
  return after;
}

bool Transaction::exists(const RecordType& type, const std::string& id) {
  return connection_
      .scalar("SELECT 1 FROM " + sql_name(type.table) +
                  " WHERE \"tenant\" = ? AND \"id\" = ? AND deleted_at IS NULL" + and_of_type(type),
              {command_.actor.tenant, id})
      .has_value();
}

void Transaction::check_references(const RecordType& type, const Message* before,
                                   const Message& after) {
  std::vector<Reference> was;
  if (before) was = schema::references_of(type, *before);
  auto is = schema::references_of(type, after);
  if (before) collect_tags(*before, was);
  collect_tags(after, is);
  std::set<Reference> known(was.begin(), was.end());
  std::vector<common::Violation> violations;
  for (auto& reference : is) {
    if (reference.id.empty() || known.count(reference)) continue;
    auto target = catalogue().find(reference.type);
    if (target == &type && reference.id == schema::header(after).id()) continue;
    if (!target)
      violations.push_back({reference.path, say("there is no record type {}", reference.type)});
    else if (!exists(*target, reference.id))
      violations.push_back(
          {reference.path, say("there is no such {}", Sentence::label(target->label))});
  }
  if (!violations.empty()) throw Error(ErrorCode::bad_input, violations[0].text, violations);
}

namespace {

/// What refers to a record, and by which of its fields; null: its tags.
struct Referrer {
  const RecordType* from;
  const Field* field;
  std::string id;
};

constexpr int referrers_max = 100;          // of each field
constexpr std::size_t referrers_named = 5;  // of each type

/// Whether the caller would find it by himself. Rules that act for the system are told all.
bool is_shown(Transaction& transaction, const Referrer& referrer) {
  auto access = transaction.access();
  auto& actor = transaction.actor();
  auto& type = *referrer.from;
  if (!access || actor.system) return true;
  if (type.options->internal() || !access->may(actor, type, options::READ)) return false;
  if (referrer.field && !access->may_see_field(actor, type, *referrer.field)) return false;
  auto record = transaction.find_message(type, referrer.id);
  auto now = transaction.now();
  return record &&
         access->may_record(actor, type, options::READ, *record,
                            context_of(actor, common::zone::local_day(now, "UTC"), now),
                            find_through(transaction.sql(), transaction.tables(), actor.tenant));
}

/// Those that the caller may see, a few of each type; the others are counted, or he would learn
/// by trying to delete what is not for him.
std::vector<common::Violation> told_of(Transaction& transaction,
                                       const std::vector<Referrer>& referrers) {
  std::vector<common::Violation> violations;
  std::map<const RecordType*, std::set<std::string>> named;
  std::set<std::string> others;
  for (auto& one : referrers) {
    auto& of_type = named[one.from];
    if (of_type.count(one.id)) continue;
    if (of_type.size() >= referrers_named || !is_shown(transaction, one)) {
      others.insert(one.id);
      continue;
    }
    of_type.insert(one.id);
    others.erase(one.id);
    auto path = one.from->path + "/" + one.id;
    violations.push_back({path, say("{} refers to it", Sentence::label(one.from->label))});
  }
  if (!others.empty()) violations.push_back({"other", say("{} more refer to it", others.size())});
  return violations;
}

/// Of records that are there and fulfil the condition; its values' first is the tenant.
std::string found_in(const RecordType& type, const std::string& what,
                     const std::string& condition) {
  return "SELECT " + what + " FROM " + sql_name(type.table) +
         " WHERE \"tenant\" = ? AND deleted_at IS NULL AND " + condition + and_of_type(type);
}

}  // namespace

/// Ids of records that are there and fulfil the condition, so many of them. The values' first is
/// the tenant.
std::vector<std::string> Transaction::some_ids(const RecordType& type, const std::string& condition,
                                               const Values& values) {
  std::vector<std::string> ids;
  auto& rows = connection_.query(found_in(type, "\"id\"", condition) + " ORDER BY \"id\" LIMIT " +
                                     std::to_string(referrers_max),
                                 values);
  while (rows.step()) ids.push_back(rows.text(0));
  return ids;
}

void Transaction::check_unreferenced(const RecordType& type, const Message& record) {
  struct Place {
    const RecordType* from;
    const Field* field;  // of the record; null: its tags
    std::string condition;
    Values values;
  };
  std::vector<Place> places;
  auto& id = schema::header(record).id();
  auto& tenant = command_.actor.tenant;
  auto add = [&](const RecordType& from, const Field* field, const std::string& condition,
                 const Values& values) {
    places.push_back({&from, field, condition, values});
  };
  for (auto& referrer : catalogue().referrers(type)) {
    if (referrer.type->name == member_type && type.name != "crm.Segment") continue;
    auto column = sql_name(referrer.field->name);
    // Ids hold no character that LIKE or JSON would read otherwise.
    auto names = referrer.field->list ? column + " LIKE ?" : column + " = ?";
    auto value = referrer.field->list ? "%\"" + id + "\"%" : id;
    if (referrer.field->custom)
      add(*referrer.type, referrer.field,
          "\"id\" IN (" + custom_rows(*referrer.type, *referrer.field, "?") + " AND " +
              custom_alias + ".text = ?)",
          {tenant, tenant, id});
    else if (referrer.lines)
      add(*referrer.type, referrer.lines,
          "\"id\" IN (SELECT \"record\" FROM " +
              sql_name(lines_table(*referrer.type, *referrer.lines)) +
              " WHERE \"tenant\" = ? AND " + names + ")",
          {tenant, tenant, value});
    else
      add(*referrer.type, referrer.field, names, {tenant, value});
  }
  for (auto& other : catalogue().types()) {
    for (auto& field : other->fields)
      if (field.kind == FieldKind::about && !field.list && !may_let_go(*other, field))
        add(*other, &field,
            sql_name(field.name) + " = ? AND " + sql_name(field.name + "__type") + " = ?",
            {tenant, id, type.name});
    if (type.name == tag_type) add(*other, nullptr, "tags LIKE ?", {tenant, "%\"" + id + "\"%"});
  }
  // Most often nothing refers to it: one question instead of two hundred, which on PostgreSQL are
  // as many ways to the server. Taking an import back asks for each of its records.
  std::string any;
  Values values;
  for (auto& place : places) {
    any += (any.empty() ? "SELECT 1 WHERE EXISTS (" : " OR EXISTS (") +
           found_in(*place.from, "1", place.condition) + ")";
    values.insert(values.end(), place.values.begin(), place.values.end());
  }
  if (places.empty() || !connection_.query(any, values).step()) return;
  std::vector<Referrer> found;
  for (auto& [from, field, where, given] : places)
    for (auto& other : some_ids(*from, where, given))
      if (from != &type || other != id)  // a record may refer to itself
        found.push_back({from, field, other});
  if (!found.empty())
    throw Error(ErrorCode::conflict, say("{} is still referred to", Sentence::label(type.label)),
                told_of(*this, found));
}

void Transaction::let_go(const RecordType& type, const std::string& id) {
  for (auto& other : catalogue().types())
    for (auto& field : other->fields) {
      if (field.kind != FieldKind::about || field.list || !may_let_go(*other, field)) continue;
      for (auto& found : where_message(*other, field.name, id)) {
        auto reflection = found->GetReflection();
        auto& about =
            static_cast<const truckroll::About&>(reflection->GetMessage(*found, field.descriptor));
        if (about.type() != type.name) continue;
        reflection->ClearField(found.get(), field.descriptor);
        save_as_system(*found);
      }
    }
}

std::vector<std::string> Transaction::all_ids(const RecordType& type) {
  std::vector<std::string> ids;
  auto& rows = connection_.query("SELECT id FROM " + sql_name(type.table) +
                                     " WHERE tenant = ? AND deleted_at IS NULL ORDER BY id",
                                 {command_.actor.tenant});
  while (rows.step()) ids.push_back(rows.text(0));
  return ids;
}

std::string Transaction::take_number(std::string_view series, const Message& record) {
  return take_number(series, record, {});
}

std::string Transaction::take_number(std::string_view use, const Message& record,
                                     const std::string& branch_id) {
  auto offered = offered_numbers_.find({std::string(use), schema::header(record).id()});
  if (offered != offered_numbers_.end()) return offered->second;
  auto entity = text_of(record, "legal_entity");
  auto branch = !branch_id.empty() ? branch_id : text_of(record, "branch");
  if (branch.empty())
    if (auto site = find<truckroll::crm::Site>(text_of(record, "site"))) branch = site->branch();
  auto series = find_series(use, entity, branch);
  if (!series)
    throw Error(ErrorCode::not_found,
                say("there is no number series for {}; add one under Number series", use));
  auto number = take_numbers(series->header().id(), 1).first;
  auto day = date_of(record);
  return common::rules::format_number_of_day(
      series->pattern(), number,
      day ? *day : common::zone::local_day(command_.at, zone_at(*this, entity, branch)));
}

std::optional<NumberSeries> Transaction::find_series(std::string_view use, std::string legal_entity,
                                                     const std::string& branch) {
  if (legal_entity.empty())
    if (auto place = find<Branch>(branch)) legal_entity = place->legal_entity();
  std::optional<NumberSeries> best;
  int best_rank = -1;
  for (auto& series : where<NumberSeries>("use", use)) {
    bool of_another = (!series.branch().empty() && series.branch() != branch) ||
                      (!series.legal_entity().empty() && series.legal_entity() != legal_entity);
    auto rank = (series.branch().empty() ? 0 : 2) + (series.legal_entity().empty() ? 0 : 1);
    if (of_another || rank <= best_rank) continue;
    best = series;
    best_rank = rank;
  }
  return best;
}

std::pair<std::int64_t, std::int64_t> Transaction::take_numbers(const std::string& series_id,
                                                                std::int64_t count) {
  // The counter is not part of the record's version: it moves with every document, and nobody edits
  // it by hand.
  auto next = connection_.scalar(
      "UPDATE number_series SET \"next\" = \"next\" + ? WHERE \"tenant\" = ? AND \"id\" = ? AND "
      "deleted_at IS NULL RETURNING \"next\"",
      {count, command_.actor.tenant, series_id});
  if (!next) throw Error(ErrorCode::not_found, "this number series is not there");
  auto after = std::get<std::int64_t>(*next);
  return {after - count, after - 1};
}

void Transaction::enqueue(std::string_view kind, std::string_view key, std::string_view payload,
                          common::Instant not_before) {
  auto& correlation = common::log::correlation();
  connection_.execute(
      "INSERT INTO job (tenant, id, kind, key, payload, state, run_at, attempts, created_at, "
      "correlation) VALUES (?, ?, ?, ?, ?, 'waiting', ?, 0, ?, ?) ON CONFLICT (tenant, kind, key) "
      "DO NOTHING",
      {command_.actor.tenant, common::make_id(command_.at), std::string(kind), std::string(key),
       std::string(payload), common::to_micros(not_before), common::to_micros(command_.at),
       correlation.empty() ? Value{} : Value{correlation}});
}

std::optional<Error> Transaction::attempt(const std::function<void()>& body) {
  auto changes = changes_.size();
  auto flags = flags_.size();
  AtOnce at_once(connection_);
  connection_.run_script("SAVEPOINT attempt");
  try {
    body();
    connection_.run_script("RELEASE SAVEPOINT attempt");
    return std::nullopt;
  } catch (const Error& error) {
    auto code = error.code();
    if (code == ErrorCode::storage || code == ErrorCode::unavailable || code == ErrorCode::internal)
      throw;
    connection_.run_script("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt");
    changes_.resize(changes);
    flags_.resize(flags);
    remembered_.clear();
    return error;
  }
}

std::string Transaction::put_blob(std::string_view bytes, std::string_view mime) {
  auto hash = common::sha256_hex(bytes);
  connection_.execute(
      "INSERT INTO blob (tenant, sha256, size, mime, created_at, created_by, bytes) VALUES (?, ?, "
      "?, ?, ?, ?, ?) "
      "ON CONFLICT (tenant, sha256) DO NOTHING",
      {command_.actor.tenant, hash, static_cast<std::int64_t>(bytes.size()), std::string(mime),
       common::to_micros(command_.at), command_.actor.user, Blob{std::string(bytes)}});
  keep_file(connection_, command_.actor.tenant, hash);
  return hash;
}

Transaction& hub_transaction(common::rules::Records& records) {
  if (auto transaction = dynamic_cast<Transaction*>(&records)) return *transaction;
  throw Error(ErrorCode::internal, "an effect of the hub ran outside the hub");
}

std::optional<BlobInfo> load_blob(Connection& connection, const std::string& tenant,
                                  const std::string& sha256) {
  auto& row = connection.query("SELECT bytes, mime FROM blob WHERE tenant = ? AND sha256 = ?",
                               {tenant, sha256});
  std::optional<BlobInfo> found;
  while (row.step()) found = BlobInfo{row.text(0), row.text(1)};
  return found;
}

}  // namespace hub::store
