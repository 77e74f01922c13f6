#include "hub/domain/crm/mentions.hpp"

#include <vector>

#include "common/codec/json.hpp"
#include "common/codec/person_name.hpp"
#include "common/text/json_text.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/user.pb.h"

namespace hub::domain::crm {
namespace {

using common::rules::Records;
using truckroll::admin::User;

constexpr std::size_t mentions_max = 20;
constexpr std::int64_t users_max = 5000;

/// What stands behind each "@" that begins a word.
std::vector<std::string_view> behind_signs(std::string_view text) {
  std::vector<std::string_view> found;
  for (auto at = text.find('@'); at != text.npos && found.size() < mentions_max;
       at = text.find('@', at + 1)) {
    bool begins = at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n' || text[at - 1] == '(';
    if (begins && at + 1 < text.size()) found.push_back(text.substr(at + 1));
  }
  return found;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

bool begins_with(std::string_view text, const std::string& name) {
  return !name.empty() && text.starts_with(name) &&
         (text.size() == name.size() || !is_letter(text[name.size()]));
}

struct Named {
  std::string id, name;
};
/// By their names alone: whole records would keep the writer.
std::vector<Named> users(Records& records) {
  std::vector<Named> all;
  auto& rows = store::hub_transaction(records).sql().query(
      "SELECT id, name FROM " + store::sql_name(records.catalogue().of<User>().table) +
          " WHERE tenant = ? AND deleted_at IS NULL ORDER BY id LIMIT ?",
      {records.actor().tenant, users_max});
  while (rows.step()) {
    auto json = common::try_read_json(rows.text(1));
    if (!json.is_object()) continue;
    truckroll::PersonName name;
    name.set_given(json.value("given", ""));
    name.set_family(json.value("family", ""));
    all.push_back({rows.text(0), common::codec::person_name(name)});
  }
  return all;
}

}  // namespace

std::set<std::string> mentioned_users(Records& records, const std::string& text) {
  std::set<std::string> found;
  auto mentions = behind_signs(text);
  if (mentions.empty()) return found;
  auto all = users(records);
  for (auto mention : mentions) {
    std::size_t longest = 0;
    for (auto& user : all)
      if (begins_with(mention, user.name)) longest = std::max(longest, user.name.size());
    for (auto& user : all)
      if (user.name.size() == longest && begins_with(mention, user.name)) found.insert(user.id);
  }
  return found;
}

std::string acting_name(Records& records) {
  if (!records.actor().name.empty()) return records.actor().name;
  auto user = records.find<User>(records.actor().user);
  return user ? common::codec::person_name(user->name()) : std::string();
}

common::Sentence label_of(Records& records, const std::string& type) {
  auto found = records.catalogue().find(type);
  return common::Sentence::label(found ? found->label : "Record");
}

}  // namespace hub::domain::crm
