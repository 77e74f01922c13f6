#include "hub/domain/workflow/alert.hpp"

#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "common/text/json_text.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/escalation.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/domain/workflow/texts.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/setting.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/insight/finding.pb.h"

namespace hub::domain::workflow {
namespace {

using common::rules::Change;
using truckroll::fleet::Device;
using truckroll::insight::Finding;

constexpr std::chrono::minutes van_silent_default{3 * 24 * 60};
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

std::string title_of(const std::string& check, bool german) {
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

std::chrono::minutes van_silent_after(Records& records) {
  for (auto& setting :
       records.where<truckroll::admin::Setting>("key", "alerts.van_silent_minutes")) {
    auto value = common::try_read_json(setting.value());
    if (value.is_number_integer()) return std::chrono::minutes(value.get<int>());
  }
  return van_silent_default;
}

void follow_device(Records& records, Change<Device>& change) {
  auto& device = change.after;
  auto check = van_check + device.serial();
  if (change.enters("silent")) {
    auto last = common::codec::from_timestamp(device.last_contact_at());
    raise_alert(records, {check,
                          said_to_company(records, common::say("Last heard of at {}.",
                                                               common::format_instant(last))),
                          false,
                          {}});
  } else if (change.state_before() == "silent" && change.state() != "silent") {
    settle_alert(records, check);
  }
}

const common::rules::Effects<Device> device_effects =
    common::rules::Effects<Device>().after_save(follow_device);

}  // namespace

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
  begin_escalations(records, EscalationPolicy::USE_ALERT, common::rules::type_name<Finding>(), id);
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
  auto before = hub_now(records) - van_silent_after(records);
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
