#include "hub/records/titles.hpp"

#include <bit>

#include "common/codec/custom.hpp"
#include "common/codec/impl/value_json.hpp"
#include "common/codec/json.hpp"
#include "common/codec/person_name.hpp"
#include "common/codec/values.hpp"
#include "common/schema/references.hpp"
#include "common/text/text.hpp"
#include "hub/records/rights.hpp"
#include "hub/records/service.hpp"
#include "hub/store/together.hpp"

namespace hub::records {
namespace {

using common::schema::FieldKind;
namespace schema = common::schema;
constexpr int depth_max = 2;  // a title may name a record whose title names another
constexpr std::size_t ids_together_max = 128;

/// Records of one type that are being read.
struct Asked {
  const RecordType* type;
  store::Reach reach;
  store::RecordTable::Selection selection{};
  store::Statement* rows = nullptr;
  std::vector<std::unique_ptr<Message>> records{};
};

/// The names between braces of a title's pattern.
std::vector<std::string> parts_of(const std::string& pattern) {
  std::vector<std::string> names;
  for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{', open)) {
    auto close = pattern.find('}', open);
    if (close == std::string::npos) break;
    names.push_back(pattern.substr(open + 1, close - open - 1));
    open = close;
  }
  return names;
}

/// Only what a title shows, unless a condition has to be asked of the record.
std::optional<std::vector<std::string>> columns_of(const RecordType& type,
                                                   const store::Reach& reach) {
  if (reach.condition) return std::nullopt;
  std::vector<std::string> names;
  for (auto& name : parts_of(type.options->title()))
    if (auto field = type.find_field(name); field && field->kind != FieldKind::lines)
      names.push_back(name);
  return names;
}

/// All ids in one statement, the last one repeated up to a power of two.
store::Statement& query(store::Connection& connection, const std::string& tenant,
                        const Asked& asked, const std::vector<std::string>& ids) {
  store::Values values{tenant};
  for (auto& id : ids) values.emplace_back(id);
  values.resize(1 + std::bit_ceil(ids.size()), values.back());
  auto sql = asked.selection.select + " WHERE \"tenant\" = ? AND \"id\" IN (?";
  for (std::size_t i = 2; i < values.size(); ++i) sql += ", ?";
  return connection.query(sql + ")" + store::and_of_type(*asked.type), values);
}

}  // namespace

void Titles::add(const std::string& type, const std::string& id) {
  if (!id.empty() && !titles_.count(id)) wanted_[type].insert(id);
}

void Titles::add_references(const RecordType& type, const Message& record) {
  auto [known, is_new] = visible_.try_emplace(&type);
  if (is_new) known->second = RecordService::visible(caller_, type);
  auto& visible = known->second;
  for (auto& reference : schema::references_of(type, record)) {
    auto name = reference.path.substr(0, reference.path.find_first_of("[."));
    auto field = type.find_field(name);
    if (!field) field = type.find_custom(name);
    // Who may not see where it leads is not told what it is called there.
    if (!visible || (field && visible(*field))) add(reference.type, reference.id);
  }
  auto& header = schema::header(record);
  for (auto by : {&header.created_by(), &header.changed_by()}) add("admin.User", *by);
  for (auto& tag : header.tags()) add("content.Tag", tag);
}

const std::map<std::string, std::string>& Titles::resolve() {
  Wanted wanted;
  for (auto& [name, ids] : wanted_)
    if (auto type = tables_.catalogue().find(name)) wanted[type] = ids;
  auto open = wanted;
  for (int depth = 0; depth <= depth_max && !open.empty(); ++depth) open = load(open);
  for (auto& [type, ids] : wanted)
    for (auto& id : ids)
      if (auto record = find(*type, id)) titles_[id] = render(*type, *record, 0);
  wanted_.clear();
  return titles_;
}

Titles::Wanted Titles::load(const Wanted& wanted) {
  std::vector<Asked> all;
  std::vector<store::Statement*> together;
  for (auto& [type, ids] : wanted) {
    std::vector<std::string> open;
    for (auto& id : ids)
      if (loaded_.try_emplace(id, Loaded{type, nullptr}).second) open.push_back(id);
    Asked asked{type, caller_.schema->access.reach(caller_.actor, *type, store::options::READ)};
    if (open.empty() || asked.reach.kind == store::Reach::Kind::none) continue;
    auto& table = tables_.of(*type);
    if (open.size() > ids_together_max) {
      asked.records = table.find_all(connection_, tenant_, open);
    } else {
      asked.selection = table.selection(columns_of(*type, asked.reach));
      asked.rows = &query(connection_, tenant_, asked, open);
      together.push_back(asked.rows);
    }
    all.push_back(std::move(asked));
  }
  store::run_together(connection_, together);
  for (auto& asked : all)
    while (asked.rows && asked.rows->step())
      asked.records.push_back(tables_.of(*asked.type).read(*asked.rows, asked.selection));
  Wanted next;
  for (auto& [type, reach, selection, rows, records] : all) {
    std::vector<std::string> shown;
    for (auto& record : records) {
      if (reach.condition && reach.condition->evaluate(*record, caller_.context,
                                                       find_in(caller_, connection_)) != true)
        continue;
      want_parts(*type, *record, next);
      auto& id = schema::header(static_cast<const Message&>(*record)).id();
      shown.push_back(id);
      loaded_[id].record = std::move(record);
    }
    if (ReadLog::is_protected(caller_, *type)) reads_.note(caller_, type->name, shown);
  }
  return next;
}

void Titles::want_parts(const RecordType& type, const Message& record, Wanted& next) const {
  auto reflection = record.GetReflection();
  auto want = [&](const std::string& name, const std::string& id) {
    auto target = tables_.catalogue().find(name);
    if (target && !id.empty() && !loaded_.count(id)) next[target].insert(id);
  };
  for (auto& name : parts_of(type.options->title())) {
    if (auto custom = type.find_custom(name); custom && custom->is_reference()) {
      for (auto& reference : schema::references_of(type, record))
        if (reference.path == custom->name) want(reference.type, reference.id);
      continue;
    }
    auto field = type.find_field(name);
    if (!field || field->list || !common::codec::impl::is_set(*field, record)) continue;
    if (field->is_reference())
      want(field->options->refers(), reflection->GetString(record, field->descriptor));
    if (field->kind != FieldKind::about) continue;
    auto& about =
        static_cast<const truckroll::About&>(reflection->GetMessage(record, field->descriptor));
    want(about.type(), about.id());
  }
}

/// Also of deleted records; null when there is none of that type.
const Message* Titles::find(const RecordType& type, const std::string& id) {
  if (!loaded_.count(id)) load({{&type, {id}}});
  auto& loaded = loaded_.at(id);
  return loaded.type == &type ? loaded.record.get() : nullptr;
}

std::string Titles::json() {
  resolve();
  std::string out = "{";
  for (auto& [id, title] : titles_) {
    if (out.size() > 1) out += ',';
    common::codec::append_json_text(out, id);
    out += ':';
    common::codec::append_json_text(out, title);
  }
  return out + "}";
}

std::string Titles::title_of(const RecordType& type, const Message& record) {
  return render(type, record, 0);
}

std::string Titles::value_text(const RecordType& type, const store::Field& field,
                               const Message& record, int depth) {
  auto reflection = record.GetReflection();
  if (!common::codec::impl::is_set(field, record) || field.list || field.kind == FieldKind::lines)
    return {};
  if (!caller_.schema->access.may_see_field(caller_.actor, type, field)) return {};
  auto refer = [&](const std::string& type_name, const std::string& id) -> std::string {
    auto target = tables_.catalogue().find(type_name);
    if (!target || depth >= depth_max) return {};
    auto found = find(*target, id);
    return found ? render(*target, *found, depth + 1) : std::string();
  };
  switch (field.kind) {
    case FieldKind::text:
      return reflection->GetString(record, field.descriptor);
    case FieldKind::reference:
      return refer(field.options->refers(), reflection->GetString(record, field.descriptor));
    case FieldKind::about: {
      auto& about =
          static_cast<const truckroll::About&>(reflection->GetMessage(record, field.descriptor));
      return refer(about.type(), about.id());
    }
    case FieldKind::person_name:
      return common::codec::titled_name(static_cast<const truckroll::PersonName&>(
          reflection->GetMessage(record, field.descriptor)));
    case FieldKind::choice: {
      auto number = reflection->GetEnumValue(record, field.descriptor);
      auto value = field.descriptor->enum_type()->FindValueByNumber(number);
      return value ? common::text::to_label(schema::choice_name(value)) : std::string();
    }
    case FieldKind::quantity: {
      auto& quantity =
          static_cast<const truckroll::Quantity&>(reflection->GetMessage(record, field.descriptor));
      return common::codec::format_scaled(quantity.millionths(), 6);
    }
    case FieldKind::money: {
      auto& money =
          static_cast<const truckroll::Money&>(reflection->GetMessage(record, field.descriptor));
      return money.currency() + " " +
             common::codec::format_scaled(money.minor(),
                                          common::codec::currency_places(money.currency()), true);
    }
    case FieldKind::instant: {
      std::string json;
      common::codec::impl::append_field_value(json, field, record);
      return json.size() > 17 ? json.substr(1, 10) + " " + json.substr(12, 5) : json;
    }
    default: {
      std::string json;
      common::codec::impl::append_field_value(json, field, record);
      return json.size() > 1 && json.front() == '"' ? json.substr(1, json.size() - 2) : json;
    }
  }
}

std::string Titles::render(const RecordType& type, const Message& record, int depth) {
  std::string out;
  auto& pattern = type.options->title();
  for (std::size_t at = 0; at < pattern.size();) {
    auto open = pattern.find('{', at);
    out += pattern.substr(at, open - at);
    if (open == std::string::npos) break;
    auto close = pattern.find('}', open);
    auto name = pattern.substr(open + 1, close - open - 1);
    if (name == "state")
      out += common::text::to_label(schema::header(record).state());
    else if (auto field = type.find_field(name))
      out += value_text(type, *field, record, depth);
    else if (auto custom = type.find_custom(name))
      out += value_text(type, *custom, *common::codec::custom_values(type, record), depth);
    at = close == std::string::npos ? pattern.size() : close + 1;
  }
  auto trimmed = std::string(common::text::trim(out));
  return trimmed.empty() ? type.label : trimmed;
}

}  // namespace hub::records
