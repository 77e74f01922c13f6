#include "hub/quality/identity.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "common/text/json_text.hpp"
#include "common/text/text.hpp"

namespace hub::quality {
namespace {

namespace options = common::schema::options;
using common::schema::FieldKind;

constexpr int number_length = 50;  // a text that may be longer is no number
constexpr std::size_t keys_max = 24;

std::vector<std::string> names_in_title(const RecordType& type) {
  std::vector<std::string> names;
  auto& title = type.options->title();
  for (auto at = title.find('{'); at != title.npos; at = title.find('{', at + 1))
    names.push_back(title.substr(at + 1, title.find('}', at) - at - 1));
  return names;
}

bool is_channels(const Field& field) {
  return field.kind == FieldKind::lines &&
         field.descriptor->message_type() == truckroll::Channel::descriptor();
}

bool has_address(const Field& field) {
  if (field.kind == FieldKind::address) return true;
  return std::any_of(field.lines.begin(), field.lines.end(),
                     [](auto& one) { return one.kind == FieldKind::address; });
}

bool is_numbered(const RecordType& type) {
  return std::any_of(type.fields.begin(), type.fields.end(), [](auto& field) {
    return !field.options->series().empty() || (field.name == "number" && field.options->locked());
  });
}

/// The company's own people and places: they are one by their sign-in or their paper, not by what
/// they are called.
bool is_our_own(const RecordType& type) {
  return type.area == "admin" || type.area == "people" || type.area == "ledger" ||
         type.area == "fleet" || type.area == "stock";
}

bool may_be_matched(const RecordType& type) {
  auto kind = type.kind();
  return !type.made_by && (kind == options::DOCUMENT || kind == options::SETUP) &&
         !type.options->internal() && !is_numbered(type) && !is_our_own(type);
}

bool is_long_text(const Field& field) {
  bool plain = field.kind == FieldKind::text && !field.list &&
               field.options->widget() == options::WIDGET_DEFAULT;
  return plain && !field.options->unique() && field.options->max_length() > number_length;
}

bool is_number(const Field& field) {
  if (field.kind != FieldKind::text) return false;
  if (field.options->widget() == options::BARCODE) return true;
  return field.options->search() == options::SEARCH_HIGH && !field.options->unique() &&
         field.options->max_length() > 0 && field.options->max_length() <= number_length;
}

bool is_owner(const Field& field) {
  auto& refers = field.options->refers();
  return field.is_reference() && !field.list && field.options->required() &&
         !refers.starts_with("admin.") && !refers.starts_with("content.");
}

/// Values of a field as texts, as the API writes them.
std::vector<std::string> texts_at(const Json& record, const std::string& name) {
  std::vector<std::string> texts;
  auto found = record.find(name);
  if (found == record.end()) return texts;
  if (found->is_string()) texts.push_back(found->get<std::string>());
  if (found->is_array())
    for (auto& one : *found)
      if (one.is_string()) texts.push_back(one.get<std::string>());
  return texts;
}

std::string text_in(const Json& object, const char* name) {
  auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void add_name(Identity& identity, const Field& field, const std::string& text) {
  auto words = name_words(text);
  if (!words.empty()) identity.names.push_back({field.name, std::move(words)});
}

void add_text(std::vector<Identity::Text>& to, const Field& field, std::string value) {
  if (!value.empty()) to.push_back({field.name, std::move(value)});
}

void add_address(Identity& identity, const Json& value) {
  if (!value.is_object()) return;
  Identity::Place place{street_of(text_in(value, "line1")),
                        number_key(text_in(value, "postal_code")),
                        name_key(name_words(text_in(value, "city")))};
  if (!place.street.name.empty()) identity.places.push_back(std::move(place));
}

void add_addresses(Identity& identity, const Field& field, const Json& record) {
  auto found = record.find(field.name);
  if (found == record.end()) return;
  identity.place_field = field.name;
  if (field.kind == FieldKind::address) return add_address(identity, *found);
  for (auto& line : *found)
    for (auto& part : field.lines)
      if (part.kind == FieldKind::address && line.contains(part.name))
        add_address(identity, line[part.name]);
}

void add_channels(Identity& identity, const Field& field, const Json& record) {
  auto found = record.find(field.name);
  if (found == record.end() || !found->is_array()) return;
  for (auto& line : *found) {
    auto kind = text_in(line, "kind"), value = text_in(line, "value");
    if (kind == "mail") add_text(identity.mails, field, common::text::fold(value));
    if (kind == "phone" || kind == "mobile" || kind == "sms")
      add_text(identity.phones, field, phone_digits(value));
  }
}

void add_person(Identity& identity, const Field& field, const Json& record) {
  auto found = record.find(field.name);
  if (found != record.end() && found->is_object())
    add_name(identity, field, text_in(*found, "given") + " " + text_in(*found, "family"));
}

void add_value(Identity& identity, const Identifying& one, const Json& record) {
  auto& field = *one.field;
  if (field.kind == FieldKind::person_name) return add_person(identity, field, record);
  if (one.means == Means::address) return add_addresses(identity, field, record);
  if (is_channels(field)) return add_channels(identity, field, record);
  for (auto& text : texts_at(record, field.name)) switch (one.means) {
      case Means::name:
      case Means::alias:
        add_name(identity, field, text);
        break;
      case Means::context:
        add_text(identity.contexts, field, name_key(name_words(text)));
        break;
      case Means::number:
        add_text(identity.numbers, field, number_key(text));
        break;
      case Means::mail:
        add_text(identity.mails, field, common::text::fold(text));
        break;
      case Means::phone:
        add_text(identity.phones, field, phone_digits(text));
        break;
      case Means::owner:
        add_text(identity.owners, field, text);
        break;
      case Means::address:
        break;
    }
}

// ---- scoring

/// Weights of what agrees, and of what does not: another telephone says little, another number in
/// the register much.
struct Weight {
  double same, other;
};
constexpr Weight of_name{4, 4}, of_mail{3, 0.5}, of_phone{2.5, 0.5}, of_number{5, 4},
    of_address{2.5, 1}, of_context{1, 0.5}, of_owner{1, 2};
// Under it two names are those of two.
constexpr double name_differs = 0.8;
// Nothing but a name, and what anybody may share while the names differ.
constexpr double name_alone_max = 0.75, other_name_max = 0.5;

class Sum {
 public:
  void add(Weight weight, double similarity) {
    auto used = weight.other + (weight.same - weight.other) * similarity;
    sum_ += used * similarity;
    weight_ += used;
  }
  double mean() const { return weight_ > 0 ? sum_ / weight_ : 0; }

 private:
  double sum_ = 0, weight_ = 0;
};

int percent_of(double share) {
  return static_cast<int>(share * 100 + 0.5);
}

struct Best {
  double similarity = -1;  // nothing to compare
  std::string field;
};

Best best_name(const Identity& a, const Identity& b) {
  Best best;
  for (auto& one : a.names)
    for (auto& other : b.names)
      if (auto similarity = name_similarity(one.words, other.words); similarity > best.similarity)
        best = {similarity, one.field};
  return best;
}

bool is_same(std::string_view a, std::string_view b) {
  return a == b;
}

Best shared(const std::vector<Identity::Text>& a, const std::vector<Identity::Text>& b,
            bool (*same)(std::string_view, std::string_view) = is_same) {
  if (a.empty() || b.empty()) return {};
  for (auto& one : a)
    for (auto& other : b)
      if (same(one.value, other.value)) return {1, one.field};
  return {0, a.front().field};
}

double place_similarity(const Identity::Place& a, const Identity::Place& b) {
  double town = a.postal_code.empty() || b.postal_code.empty()
                    ? jaro_winkler(a.city, b.city)
                    : (a.postal_code == b.postal_code ? 1.0 : 0.0);
  if (town < 0.9) return 0;
  auto street = jaro_winkler(a.street.name, b.street.name);
  if (street < 0.85) return 0;
  bool same_house = a.street.number == b.street.number;
  bool unknown = a.street.number.empty() || b.street.number.empty();
  return street * (same_house ? 1 : unknown ? 0.8 : 0.3);
}

Best best_place(const Identity& a, const Identity& b) {
  Best best;
  for (auto& one : a.places)
    for (auto& other : b.places)
      best = {std::max(best.similarity, place_similarity(one, other)), a.place_field};
  return best;
}

}  // namespace

std::string_view means_name(Means means) {
  constexpr std::array<std::string_view, 8> names{"name", "alias", "context", "number",
                                                  "mail", "phone", "address", "owner"};
  return names[static_cast<std::size_t>(means)];
}

std::vector<Identifying> identifying_fields(const RecordType& type) {
  std::vector<Identifying> found;
  if (!may_be_matched(type)) return found;
  auto title = names_in_title(type);
  bool named = false, known_otherwise = false;
  for (auto& name : title) {
    auto field = type.find_field(name);
    if (!field || !(field->kind == FieldKind::person_name || is_long_text(*field))) continue;
    found.push_back({field, named ? Means::context : Means::name});
    named = true;
  }
  auto add = [&](const Field& field, Means means, bool tells) {
    found.push_back({&field, means});
    known_otherwise = known_otherwise || tells;
  };
  for (auto& field : type.fields) {
    if (std::find(title.begin(), title.end(), field.name) != title.end()) continue;
    if (is_number(field))
      add(field, Means::number, true);
    else if (is_channels(field))
      add(field, Means::mail, true);
    else if (field.options->widget() == options::EMAIL)
      add(field, Means::mail, true);
    else if (field.options->widget() == options::PHONE)
      add(field, Means::phone, true);
    else if (has_address(field))
      add(field, Means::address, true);
    else if (is_long_text(field) && field.options->search() == options::SEARCH_HIGH)
      add(field, Means::alias, false);
    else if (is_owner(field))
      add(field, Means::owner, false);
  }
  if (!named || !known_otherwise) found.clear();
  return found;
}

Identity identity_of(const RecordType& type, const Message& record) {
  Identity identity;
  auto json = common::read_json(common::codec::to_json(type, record));
  for (auto& one : identifying_fields(type)) add_value(identity, one, json);
  return identity;
}

std::vector<std::string> keys_of(const Identity& identity) {
  std::set<std::string> keys;
  for (auto& number : identity.numbers) keys.insert("n" + number.value);
  for (auto& mail : identity.mails) keys.insert("m" + mail.value);
  for (auto& phone : identity.phones) keys.insert("p" + phone_key(phone.value));
  for (auto& place : identity.places)
    keys.insert("a" + place.postal_code + " " + place.street.name + place.street.number);
  for (auto& name : identity.names) {
    auto words = name_key(name.words);
    keys.insert("w" + words);
    std::vector<std::string> sounds;
    for (auto& word : name.words) sounds.push_back(sound_of(word));
    keys.insert("s" + name_key(sounds));
    for (auto& place : identity.places)
      keys.insert("t" + place.postal_code + " " + words.substr(0, 4));
  }
  std::vector<std::string> all(keys.begin(), keys.end());
  if (all.size() > keys_max) all.resize(keys_max);
  return all;
}

Score score_of(const Identity& a, const Identity& b) {
  Score score;
  Sum sum;
  bool agrees = false, proved = false;
  auto name = best_name(a, b);
  auto take = [&](const Best& best, Weight weight, Means means) {
    if (best.similarity < 0) return;
    sum.add(weight, best.similarity);
    if (best.similarity < 0.5) return;
    score.reasons.push_back({means, best.field, percent_of(best.similarity)});
    agrees = agrees || (means != Means::name && means != Means::context && means != Means::owner);
    proved = proved || means == Means::number;
  };
  // Jaro-Winkler of strangers is seldom below 0.5: what is above counts.
  if (name.similarity >= 0) name.similarity = std::max(0.0, name.similarity * 2 - 1);
  take(name, of_name, Means::name);
  take(shared(a.numbers, b.numbers), of_number, Means::number);
  take(shared(a.mails, b.mails), of_mail, Means::mail);
  take(shared(a.phones, b.phones, is_same_phone), of_phone, Means::phone);
  take(best_place(a, b), of_address, Means::address);
  take(shared(a.contexts, b.contexts), of_context, Means::context);
  take(shared(a.owners, b.owners), of_owner, Means::owner);
  auto share = sum.mean();
  if (!agrees) share = std::min(share, name_alone_max);
  if (!proved && name.similarity < name_differs * 2 - 1) share = std::min(share, other_name_max);
  score.percent = percent_of(share);
  return score;
}

Json reasons_json(const std::vector<Reason>& reasons) {
  Json list = Json::array();
  for (auto& reason : reasons)
    list.push_back({{"means", means_name(reason.means)},
                    {"field", reason.field},
                    {"percent", reason.percent}});
  return list;
}

}  // namespace hub::quality
