#pragma once
#include <string>

#include "common/rules/records.hpp"

/// Alerts of a company: something of the hub or of its vans is not well. Each is a finding of the
/// kind "fault", which somebody acknowledges, and runs through the company's escalation policies
/// whose use is alerts.
namespace hub::domain::workflow {

using common::rules::Records;

/// What is not well: "jobs", "disk" (see alert.cpp), "van:<serial>" (silent),
/// "van_<trouble>:<serial>" (see fleet_health.hpp) or "alarm_<kind>:<serial>": of a DeviceEvent,
/// which a person settles.
struct Alert {
  std::string check;
  std::string text;  ///< what was found, for who can do something about it
  bool failed = false;
  std::string host;  ///< of the hub that found it; empty: it is not about one machine
};

/// Opens a finding, unless one about it is open. True when it did.
bool raise_alert(Records& records, const Alert& alert);
/// It is well again: the finding is resolved, and who was told of it hears that. True when there
/// was one. `host`: only what that hub found.
bool settle_alert(Records& records, const std::string& check, const std::string& host = {});

/// Devices from which nothing was heard for the company's `alerts.van_silent_minutes` (without it
/// three days) fall silent, and that is an alert each; those that return are well again. How many
/// fell silent.
int watch_vans(Records& records);

/// What else is trouble with a van (money and work not sent, a wrong clock, a full disk, a
/// certificate that ends, refusals and conflicts that nobody has decided) is an alert each, which
/// ends when the trouble does. How many began.
int watch_troubles(Records& records);

}  // namespace hub::domain::workflow
