#include "hub/transfer/matches.hpp"

#include <algorithm>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "common/text/phone.hpp"
#include "common/text/text.hpp"
#include "hub/quality/identity.hpp"
#include "hub/store/query.hpp"
#include "hub/transfer/formats/flat.hpp"
#include "hub/transfer/targets.hpp"

namespace hub::transfer {
namespace {

using common::schema::Message;
using common::text::fold;

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string digits_of(const std::string& phone) {
  if (auto number = common::text::to_e164(phone); !number.empty()) return number;
  std::string digits;
  for (char c : phone)
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

/// "channels.2.value" is "channels.value".
std::string without_places(const std::string& path) {
  std::string out;
  for (auto& part : common::text::split(path, '.'))
    if (part.find_first_not_of("0123456789") != std::string::npos)
      out += (out.empty() ? "" : ".") + part;
  return out;
}

class Texts {
 public:
  Texts(const RecordType& type, const Message& record)
      : type_(type),
        cells_(formats::flatten(common::read_json(common::codec::to_json(type, record)))) {}

  std::vector<std::string> of(const std::string& key) const {
    if (key == similar_key) return {};
    if (key == "mail" || key == "phone") return channels(key);
    if (key == "external_id") return external_ids();
    if (key == "name_postal_code") return name_and_place();
    std::vector<std::string> texts;
    for (auto& [path, value] : cells_)
      if (path == key || without_places(path) == key) texts.push_back(key + "|" + fold(value));
    return texts;
  }

 private:
  std::vector<std::string> channels(const std::string& key) const {
    std::vector<std::string> texts;
    bool mail = key == "mail";
    auto take = [&](const std::string& value) {
      auto text = mail ? fold(value) : digits_of(value);
      if (!text.empty() && (value.find('@') != std::string::npos) == mail)
        texts.push_back(key + "|" + text);
    };
    for (auto& field : type_.fields) {
      auto widget = field.options->widget();
      bool of_kind =
          widget == (mail ? common::schema::options::EMAIL : common::schema::options::PHONE);
      for (auto& [path, value] : cells_)
        if (of_kind && path == field.name) take(value);
    }
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (!ends_with(cells_[i].first, ".value")) continue;
      auto line = cells_[i].first.substr(0, cells_[i].first.size() - 5);
      auto kind = find(line + "kind");
      if (mail ? kind == "mail" : kind == "phone" || kind == "mobile" || kind == "sms")
        take(cells_[i].second);
    }
    return texts;
  }
  std::vector<std::string> external_ids() const {
    std::vector<std::string> texts;
    for (auto& [path, value] : cells_)
      if (path.rfind("external_ids.", 0) == 0 && ends_with(path, ".key"))
        texts.push_back("external_id|" + find(path.substr(0, path.size() - 3) + "system") + "|" +
                        value);
    return texts;
  }
  std::vector<std::string> name_and_place() const {
    std::string name, place;
    for (auto& [path, value] : cells_) {
      if (path == "name" || path.rfind("name.", 0) == 0) name += (name.empty() ? "" : " ") + value;
      if (place.empty() && ends_with(path, "postal_code")) place = value;
    }
    if (name.empty() || place.empty()) return {};
    return {"name_postal_code|" + fold(name) + "|" + fold(place)};
  }
  std::string find(const std::string& path) const {
    for (auto& [known, value] : cells_)
      if (known == path) return value;
    return {};
  }

  const RecordType& type_;
  formats::Cells cells_;
};

std::uint64_t hash_of(const std::string& text) {
  auto digest = common::sha256(text);
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < 8; ++i) hash = hash << 8 | static_cast<unsigned char>(digest[i]);
  return hash;
}

std::string packed(const std::string& id) {
  auto hex = id;
  hex.erase(std::remove(hex.begin(), hex.end(), '-'), hex.end());
  return common::from_hex(hex);
}

std::string unpacked(const std::string& bytes) {
  auto hex = common::to_hex(bytes);
  for (std::size_t at : {8, 13, 18, 23}) hex.insert(at, "-");
  return hex;
}

}  // namespace

std::vector<std::string> match_texts(const RecordType& type, const Message& record,
                                     const std::vector<std::string>& keys) {
  std::vector<std::string> texts;
  if (keys.empty()) return texts;
  Texts all(type, record);
  for (auto& key : keys)
    for (auto& text : all.of(key)) texts.push_back(text);
  return texts;
}

void require_match_keys(const RecordType& type, const std::vector<std::string>& keys) {
  auto targets = targets_of(type);
  for (auto& key : keys) {
    if (key == similar_key && !quality::is_matched(type))
      common::refuse("match_keys", common::say("duplicates of {} are not looked for",
                                               common::Sentence::label(type.plural)));
    bool known = key == similar_key || key == "mail" || key == "phone" || key == "external_id" ||
                 key == "name_postal_code" ||
                 std::any_of(targets.begin(), targets.end(), [&](auto& target) {
                   return target.path == key || without_places(target.path) == key;
                 });
    if (!known)
      common::refuse("match_keys", common::say("{} is not known by \"{}\"",
                                               common::Sentence::label(type.label), key));
  }
}

void KnownRecords::load(store::Connection& connection, const Person& person, const RecordType& type,
                        const std::vector<std::string>& keys) {
  // Likeness has an index of its own, and an id is its own key; nothing is read for them here.
  auto needs_nothing = [](auto& key) { return key == similar_key || key == "id"; };
  if (std::all_of(keys.begin(), keys.end(), needs_nothing)) return;
  store::Query query;
  query.type = &type;
  query.order_by = "id";
  query.page_size = 500;
  query.count_max = 1;
  auto reach = person.schema->access.reach(person.actor, type, store::options::READ);
  if (reach.kind == store::Reach::Kind::none) return;
  do {
    auto page =
        store::run_query(connection, person.schema->catalogue, person.schema->tables.of(type),
                         person.actor.tenant, query, reach.condition, person.context);
    for (auto& record : page.items)
      for (auto& text : match_texts(type, *record, keys))
        add(text, common::schema::header(std::as_const(*record)).id());
    query.page_token = page.next_page_token;
  } while (!query.page_token.empty());
}

void KnownRecords::add(const std::string& text, const std::string& id) {
  ids_.emplace(hash_of(text), packed(id));
}

std::string KnownRecords::find(const std::string& text) const {
  auto found = ids_.find(hash_of(text));
  return found == ids_.end() ? std::string() : unpacked(found->second);
}

}  // namespace hub::transfer
