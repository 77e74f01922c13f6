#include "hub/transfer/convert.hpp"

#include <algorithm>
#include <set>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "hub/transfer/formats/flat.hpp"
#include "hub/transfer/formats/writers.hpp"

namespace hub::transfer {
namespace {

constexpr std::size_t shown_bytes = 200;

Target require_target(const RecordType& type, const std::string& path) {
  auto target = find_target(type, path);
  if (!target)
    common::refuse("mapping", common::say("{} has no field \"{}\" that an import fills",
                                          common::Sentence::label(type.label), path));
  return *target;
}

/// "channels.2." of "channels.2.value".
std::string line_of(const std::string& path) {
  auto first = path.find('.');
  auto second = first == std::string::npos ? first : path.find('.', first + 1);
  return second == std::string::npos ? std::string() : path.substr(0, second + 1);
}

/// "channels.1.value" of "channels[0].value".
std::string dotted(const std::string& path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    auto close = path[i] == '[' ? path.find(']', i) : std::string::npos;
    if (close == std::string::npos) {
      out += path[i];
      continue;
    }
    out += "." + std::to_string(std::strtoull(path.c_str() + i + 1, nullptr, 10) + 1);
    i = close;
  }
  return out;
}

Json* find_at(Json& record, const std::string& path) {
  auto place = &record;
  for (auto& part : common::text::split(path, '.')) {
    if (place->is_array())
      place = &place->at(std::stoull(part) - 1);
    else
      place = &place->at(part);
  }
  return place;
}

}  // namespace

Converter::Converter(const RecordType& type, const std::vector<std::string>& columns,
                     const std::vector<ColumnMap>& mapping, std::string currency,
                     const std::string& zone)
    : columns_(columns), currency_(std::move(currency)) {
  std::set<std::string> taken;
  for (auto& map : mapping) {
    if (map.field.empty()) continue;
    auto column = std::find(columns.begin(), columns.end(), map.column);
    if (column == columns.end())
      common::refuse("mapping", common::say("the file has no column \"{}\"", map.column));
    if (!taken.insert(map.field).second)
      common::refuse("mapping", common::say("two columns fill \"{}\"", map.field));
    Filler filler{static_cast<std::size_t>(column - columns.begin()),
                  require_target(type, map.field),
                  parse_transform(map.transform),
                  "",
                  {}};
    filler.transform.zone = zone;
    if (filler.target.field && filler.target.field->is_reference())
      filler.reference = filler.target.field->options->refers();
    if (filler.target.path == "tags") filler.reference = "content.Tag";
    for (auto& [name, text] : filler.transform.with)
      filler.with.emplace_back(require_target(type, line_of(map.field) + name), text);
    fillers_.push_back(std::move(filler));
  }
  if (fillers_.empty()) common::refuse("mapping", "no column fills a field");
}

Converted Converter::convert(const formats::Row& row) const {
  Converted converted;
  if (!row.fault.empty()) {
    converted.faults.push_back({row.line, "", "", row.fault.said()});
    return converted;
  }
  for (auto& filler : fillers_) {
    auto cell = filler.transform.fixed
                    ? *filler.transform.fixed
                    : formats::unguarded(std::string(common::text::trim(row.cells[filler.column])));
    if (auto other = filler.transform.replace.find(common::text::fold(cell));
        !filler.transform.replace.empty() && other != filler.transform.replace.end())
      cell = other->second;
    if (cell.empty()) cell = filler.transform.empty;
    if (cell.empty()) continue;
    try {
      fill(converted, filler, cell);
    } catch (const common::Error& error) {
      converted.faults.push_back({row.line, columns_[filler.column],
                                  cell_of(row, columns_[filler.column]), error.sentence().said()});
    }
  }
  tidy(converted);
  return converted;
}

void Converter::fill(Converted& converted, const Filler& filler, const std::string& cell) const {
  auto& target = filler.target;
  if (target.path == "id") {
    if (!common::is_id(cell))
      throw common::Error(common::ErrorCode::bad_input,
                          "expected the id of a record, as an exported list has it");
    converted.id = cell;
    return;
  }
  if (!filler.reference.empty() && !(target.field && target.field->list) && target.path != "tags" &&
      !common::is_id(cell)) {
    converted.references.push_back(
        {target.path, filler.reference, filler.transform.by, cell, filler.column});
    formats::set_at(converted.patch, target.path, "");
  } else {
    auto value = value_of(target, cell, filler.transform);
    bool is_amount = target.field && target.field->kind == FieldKind::money && value.is_object() &&
                     !value.contains("currency");
    if (is_amount) value["currency"] = currency_;
    formats::set_at(converted.patch, target.path, std::move(value));
    // An amount whose currency is in no column is one of the company's.
    if (target.part == "amount")
      if (auto money = find_at(converted.patch, target.path.substr(0, target.path.rfind('.')));
          money && !money->contains("currency"))
        (*money)["currency"] = currency_;
  }
  for (auto& [other, text] : filler.with)
    formats::set_at(converted.patch, other.path, value_of(other, text, filler.transform));
}

/// Lines of which no cell was filled go; the others move up.
void Converter::tidy(Converted& converted) const {
  for (auto& [name, value] : converted.patch.items()) {
    if (!value.is_array() || value.empty() ||
        !(value[0].is_object() || value[0].is_null() || value.back().is_object()))
      continue;
    Json left = Json::array();
    auto& places = converted.places[name];
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i].is_null()) continue;
      places.push_back(i);
      left.push_back(std::move(value[i]));
    }
    for (auto& reference : converted.references) {
      auto parts = common::text::split(reference.path, '.');
      if (parts[0] != name || parts.size() < 3) continue;
      auto place = std::find(places.begin(), places.end(), std::stoull(parts[1]) - 1);
      parts[1] = std::to_string(place - places.begin() + 1);
      reference.path = parts[0];
      for (std::size_t i = 1; i < parts.size(); ++i) reference.path += "." + parts[i];
    }
    value = std::move(left);
  }
}

std::string Converter::column_of(const Converted& converted, const std::string& violation) const {
  auto path = dotted(violation);
  auto parts = common::text::split(path, '.');
  if (auto places = converted.places.find(parts[0]);
      places != converted.places.end() && parts.size() > 1) {
    auto index = std::strtoull(parts[1].c_str(), nullptr, 10);
    if (index > 0 && index <= places->second.size())
      path = parts[0] + "." + std::to_string(places->second[index - 1] + 1) +
             path.substr(std::min(path.size(), parts[0].size() + 1 + parts[1].size()));
  }
  // The field itself, what lies within it, what it lies within.
  for (auto& filler : fillers_)
    if (filler.target.path == path) return columns_[filler.column];
  for (auto& filler : fillers_) {
    auto& mine = filler.target.path;
    if (mine.rfind(path + ".", 0) == 0 || path.rfind(mine + ".", 0) == 0)
      return columns_[filler.column];
  }
  return {};
}

std::string Converter::cell_of(const formats::Row& row, const std::string& column) const {
  auto found = std::find(columns_.begin(), columns_.end(), column);
  auto at = static_cast<std::size_t>(found - columns_.begin());
  if (found == columns_.end() || at >= row.cells.size()) return {};
  return common::text::to_plain(row.cells[at], shown_bytes);
}

std::vector<const Field*> Converter::fields() const {
  std::vector<const Field*> fields;
  auto add = [&](const Target& target) {
    if (target.root && std::find(fields.begin(), fields.end(), target.root) == fields.end())
      fields.push_back(target.root);
  };
  for (auto& filler : fillers_) {
    add(filler.target);
    for (auto& [other, text] : filler.with) add(other);
  }
  return fields;
}

bool Converter::names_records() const {
  return std::any_of(fillers_.begin(), fillers_.end(),
                     [](auto& filler) { return filler.target.path == "id"; });
}

bool Converter::fills_external_ids() const {
  return std::any_of(fillers_.begin(), fillers_.end(),
                     [](auto& filler) { return filler.target.path.rfind("external_ids", 0) == 0; });
}

}  // namespace hub::transfer
