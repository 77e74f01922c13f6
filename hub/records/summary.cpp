#include "hub/records/summary.hpp"

#include <cstdlib>

#include "common/codec/columns.hpp"
#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/text/json_text.hpp"
#include "hub/records/titles.hpp"

namespace hub::records {
namespace {

using common::schema::FieldKind;
using store::Field;
using store::Figures;
using store::Summary;
using store::SummaryField;
using store::SummaryQuery;
namespace schema = common::schema;

/// A column's number in the words of its field: 1250 and CHF is {"amount": "12.50", …}.
Json written(const RecordType& type, const Field& field, std::int64_t number,
             const std::string& unit) {
  if (field.kind == FieldKind::integer) return number;  // sums of small fields may leave them
  std::unique_ptr<Message> message(field.custom ? type.values->New() : type.make().release());
  store::Values values{number};
  if (field.kind == FieldKind::money || field.kind == FieldKind::quantity)
    values.emplace_back(unit);
  common::codec::set_from_values(field, *message, values);
  auto json = common::read_json(common::codec::to_json(std::vector<Field>{field}, *message));
  return json.value(field.name, Json());
}

/// Rounded half away from zero to the places of the column; of whole numbers to six.
Json average_of(const RecordType& type, const Field& field, const Figures& figures) {
  auto whole = field.kind == FieldKind::integer;
  auto sum = static_cast<__int128>(*figures.sum) * (whole ? 1'000'000 : 1);
  auto half = figures.count / 2;
  auto exact = (sum + (sum < 0 ? -half : half)) / figures.count;
  auto rounded = static_cast<std::int64_t>(exact);
  if (rounded != exact) return nullptr;  // more digits than such a number has
  if (whole) return common::read_json(common::codec::format_scaled(rounded, 6));
  return written(type, field, rounded, figures.unit);
}

Json figures_json(const RecordType& type, const Field& field, const Figures& figures) {
  Json json{{"count", figures.count},
            {"minimum", written(type, field, figures.minimum, figures.unit)},
            {"maximum", written(type, field, figures.maximum, figures.unit)}};
  if (!figures.unit.empty()) json["unit"] = figures.unit;
  if (!figures.sum) return json;
  json["sum"] = written(type, field, *figures.sum, figures.unit);
  json["average"] = average_of(type, field, figures);
  return json;
}

/// The examples' records, as far as the caller may read them (he may: the summary asked that).
std::map<std::string, Json> examples_of(const RecordService& records, Connection& connection,
                                        const Caller& caller, const RecordType& type,
                                        const Summary& summary, Titles& titles) {
  std::vector<std::string> ids;
  for (auto& group : summary.groups)
    if (!group.example.empty()) ids.push_back(group.example);
  std::map<std::string, Json> examples;
  auto visible = RecordService::visible(caller, type);
  for (auto& record : records.find_all(connection, caller, type, ids)) {
    titles.add_references(type, *record);
    examples[schema::header(std::as_const(*record)).id()] =
        common::read_json(common::codec::to_json(type, *record, visible));
  }
  records.note_read(caller, type, ids);
  return examples;
}

Json value_of(const Json& example, const SummaryField& part, const std::string& bucket) {
  if (!part.bucket.empty()) return bucket.empty() ? Json() : Json(bucket);
  // An own field is asked for by a former name, perhaps.
  return example.value(part.field ? part.field->name : part.name, Json());
}

}  // namespace

std::string summary_json(const RecordService& records, Connection& connection, const Caller& caller,
                         SummaryQuery query) {
  auto& type = *query.rows.type;
  RecordService::require_may(caller, type, options::READ);
  auto& access = caller.schema->access;
  query.rows.readable = access.readable(caller.actor, type);
  query.rows.reading = access.reading(caller.actor);
  if (!query.rows.search.empty())
    query.rows.found = records.having_words(connection, caller, type, query.rows.search);
  auto summary =
      store::run_summary(connection, caller.schema->catalogue, caller.actor.tenant, query,
                         access.reach(caller.actor, type, options::READ).condition, caller.context);
  Titles titles(records.reads(), caller, connection);
  auto examples = query.group.empty()
                      ? std::map<std::string, Json>()
                      : examples_of(records, connection, caller, type, summary, titles);
  auto field_of = [&](const std::string& text, const char* parameter) {
    return store::summary_field(type, text, query.rows.readable, parameter);
  };
  Json groups = Json::array();
  for (auto& group : summary.groups) {
    Json by = Json::object(), figures = Json::object();
    for (std::size_t i = 0; i < query.group.size(); ++i)
      by[query.group[i]] =
          value_of(examples[group.example], field_of(query.group[i], "group"), group.buckets[i]);
    for (std::size_t i = 0; i < query.sum.size(); ++i) {
      auto& list = figures[query.sum[i]] = Json::array();
      for (auto& one : group.figures[i])
        list.push_back(figures_json(type, *field_of(query.sum[i], "sum").field, one));
    }
    groups.push_back({{"by", by}, {"count", group.count}, {"figures", figures}});
  }
  Json reply{{"groups", groups}, {"more", summary.more}, {"total", summary.total}};
  reply["titles"] = common::read_json(titles.json());
  return common::json_text(reply);
}

}  // namespace hub::records
