#include "hub/identity/reset.hpp"

#include <nlohmann/json.hpp>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/domain/workflow/user_mail.hpp"

namespace hub::identity {
namespace {

using common::Error;
using common::ErrorCode;
using store::Connection;
using store::Transaction;
using truckroll::admin::User;

constexpr std::int64_t links_max = 3;  // of one user at a time

struct Who {
  std::string tenant, user;
};

std::vector<Who> find_users(Connection& connection, const std::string& login, common::Instant now) {
  std::vector<Who> found;
  auto& rows = connection.query(
      "SELECT u.tenant, u.id FROM \"user\" u WHERE u.login__key = ? AND u.state = 'active' AND "
      "u.deleted_at IS NULL AND u.password <> '' AND (SELECT count(*) FROM password_reset r WHERE "
      "r.tenant = u.tenant AND r.user_id = u.id AND r.expires_at > ?) < ? ORDER BY u.tenant LIMIT "
      "20",
      {common::text::fold(login), common::to_micros(now), links_max});
  while (rows.step()) found.push_back({rows.text(0), rows.text(1)});
  return found;
}

}  // namespace

void ask_for_reset(store::Store& store, const std::string& login, const std::string& address) {
  auto key = common::make_id(store.clock().now());
  nlohmann::json payload{{"login", login}, {"address", address}};
  store.write(store.system_command("", "forgot"), [&](Transaction& transaction) {
    transaction.enqueue("forgot", key, common::json_text(payload), transaction.now());
  });
}

void send_reset_links(store::Store& store, const std::string& payload,
                      const std::string& occurrence) {
  auto login = common::read_json(payload).value("login", std::string());
  auto users = store.read_result(
      [&](Connection& connection) { return find_users(connection, login, store.clock().now()); });
  for (auto& who : users)
    store.write(store.system_command(who.tenant, "forgot"), [&](Transaction& transaction) {
      domain::workflow::mail_user(transaction, transaction.load<User>(who.user), "password_reset",
                                  occurrence);
    });
}

std::optional<Reset> find_reset(Connection& connection, const std::string& token,
                                common::Instant now) {
  std::optional<Reset> found;
  auto& row = connection.query(
      "SELECT r.tenant, r.user_id, u.login FROM password_reset r JOIN \"user\" u ON u.tenant = "
      "r.tenant AND u.id = r.user_id WHERE r.token_hash = ? AND r.expires_at > ? AND u.state = "
      "'active' AND u.deleted_at IS NULL",
      {common::sha256_hex(token), common::to_micros(now)});
  while (row.step()) found = Reset{row.text(0), row.text(1), row.text(2)};
  return found;
}

void use_reset(store::Store& store, const std::string& token, const std::string& hash,
               const std::string& address) {
  auto now = store.clock().now();
  auto reset =
      store.read_result([&](Connection& connection) { return find_reset(connection, token, now); });
  auto gone =
      Error(ErrorCode::forbidden, "this link has been used or has expired; ask for another");
  if (!reset) throw gone;
  auto command = store.system_command(reset->tenant, "password reset");
  command.actor.address = address;
  store.write(command, [&](Transaction& transaction) {
    if (!find_reset(transaction.sql(), token, transaction.now())) throw gone;
    transaction.sql().execute("DELETE FROM password_reset WHERE tenant = ? AND user_id = ?",
                              {reset->tenant, reset->user});
    auto user = transaction.load<User>(reset->user);
    user.set_password(hash);
    transaction.name_action("reset-password");
    transaction.save_as_system(user);
    // Who reads his mail is believed where he does so (oddity.hpp).
    transaction.sql().execute(
        "INSERT INTO sign_in_log (tenant, at, user_id, address, action) VALUES (?, ?, ?, ?, "
        "'password_reset')",
        {reset->tenant, common::to_micros(transaction.now()), reset->user, address});
  });
}

}  // namespace hub::identity
