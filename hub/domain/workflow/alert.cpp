#include "hub/domain/workflow/alert.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "common/text/json_text.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/escalation.hpp"
#include "hub/domain/workflow/fleet_health.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/domain/workflow/texts.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/device_event.pb.h"
#include "proto/records/insight/finding.pb.h"
#include "proto/wire/actions/fleet.pb.h"

namespace hub::domain::workflow {
namespace {

using common::rules::Change;
using truckroll::fleet::Device;
using truckroll::fleet::DeviceEvent;
using truckroll::insight::Finding;

constexpr const char* van_check = "van:";

struct Words {
  const char *check, *english, *german;
};
constexpr Words catalogue[] = {
    {"store", "Nothing can be stored", "Es kann nichts gespeichert werden"},
    {"writer", "Storing takes long", "Speichern dauert lange"},
    {"disk", "Little room on the disk", "Wenig Platz auf dem Datenträger"},
    {"database_disk", "Little room for the database", "Wenig Platz für die Datenbank"},
    {"jobs", "The queue is stuck", "Die Warteschlange steht"},
    {"errors", "Many requests fail", "Viele Anfragen scheitern"},
    {"index", "The search index is behind", "Der Suchindex ist im Rückstand"},
    {"broker", "No connection with the vans' broker",
     "Keine Verbindung mit dem Broker der Fahrzeuge"},
    {"mail", "Mails do not leave", "E-Mails gehen nicht hinaus"},
    {"sms", "Text messages do not leave", "SMS gehen nicht hinaus"},
    {"backup", "There is no fresh backup", "Es gibt keine frische Sicherung"},
};

constexpr const char* trouble_check = "van_";
constexpr const char* alarm_check = "alarm_";
const std::string lost_work = "hole";  // a kind of alarm
constexpr std::size_t vans_watched_max = 1000;

/// By kind of alarm, and by kind of trouble; each with the van's serial number before it.
constexpr Words alarm_words[] = {
    {"cloned", "two computers send as this van", "zwei Computer senden als dieses Fahrzeug"},
    {"hole", "work of this van is lost", "Arbeit dieses Fahrzeugs ist verloren"},
};
constexpr Words van_words[] = {
    {"money", "money has not been sent", "Geld ist nicht gesendet"},
    {"unsent", "work has not been sent", "Arbeit ist nicht gesendet"},
    {"refused", "work was refused", "Arbeit wurde abgelehnt"},
    {"disk", "the disk is nearly full", "der Datenträger ist fast voll"},
    {"certificate", "the certificate ends soon", "das Zertifikat läuft bald ab"},
    {"drift", "the clock is wrong", "die Uhr geht falsch"},
    {"conflicts", "conflicts wait for a decision", "Konflikte warten auf eine Entscheidung"},
};

/// "van_disk:V-07" is "V-07: the disk is nearly full"; empty for another check.
std::string van_title(const std::string& check, bool german) {
  auto colon = check.find(':');
  if (colon == check.npos) return {};
  auto title = [&](const Words& words) {
    return check.substr(colon + 1) + ": " + (german ? words.german : words.english);
  };
  for (auto& words : van_words)
    if (check.substr(0, colon) == trouble_check + std::string(words.check)) return title(words);
  for (auto& words : alarm_words)
    if (check.substr(0, colon) == alarm_check + std::string(words.check)) return title(words);
  return {};
}

std::string title_of(const std::string& check, bool german) {
  if (auto title = van_title(check, german); !title.empty()) return title;
  if (check.starts_with(van_check)) {
    auto serial = check.substr(std::string_view(van_check).size());
    return german ? "Das Fahrzeug " + serial + " schweigt" : "Van " + serial + " is silent";
  }
  for (auto& words : catalogue)
    if (check == words.check) return german ? words.german : words.english;
  return (german ? "Nicht in Ordnung: " : "Not well: ") + check;
}

/// By the mark that names the open finding. Two hubs that find the same write the same row: the
/// later one of them runs again, and sees it.
std::string key_of(Records& records, const std::string& check) {
  return "alert|" + records.actor().tenant + "|" + check;
}

struct Mark {
  std::string finding, host;
};

std::optional<Mark> find_mark(Records& records, const std::string& check) {
  auto value = store::hub_transaction(records).sql().scalar(
      "SELECT value FROM hub_state WHERE key = ?", {key_of(records, check)});
  auto text = value ? std::get_if<std::string>(&*value) : nullptr;
  if (!text) return std::nullopt;
  auto bar = text->find('|');
  return Mark{text->substr(0, bar), bar == text->npos ? std::string() : text->substr(bar + 1)};
}

bool is_open(const Finding& finding) {
  auto& state = finding.header().state();
  return state == "new" || state == "acknowledged" || state == "investigating";
}

/// What was in its computer alone is lost when that is taken out of service.
void tell_what_is_lost(Records& records, const Device& device) {
  auto unsent = unsent_of(records, device.header().id());
  if (unsent.entries == 0) return;
  auto text = common::say(
      "It was revoked with {} entries that it had not sent, {} of them with money. Ask who drove "
      "it "
      "and enter them by hand.",
      unsent.entries, unsent.money);
  raise_alert(
      records,
      {alarm_check + lost_work + ":" + device.serial(), said_to_company(records, text), true, {}});
}

void follow_device(Records& records, Change<Device>& change) {
  auto& device = change.after;
  auto check = van_check + device.serial();
  if (!change.creates() && change.enters("revoked")) tell_what_is_lost(records, device);
  if (change.enters("silent")) {
    auto last = common::codec::from_timestamp(device.last_contact_at());
    auto text = common::say("Last heard of at {}.", told_at(last, zone_of(records, {})));
    raise_alert(records, {check, said_to_company(records, text), false, {}});
  } else if (change.state_before() == "silent" && change.state() != "silent") {
    settle_alert(records, check);
  }
}

common::Sentence alarm_text(const std::string& kind, const DeviceEvent& event) {
  if (kind == "cloned")
    return common::say(
        "Entries came that do not follow those known: its card was copied, or brought back to an "
        "older state. Nothing is lost, the computers are told apart. Find out who holds the other "
        "one; if nobody should, withdraw the device and let it in anew.");
  if (kind == lost_work)
    return common::say("Neither the hub nor the van has them any more: {}.", event.cause());
  return common::say("The protocol reports: {}.", event.cause());
}

void follow_event(Records& records, Change<DeviceEvent>& change) {
  auto& event = change.after;
  if (!change.creates() || event.kind() != DeviceEvent::KIND_ALARM) return;
  auto values = common::try_read_json(event.values());
  auto kind = values.is_object() ? values.value("alarm", "") : std::string();
  auto device = records.find<Device>(event.device());
  if (kind.empty() || !device) return;
  raise_alert(records, {alarm_check + kind + ":" + device->serial(),
                        said_to_company(records, alarm_text(kind, event)),
                        true,
                        {}});
}

/// Whoever takes a computer out of service has seen what is lost with it.
void revoke(Records& records, Device& device, const truckroll::wire::fleet::Revoke& input) {
  auto unsent = unsent_of(records, device.header().id());
  if (unsent.entries > input.lost())
    common::refuse(
        "lost",
        common::say("{} entries, {} of them with money, were in the van alone when it "
                    "last spoke, at {}, and would be lost. Wait until it has sent them, "
                    "or enter their number here if it cannot",
                    unsent.entries, unsent.money, told_at(unsent.at, zone_of(records, {}))));
  records.move(device, "revoke");
  records.save(device);
}

const common::rules::Effects<Device> device_effects =
    common::rules::Effects<Device>()
        .after_save(follow_device)
        .action<truckroll::wire::fleet::Revoke>("revoke", revoke);
const common::rules::Effects<DeviceEvent> event_effects =
    common::rules::Effects<DeviceEvent>().after_save(follow_event);

common::Sentence text_of(const std::string& kind, const VanHealth& van, const std::string& zone) {
  using common::say;
  auto at = [&](const std::optional<common::Instant>& time) {
    return time ? told_at(*time, zone) : common::Sentence("?");
  };
  auto said = van.said.value_or(VanHealth::Said());
  if (kind == "money")
    return say("{} entries with money are in the van only, the oldest since {}.",
               said.money_waiting, at(said.money_since));
  if (kind == "unsent")
    return say("{} entries are in the van only, the oldest since {}.", said.waiting,
               at(said.waiting_since));
  if (kind == "refused")
    return say("{} entries were refused; enter them by hand or leave them.", van.open_refused);
  if (kind == "disk")
    return say("{} % of the van's storage is used.", said.disk_percent.value_or(0));
  if (kind == "certificate")
    return say("It ends at {}; after that the van cannot connect.", at(van.certificate_to));
  if (kind == "drift") return say("The van's clock differs by {} seconds.", said.drift_ms / 1000);
  return say("{} conflicts between van and office are open.", van.open_conflicts);
}

bool is_of_a_van(const std::string& check) {
  return check.find(':') != check.npos;
}

/// Where nobody has said who is told, no trouble of a van stays unknown: those who send vans hear
/// of it, and of money those who count it.
void tell_without_policy(Records& records, const Alert& alert, const std::string& finding) {
  auto title = title_of(alert.check, is_german(company_language(records)));
  auto tell = [&](const std::vector<std::string>& roles, const std::string& type,
                  const std::string& id) {
    tell_roles(records, roles, Notification::CATEGORY_SYSTEM, title, alert.text, type, id,
               alert.failed);
  };
  tell({"dispatcher", "admin"}, common::rules::type_name<Finding>(), finding);
  auto kind = alert.check.substr(0, alert.check.find(':'));
  if (kind == trouble_check + std::string("money") || kind == alarm_check + lost_work)
    tell({"bookkeeper"}, "", "");
}

/// Checks of vans' troubles whose alert is open.
std::set<std::string> open_trouble_checks(Records& records) {
  auto prefix = key_of(records, trouble_check);
  std::set<std::string> open;
  auto& rows = store::hub_transaction(records).sql().query(
      "SELECT key FROM hub_state WHERE key >= ? AND key < ?", {prefix, prefix + "\x7f"});
  while (rows.step()) open.insert(rows.text(0).substr(key_of(records, "").size()));
  return open;
}

}  // namespace

int watch_troubles(Records& records) {
  auto& sql = store::hub_transaction(records).sql();
  auto& tenant = records.actor().tenant;
  auto limits = read_fleet_limits(sql, tenant);
  FleetQuery query;
  query.trouble = "any";
  query.count = vans_watched_max;
  auto over = open_trouble_checks(records);
  auto zone = zone_of(records, {});
  int begun = 0;
  for (auto& van : list_fleet(sql, tenant, limits, hub_now(records), query))
    for (auto& words : van_words) {
      if (!van.troubles.count(words.check)) continue;
      auto check = trouble_check + std::string(words.check) + ":" + van.serial;
      over.erase(check);
      auto text = said_to_company(records, text_of(words.check, van, zone));
      if (raise_alert(records, {check, text, std::string(words.check) == "money", {}})) ++begun;
    }
  for (auto& check : over) settle_alert(records, check);
  return begun;
}

bool raise_alert(Records& records, const Alert& alert) {
  if (auto mark = find_mark(records, alert.check))
    if (auto finding = records.find<Finding>(mark->finding); finding && is_open(*finding))
      return false;
  Finding finding;
  finding.set_kind(Finding::KIND_FAULT);
  finding.set_severity(alert.failed ? Finding::SEVERITY_CRITICAL : Finding::SEVERITY_HIGH);
  finding.set_title(title_of(alert.check, is_german(company_language(records))));
  finding.set_text(short_text(alert.text, 4000));
  records.save_as_system(finding);
  auto& id = finding.header().id();
  store::hub_transaction(records).sql().execute(
      "INSERT INTO hub_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
      "excluded.value",
      {key_of(records, alert.check), id + "|" + alert.host});
  auto type = common::rules::type_name<Finding>();
  if (begin_escalations(records, EscalationPolicy::USE_ALERT, type, id) == 0 &&
      is_of_a_van(alert.check))
    tell_without_policy(records, alert, id);
  return true;
}

bool settle_alert(Records& records, const std::string& check, const std::string& host) {
  auto mark = find_mark(records, check);
  if (!mark || (!host.empty() && !mark->host.empty() && mark->host != host)) return false;
  store::hub_transaction(records).sql().execute("DELETE FROM hub_state WHERE key = ?",
                                                {key_of(records, check)});
  auto finding = records.find<Finding>(mark->finding);
  if (!finding || !is_open(*finding)) return false;
  records.move_as_system(*finding, "resolve");
  records.save_as_system(*finding);
  auto german = is_german(company_language(records));
  tell_the_told(records, common::rules::type_name<Finding>(), mark->finding,
                (german ? "Wieder in Ordnung: " : "Well again: ") + finding->title());
  return true;
}

int watch_vans(Records& records) {
  auto before =
      hub_now(records) -
      read_fleet_limits(store::hub_transaction(records).sql(), records.actor().tenant).silent;
  std::vector<std::string> silent;
  auto& transaction = store::hub_transaction(records);
  auto& rows = transaction.sql().query(
      "SELECT d.id FROM device d JOIN device_session s ON s.tenant = d.tenant AND s.device = d.id "
      "WHERE d.tenant = ? AND d.state = 'active' AND d.deleted_at IS NULL AND s.online = 0 AND "
      "s.last_contact_at < ? LIMIT 500",
      {records.actor().tenant, common::to_micros(before)});
  while (rows.step()) silent.push_back(rows.text(0));
  for (auto& id : silent) {
    auto device = records.load<Device>(id);
    records.move_as_system(device, "fall-silent");
    records.save_as_system(device);
  }
  return static_cast<int>(silent.size());
}

}  // namespace hub::domain::workflow
