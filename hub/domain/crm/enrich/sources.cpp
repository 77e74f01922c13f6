#include "hub/domain/crm/enrich/sources.hpp"

#include <algorithm>
#include <set>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/text/json_text.hpp"
#include "common/text/phone.hpp"
#include "common/text/text.hpp"

namespace hub::domain::crm {
namespace {

using common::codec::Json;
using common::text::country_of_phone;
using common::text::fold;
using truckroll::crm::Account;
using truckroll::crm::Contact;
using truckroll::crm::Lead;
using truckroll::crm::Site;

constexpr std::int64_t read_max = 200'000;

constexpr const char* everybodys[] = {
    "gmail.com",    "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com",
    "icloud.com",   "me.com",         "gmx.net",     "gmx.ch",      "gmx.de",   "gmx.at",
    "web.de",       "bluewin.ch",     "t-online.de", "proton.me",   "aol.com",  "adon.li",
    "powersurf.li", "hispeed.ch",     "sunrise.ch",  "freenet.de",  "mail.com", "hotmail.ch"};

/// Where nearly everybody speaks one language; elsewhere nothing is guessed.
std::string language_of(const std::string& country) {
  for (auto german : {"LI", "DE", "AT"})
    if (country == german) return "de";
  return country == "FR" ? "fr" : country == "IT" ? "it" : country == "GB" ? "en" : "";
}

template <class Record>
std::vector<std::string> values_of(const Record& record,
                                   std::initializer_list<truckroll::ChannelKind> kinds) {
  std::vector<std::string> values;
  for (auto& channel : record.channels())
    if (std::find(kinds.begin(), kinds.end(), channel.kind()) != kinds.end())
      values.push_back(channel.value());
  return values;
}
template <class Record>
std::vector<std::string> phones_of(const Record& record) {
  return values_of(record,
                   {truckroll::CHANNEL_PHONE, truckroll::CHANNEL_MOBILE, truckroll::CHANNEL_SMS});
}

std::string place_key(const std::string& street, const std::string& postal_code) {
  return street.empty() || postal_code.empty() ? "" : fold(street) + "|" + fold(postal_code);
}

/// The value that nearly all have, and how many in a hundred.
std::pair<std::string, int> most(const std::map<std::string, int>& counts) {
  int all = 0;
  std::pair<std::string, int> best;
  for (auto& [value, count] : counts) {
    all += count;
    if (count > best.second) best = {value, count};
  }
  return {best.first, all ? best.second * 100 / all : 0};
}

void add(std::vector<Found>& found, const std::string& field, const std::string& value,
         const std::string& source, int confidence) {
  if (!value.empty() && confidence >= 50) found.push_back({field, value, source, confidence});
}

}  // namespace

std::string company_domain(const std::string& text) {
  auto domain = text;
  if (auto at = domain.rfind('@'); at != std::string::npos) domain = domain.substr(at + 1);
  if (auto scheme = domain.find("://"); scheme != std::string::npos)
    domain = domain.substr(scheme + 3);
  domain = common::text::to_lower(domain.substr(0, domain.find_first_of("/:?#")));
  if (domain.starts_with("www.")) domain = domain.substr(4);
  if (domain.find('.') == std::string::npos) return {};
  for (auto one : everybodys)
    if (domain == one) return {};
  return domain;
}

Knowledge::Knowledge(store::Connection& connection, const std::string& tenant) {
  auto& sites = connection.query(
      "SELECT address FROM site WHERE tenant = ? AND deleted_at IS NULL AND address IS NOT NULL "
      "ORDER BY id DESC LIMIT ?",
      {tenant, read_max});
  while (sites.step()) add_place(sites.text(0));
  auto& addresses = connection.query(
      "SELECT address FROM account_addresses WHERE tenant = ? AND address IS NOT NULL "
      "ORDER BY record DESC LIMIT ?",
      {tenant, read_max});
  while (addresses.step()) add_place(addresses.text(0));
  auto& channels = connection.query(
      "SELECT record, kind, value FROM account_channels WHERE tenant = ? ORDER BY record DESC "
      "LIMIT ?",
      {tenant, read_max});
  while (channels.step()) add_channels(channels.text(0), channels.text(1), channels.text(2));
}

void Knowledge::add_place(const std::string& text) {
  auto json = common::try_read_json(text);
  if (!json.is_object()) return;
  auto part = [&](const char* name) {
    auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  auto code = part("postal_code");
  if (code.empty()) return;
  auto& town = towns_[code];
  if (auto city = part("city"); !city.empty()) ++town.names[city];
  if (auto country = part("country"); !country.empty()) ++town.countries[country];
  auto key = place_key(part("line1"), code);
  if (!key.empty() && json.contains("position"))
    positions_[key] = common::json_text(json["position"]);
}

void Knowledge::add_channels(const std::string& account, const std::string& kind,
                             const std::string& value) {
  auto domain = kind == "mail" || kind == "web" ? company_domain(value) : std::string();
  if (domain.empty()) return;
  auto [known, is_new] = accounts_.emplace(domain, account);
  if (!is_new && known->second != account) known->second.clear();
}

std::vector<Found> Knowledge::about_address(const truckroll::Address& address,
                                            const std::string& field,
                                            const std::vector<std::string>& phones) const {
  std::vector<Found> found;
  auto town = towns_.find(address.postal_code());
  if (town != towns_.end()) {
    auto [name, sure] = most(town->second.names);
    if (address.city().empty())
      add(found, field + ".city", name, "other addresses with this postal code", sure);
    auto [country, same] = most(town->second.countries);
    if (address.country().empty())
      add(found, field + ".country", country, "other addresses with this postal code", same);
  }
  if (address.country().empty() && found.empty())
    for (auto& phone : phones)
      if (auto country = country_of_phone(phone); !country.empty()) {
        add(found, field + ".country", country, "the telephone number " + phone, 80);
        break;
      }
  auto place = positions_.find(place_key(address.line1(), address.postal_code()));
  if (!address.has_position() && place != positions_.end())
    add(found, field + ".position", place->second, "another record at this address", 95);
  return found;
}

std::vector<Found> Knowledge::about_site(const Site& site) const {
  if (!site.has_address()) return {};
  return about_address(site.address(), "address", {});
}

std::vector<Found> Knowledge::about_lead(const Lead& lead) const {
  return about_address(lead.address(), "address", phones_of(lead));
}

std::vector<Found> Knowledge::about_account(const Account& account) const {
  std::vector<Found> found;
  if (values_of(account, {truckroll::CHANNEL_WEB}).empty())
    for (auto& mail : values_of(account, {truckroll::CHANNEL_MAIL}))
      if (auto domain = company_domain(mail); !domain.empty()) {
        add(found, "channels",
            common::json_text(Json{{"kind", "web"}, {"value", "https://" + domain}}),
            "the e-mail address " + mail, 75);
        break;
      }
  std::set<std::string> countries;
  for (auto& line : account.addresses())
    if (!line.address().country().empty()) countries.insert(line.address().country());
  if (account.language().empty() && countries.size() == 1)
    add(found, "language", language_of(*countries.begin()), "the address", 60);
  return found;
}

std::vector<Found> Knowledge::about_contact(const Contact& contact) const {
  std::vector<Found> found;
  if (contact.accounts().empty())
    for (auto& mail : values_of(contact, {truckroll::CHANNEL_MAIL})) {
      auto known = accounts_.find(company_domain(mail));
      if (known == accounts_.end() || known->second.empty()) continue;
      add(found, "accounts", common::json_text(Json{{"account", known->second}}),
          "the e-mail address " + mail, 85);
      break;
    }
  if (contact.language().empty())
    for (auto& phone : phones_of(contact))
      if (auto language = language_of(country_of_phone(phone)); !language.empty()) {
        add(found, "language", language, "the telephone number " + phone, 60);
        break;
      }
  return found;
}

}  // namespace hub::domain::crm
