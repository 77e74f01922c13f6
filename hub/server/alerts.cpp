#include "hub/server/alerts.hpp"

#include "common/log/log.hpp"
#include "common/text/text.hpp"

namespace hub::server {

std::vector<std::string> contacts_of(const std::string& text) {
  std::vector<std::string> contacts;
  for (auto& part : common::text::split(text, ','))
    if (auto contact = std::string(common::text::trim(part)); !contact.empty())
      contacts.push_back(contact);
  return contacts;
}

/// Who could not be reached stays in `waiting`. True when nobody does.
bool Alerts::tell(std::vector<std::string>& waiting, std::vector<std::string>& told,
                  const std::string& subject, const std::string& text) {
  std::vector<std::string> left;
  for (auto& contact : waiting) {
    if (send_(contact, subject, text))
      told.push_back(contact);
    else
      left.push_back(contact);
  }
  waiting = left;
  if (!left.empty())
    common::log::warning("hub/alerts", "an alert did not leave; it is tried again",
                         {{"contacts", std::to_string(left.size())}});
  return left.empty();
}

void Alerts::look(const api::Health::Report& report, common::Instant now) {
  for (auto& check : report.checks) {
    bool is_well = check.finding.status == api::Wellness::ok;
    auto found = troubles_.find(check.name);
    if (is_well && found == troubles_.end()) continue;
    if (is_well) {
      auto& trouble = found->second;
      std::vector<std::string> heard;
      // Only who knows of it; and who could not be told that it is over is told later.
      if (tell(trouble.told, heard, "Truckroll: " + check.name + " is well again",
               "It had not been well since " + common::format_instant(trouble.since) + "."))
        troubles_.erase(found);
      continue;
    }
    auto [place, fresh] = troubles_.try_emplace(check.name);
    auto& trouble = place->second;
    if (fresh) trouble.since = check.since;
    while (trouble.level < levels_.size() && now - trouble.since >= levels_[trouble.level].after) {
      auto& contacts = levels_[trouble.level++].contacts;
      trouble.waiting.insert(trouble.waiting.end(), contacts.begin(), contacts.end());
    }
    auto status = std::string(api::wellness_name(check.finding.status));
    tell(trouble.waiting, trouble.told, "Truckroll: " + check.name + " is " + status,
         check.finding.text + "\nSince " + common::format_instant(trouble.since) + ".");
  }
}

}  // namespace hub::server
