#include "hub/identity/oddity.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "common/zone/zone.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/domain/workflow/user_mail.hpp"
#include "hub/store/administrators.hpp"

namespace hub::identity {
namespace {

using common::Instant;
using common::Sentence;
using store::Connection;

constexpr auto compared_with = std::chrono::days(30), trusted_for = std::chrono::days(1);
constexpr std::chrono::minutes at_work_within{30}, told_again_after{60};
constexpr std::size_t hours_known_from = 10;
constexpr int hours_apart = 2, most_compared = 500;

struct Earlier {
  std::string address, device;
  Instant at, seen;
};

std::vector<Earlier> earlier_of(Connection& connection, const std::string& tenant,
                                const std::string& user, Instant now) {
  std::vector<Earlier> found;
  auto& rows = connection.query(
      "SELECT address, device, created_at, COALESCE(seen_at, created_at) FROM session WHERE tenant "
      "= ? AND user_id = ? AND created_at > ? ORDER BY created_at DESC LIMIT ?",
      {tenant, user, common::to_micros(now - compared_with), std::int64_t{most_compared}});
  while (rows.step())
    found.push_back({rows.text(0), rows.text(1), common::from_micros(rows.integer(2)),
                     common::from_micros(rows.integer(3))});
  return found;
}

/// He chose a password by a mailed link from there, or an administrator let him in, both today.
bool is_trusted(Connection& connection, const std::string& tenant, const std::string& user,
                const std::string& address, Instant now) {
  return connection
      .scalar(
          "SELECT 1 FROM sign_in_log WHERE tenant = ? AND user_id = ? AND (action = 'admitted' OR "
          "(action = 'password_reset' AND address = ?)) AND at > ? LIMIT 1",
          {tenant, user, address, common::to_micros(now - trusted_for)})
      .has_value();
}

std::string zone_of(Connection& connection, const std::string& tenant, const std::string& user) {
  auto zone =
      connection.scalar("SELECT zone FROM \"user\" WHERE tenant = ? AND id = ?", {tenant, user});
  auto text = zone ? std::get_if<std::string>(&*zone) : nullptr;
  return text ? *text : std::string();
}

/// "Firefox/131.0" is "Firefox/132.0": a browser that was renewed overnight is no other device.
std::string without_versions(const std::string& device) {
  std::string text;
  for (char c : device)
    if (!(c >= '0' && c <= '9') && c != '.' && c != '_') text += c;
  return text;
}

int hour_of(Instant at, const std::string& zone) {
  return std::atoi(common::zone::format(at, zone, "%H").c_str());
}

bool is_unusual_hour(const std::vector<Earlier>& earlier, Instant now, const std::string& zone) {
  if (earlier.size() < hours_known_from) return false;
  auto hour = hour_of(now, zone);
  return std::none_of(earlier.begin(), earlier.end(), [&](auto& one) {
    auto apart = std::abs(hour_of(one.at, zone) - hour);
    return std::min(apart, 24 - apart) <= hours_apart;
  });
}

int points_of(Sign sign) {
  return sign == Sign::new_address || sign == Sign::unusual_hour ? 1 : 2;
}

Sentence word_of(Sign sign) {
  switch (sign) {
    case Sign::new_address:
      return "a new address";
    case Sign::new_network:
      return "a new network";
    case Sign::new_device:
      return "a new device";
    case Sign::unusual_hour:
      return "an unusual time of day";
    case Sign::elsewhere:
      return "work from another network at the same time";
  }
  return "";
}

/// The company's setting sign_in.odd_access: "tell", as without it, or "refuse".
bool refuses_odd(Connection& connection, const std::string& tenant) {
  auto value = connection.scalar(
      "SELECT value FROM setting WHERE tenant = ? AND deleted_at IS NULL AND \"key\" = "
      "'sign_in.odd_access'",
      {tenant});
  auto text = value ? std::get_if<std::string>(&*value) : nullptr;
  return text && *text == "\"refuse\"";
}

std::string login_of(Connection& connection, const std::string& tenant, const std::string& user) {
  auto login =
      connection.scalar("SELECT login FROM \"user\" WHERE tenant = ? AND id = ?", {tenant, user});
  auto text = login ? std::get_if<std::string>(&*login) : nullptr;
  return text ? *text : user;
}

/// Whether it was told of within the hour: who knows the password must not flood its owner.
bool was_told(Connection& connection, const std::string& tenant, const std::string& user,
              const std::string& address, Instant now) {
  return connection
      .scalar(
          "SELECT 1 FROM sign_in_log WHERE tenant = ? AND user_id = ? AND address = ? AND action = "
          "'refused_as_odd' AND at > ? LIMIT 1",
          {tenant, user, address, common::to_micros(now - told_again_after)})
      .has_value();
}

}  // namespace

int Oddity::points() const {
  int sum = 0;
  for (auto sign : signs) sum += points_of(sign);
  return sum;
}

common::Sentence Oddity::words() const {
  common::Sentence all;
  for (auto sign : signs)
    all = all.empty() ? word_of(sign) : common::say("{}, {}", all, word_of(sign));
  return all;
}

std::string network_of(const std::string& address) {
  unsigned char bytes[16];
  if (inet_pton(AF_INET, address.c_str(), bytes) == 1)
    return fmt::format("{}.{}.", bytes[0], bytes[1]);
  if (inet_pton(AF_INET6, address.c_str(), bytes) == 1)
    return fmt::format("{:x}:{:x}:", bytes[0] * 256 + bytes[1], bytes[2] * 256 + bytes[3]);
  return address;
}

Oddity judge_sign_in(Connection& connection, const std::string& tenant, const std::string& user,
                     const Peer& peer, Instant now) {
  auto earlier = earlier_of(connection, tenant, user, now);
  if (earlier.empty() || is_trusted(connection, tenant, user, peer.address, now)) return {};
  auto network = network_of(peer.address), device = without_versions(peer.device);
  auto none = [&](auto&& holds) { return std::none_of(earlier.begin(), earlier.end(), holds); };
  Oddity found;
  auto note = [&](Sign sign, bool holds) {
    if (holds) found.signs.push_back(sign);
  };
  note(Sign::new_address, none([&](auto& one) { return one.address == peer.address; }));
  bool is_far = none([&](auto& one) { return network_of(one.address) == network; });
  note(Sign::new_network, is_far);
  note(Sign::new_device, none([&](auto& one) { return without_versions(one.device) == device; }));
  note(Sign::unusual_hour, is_unusual_hour(earlier, now, zone_of(connection, tenant, user)));
  note(Sign::elsewhere,
       is_far && !none([&](auto& one) { return one.seen > now - at_work_within; }));
  return found;
}

void tell_of_oddity(store::Transaction& transaction, const std::string& user, const Peer& peer,
                    const Oddity& oddity, bool refused) {
  using namespace domain::workflow;
  if (!oddity.is_odd()) return;
  tell_of_odd_sign_in(
      transaction, user,
      {peer.address, peer.device, oddity.words().english(), oddity.words().in("de"), refused});
  if (!oddity.is_very_odd()) return;
  auto& tenant = transaction.actor().tenant;
  auto login = login_of(transaction.sql(), tenant, user);
  tell_role(transaction, "admin", Notification::CATEGORY_SYSTEM,
            refused ? common::say("Unusual sign-in was refused: {} from {}", login, peer.address)
                    : common::say("Unusual sign-in: {} from {}", login, peer.address),
            refused ? common::say("Unusual because of {}. {}\nWhoever it was had the right "
                                  "password. It should be changed.",
                                  oddity.words(), peer.device)
                    : common::say("Unusual because of {}. {}\nThe session can be ended under "
                                  "Security.",
                                  oddity.words(), peer.device),
            "admin.User", user, true);
}

void require_usual(store::Store& store, const std::string& tenant, const std::string& user,
                   const Peer& peer) {
  Oddity oddity;
  bool told = false;
  store.read([&](Connection& connection) {
    auto now = store.clock().now();
    if (!refuses_odd(connection, tenant) ||
        store::is_only_administrator(connection, tenant, user, now))
      return;
    oddity = judge_sign_in(connection, tenant, user, plain(peer), now);
    told = was_told(connection, tenant, user, peer.address, now);
  });
  if (!oddity.is_very_odd()) return;
  store.write(store.system_command(tenant, "sign-in"), [&](store::Transaction& transaction) {
    if (!told) tell_of_oddity(transaction, user, plain(peer), oddity, true);
    transaction.sql().execute(
        "INSERT INTO sign_in_log (tenant, at, user_id, address, action) VALUES (?, ?, ?, ?, "
        "'refused_as_odd')",
        {tenant, common::to_micros(transaction.now()), user, peer.address});
  });
  throw common::Error(common::ErrorCode::forbidden,
                      common::say("this sign-in is unusual ({}); choose a new password by the link "
                                  "of \"Forgotten password\", or ask your administrator",
                                  oddity.words()));
}

}  // namespace hub::identity
