#include "hub/quality/likely.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "hub/quality/impl/candidates.hpp"

namespace hub::quality {
namespace {

using Keys = std::vector<std::string>;

constexpr std::size_t keys_at_once = 256, compared_max = 5, texts_max = 4, loaded_at_once = 500;
constexpr std::int64_t sharing_max = 100;

/// Records by key, without the keys that too many share: they tell nobody apart.
using Sharing = std::map<std::string, std::vector<std::string>>;
Sharing find_sharing(store::Connection& connection, const std::string& tenant,
                     const RecordType& type, const std::set<std::string>& keys) {
  Sharing sharing;
  for (auto from = keys.begin(); from != keys.end();) {
    // Always as many placeholders: one statement is prepared for all. A missing key repeats.
    store::Values part;
    auto last = *from;
    for (std::size_t i = 0; i < keys_at_once; ++i) {
      if (from != keys.end()) last = *from++;
      part.emplace_back(last);
    }
    std::string marks = "?";
    for (std::size_t i = 1; i < keys_at_once; ++i) marks += ",?";
    store::Values values{tenant, type.name, tenant, type.name};
    values.insert(values.end(), part.begin(), part.end());
    values.emplace_back(sharing_max);
    auto& rows = connection.query(
        "SELECT key, record FROM duplicate_key WHERE tenant = ? AND type = ? AND key IN (SELECT "
        "key "
        "FROM duplicate_key WHERE tenant = ? AND type = ? AND key IN (" +
            marks + ") GROUP BY key HAVING COUNT(*) <= ?)",
        values);
    while (rows.step()) sharing[rows.text(0)].push_back(rows.text(1));
  }
  return sharing;
}

/// Those that share most keys, most first.
Keys most_sharing(const Sharing& sharing, const Keys& keys) {
  std::map<std::string, int> counts;
  for (auto& key : keys)
    if (auto found = sharing.find(key); found != sharing.end())
      for (auto& id : found->second) ++counts[id];
  Keys ids;
  for (auto& [id, count] : counts) ids.push_back(id);
  std::stable_sort(ids.begin(), ids.end(), [&](auto& a, auto& b) { return counts[a] > counts[b]; });
  if (ids.size() > compared_max) ids.resize(compared_max);
  return ids;
}

std::map<std::string, Identity> load(store::Connection& connection, const store::Schema& schema,
                                     const std::string& tenant, const RecordType& type,
                                     const std::set<std::string>& ids) {
  std::map<std::string, Identity> identities;
  for (auto from = ids.begin(); from != ids.end();) {
    Keys part;
    while (from != ids.end() && part.size() < loaded_at_once) part.push_back(*from++);
    identities.merge(impl::load_identities(connection, schema, tenant, type, part));
  }
  return identities;
}

}  // namespace

std::vector<Likely> find_likely(store::Connection& connection, const store::Schema& schema,
                                const std::string& tenant, const RecordType& type,
                                const std::vector<const Message*>& drafts) {
  std::vector<Likely> likely(drafts.size());
  if (!is_matched(type)) return likely;
  std::vector<Identity> identities(drafts.size());
  std::vector<Keys> keys(drafts.size());
  std::set<std::string> wanted;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (!drafts[i]) continue;
    identities[i] = identity_of(type, *drafts[i]);
    keys[i] = keys_of(identities[i]);
    wanted.insert(keys[i].begin(), keys[i].end());
  }
  auto sharing = find_sharing(connection, tenant, type, wanted);
  if (sharing.empty()) return likely;
  std::set<std::string> compared;
  for (auto& own : keys) {
    own = most_sharing(sharing, own);  // from here on the ids to compare with
    compared.insert(own.begin(), own.end());
  }
  auto others = load(connection, schema, tenant, type, compared);
  for (std::size_t i = 0; i < drafts.size(); ++i)
    for (auto& id : keys[i]) {
      auto other = others.find(id);
      if (other == others.end()) continue;
      auto percent = score_of(identities[i], other->second).percent;
      if (percent >= score_min && percent > likely[i].percent) likely[i] = {id, percent};
    }
  return likely;
}

std::vector<std::string> certain_texts(const RecordType& type, const Message& draft) {
  std::vector<std::string> texts;
  auto identity = identity_of(type, draft);
  if (identity.names.empty()) return texts;
  auto name = name_key(identity.names[0].words);
  auto add = [&](const std::string& text) {
    if (texts.size() < texts_max) texts.push_back("certain|" + name + "|" + text);
  };
  for (auto& mail : identity.mails) add(mail.value);
  for (auto& phone : identity.phones) add(phone_key(phone.value));
  if (!texts.empty()) return texts;
  for (auto& place : identity.places)
    if (!place.street.name.empty())
      add(place.street.name + " " + place.street.number + " " + place.postal_code);
  return texts;
}

}  // namespace hub::quality
