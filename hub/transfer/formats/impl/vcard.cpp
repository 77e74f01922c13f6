// vCard: cards as rows, with the names that contacts and accounts have for the same things.
#include <algorithm>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/transfer/formats/impl/keyed.hpp"
#include "hub/transfer/formats/impl/readers.hpp"
#include "hub/transfer/formats/impl/vcard_lines.hpp"

namespace hub::transfer::formats::impl {
namespace {

constexpr std::size_t named_bytes = 60;  // of a property's name in a complaint

/// Builds one row out of the properties of a card.
class Card {
 public:
  explicit Card(KeyedRow& row) : row_(row) {}

  void take(const Property& property) {
    if (property.is_broken && row_.fault.empty())
      row_.fault = common::say("{} holds bytes that are no text",
                               common::text::to_plain(property.name, named_bytes));
    auto& name = property.name;
    if (name == "N") return take_name(property);
    if (name == "ADR") return take_address(property);
    if (name == "TEL")
      return add_channel(has(property, "cell") ? "mobile" : "phone",
                         without_scheme(property.value, "tel:"), property);
    if (name == "EMAIL")
      return add_channel("mail", without_scheme(property.value, "mailto:"), property);
    if (name == "URL") return add_channel("web", property.value, property);
    if (name == "ORG") return add("organization", parts_of(property.value, ';').front());
    for (auto [from, to] : {std::pair{"FN", "full_name"},
                            {"TITLE", "title"},
                            {"NOTE", "note"},
                            {"LANG", "language"},
                            {"UID", "uid"}})
      if (name == from) add(to, unescaped(property.value));
  }

  /// A card that says its name only as a whole has its parts all the same, as cards beside it do.
  void end() {
    auto whole = find("full_name");
    if (!whole || find("name.family") || find("name.given")) return;
    auto name = *whole;
    auto comma = name.find(','), blank = name.rfind(' ');
    auto trimmed = [](std::string_view text) { return std::string(common::text::trim(text)); };
    if (comma != name.npos) {
      add("name.family", trimmed(name.substr(0, comma)));
      add("name.given", trimmed(name.substr(comma + 1)));
    } else {
      add("name.family", trimmed(blank == name.npos ? name : name.substr(blank)));
      if (blank != name.npos) add("name.given", trimmed(name.substr(0, blank)));
    }
  }

 private:
  const std::string* find(std::string_view name) const {
    for (auto& cell : row_.cells)
      if (cell.first == name) return &cell.second;
    return nullptr;
  }
  static bool has(const Property& property, std::string_view type) {
    return std::find(property.types.begin(), property.types.end(), type) != property.types.end();
  }
  static std::string without_scheme(const std::string& value, std::string_view scheme) {
    return value.rfind(scheme, 0) == 0 ? value.substr(scheme.size()) : value;
  }
  /// The first of several counts, as with FN in other languages.
  void add(const std::string& name, const std::string& value) {
    if (value.empty()) return;
    if (find(name)) return;
    row_.cells.emplace_back(name, value);
  }
  void take_name(const Property& property) {
    auto parts = parts_of(property.value, ';');
    parts.resize(5);
    add("name.family", parts[0]);
    add("name.given", parts[1] + (parts[2].empty() ? "" : " " + parts[2]));
    add("name.title", parts[3]);
  }
  void take_address(const Property& property) {
    auto parts = parts_of(property.value, ';');
    parts.resize(7);
    auto path = "addresses." + std::to_string(++addresses_) + ".";
    add(path + "use", addresses_ == 1 ? "main" : "postal");
    add(path + "address.line1", parts[2]);
    add(path + "address.line2", parts[1].empty() ? parts[0] : parts[1]);
    add(path + "address.city", parts[3]);
    add(path + "address.region", parts[4]);
    add(path + "address.postal_code", parts[5]);
    add(path + "address.country", parts[6]);
  }
  void add_channel(const std::string& kind, const std::string& value, const Property& property) {
    auto text = unescaped(value);
    if (text.empty()) return;
    auto path = "channels." + std::to_string(++channels_) + ".";
    add(path + "kind", kind);
    add(path + "value", text);
    for (auto label : {"work", "home", "fax"})
      if (has(property, label)) add(path + "label", label);
  }

  KeyedRow& row_;
  int channels_ = 0, addresses_ = 0;
};

class Cards {
 public:
  Cards(Parts parts, const Limits& limits) : properties_(std::move(parts), limits) {}

  bool next(KeyedRow& row) {
    while (auto property = properties_.next()) {
      if (property->name != "BEGIN") continue;
      row = {property->line, {}, {}};
      read_card(row);
      return true;
    }
    return false;
  }

 private:
  void read_card(KeyedRow& row) {
    constexpr std::size_t properties_max = 1000;
    Card card(row);
    for (std::size_t count = 0; auto property = properties_.next(); ++count) {
      if (property->name == "END") return card.end();
      if (property->name == "BEGIN") break;
      if (count > properties_max) refuse_at(row.line, "a card with more than 1000 properties");
      card.take(*property);
    }
    refuse_at(row.line, "the card that begins here has no END:VCARD");
  }
  PropertyReader properties_;
};

}  // namespace

std::unique_ptr<RowReader> read_vcard(const File& file, const Limits& limits) {
  Shape shape;
  shape.format = Format::vcard;
  shape.encoding = detect_encoding(file);
  auto open = [file, limits, encoding = shape.encoding]() -> KeyedRows {
    auto cards = std::make_shared<Cards>(decoded(file.open(), encoding), limits);
    return [cards](KeyedRow& row) { return cards->next(row); };
  };
  return keyed_reader(std::move(shape), open, limits);
}

}  // namespace hub::transfer::formats::impl
