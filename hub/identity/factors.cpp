#include "hub/identity/factors.hpp"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "hub/identity/totp.hpp"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/admin/user.pb.h"

namespace hub::identity {
namespace {

using common::Error;
using common::ErrorCode;
using store::Connection;
using store::Transaction;
using truckroll::admin::User;

constexpr auto enrolment_valid_for = std::chrono::minutes(10);
constexpr std::size_t key_bytes = 20;  // as long as the hash: RFC 4226, section 4, R6
constexpr int recovery_code_count = 10;
constexpr std::size_t recovery_code_bytes = 10;
constexpr std::int64_t steps_kept = 10;  // of used codes; more than may still match

std::string place_of(const std::string& tenant, const std::string& user) {
  return "totp|" + tenant + "|" + user;
}

/// "abcd-efgh-jklm-nopq"; typed with or without hyphens, blanks and capitals.
std::string make_recovery_code() {
  auto letters = common::text::to_lower(to_base32(common::random_bytes(recovery_code_bytes)));
  for (std::size_t at = 12; at > 0; at -= 4) letters.insert(at, "-");
  return letters;
}

std::string tidy(const std::string& code) {
  std::string clean;
  for (char c : code)
    if (c != ' ' && c != '-') clean += c;
  return common::text::to_lower(clean);
}

std::string hash_of(const std::string& code) {
  return common::sha256_hex(tidy(code));
}

void drop(User& user, std::initializer_list<int> kinds) {
  auto& factors = *user.mutable_factors();
  for (int i = factors.size() - 1; i >= 0; --i)
    if (std::count(kinds.begin(), kinds.end(), factors[i].kind())) factors.DeleteSubrange(i, 1);
}

void add(User& user, User::FactorKind kind, const std::string& secret, const std::string& line) {
  auto& factor = *user.add_factors();
  factor.set_line(line);
  factor.set_kind(kind);
  factor.set_secret(secret);
}

void set_recovery_codes(User& user, const std::vector<std::string>& codes) {
  drop(user, {User::FACTOR_KIND_RECOVERY_CODE});
  for (auto& code : codes) {
    auto hash = hash_of(code);
    add(user, User::FACTOR_KIND_RECOVERY_CODE, hash, "r" + hash.substr(0, 12));
  }
}

std::vector<std::string> make_recovery_codes() {
  std::vector<std::string> codes;
  for (int i = 0; i < recovery_code_count; ++i) codes.push_back(make_recovery_code());
  return codes;
}

/// Each step once. Rows of long ago go on the way.
bool use_step(Transaction& transaction, const std::string& user, std::int64_t step) {
  auto& tenant = transaction.actor().tenant;
  transaction.sql().execute("DELETE FROM used_code WHERE tenant = ? AND user_id = ? AND step < ?",
                            {tenant, user, step - steps_kept});
  return transaction.sql().execute(
             "INSERT INTO used_code (tenant, user_id, step) VALUES (?, ?, ?) ON CONFLICT DO "
             "NOTHING",
             {tenant, user, step}) == 1;
}

}  // namespace

Factors::State Factors::state(Connection& connection, const std::string& tenant,
                              const std::string& user) {
  State state;
  auto& table = store_.tables().of(store_.catalogue().of<User>());
  auto found = table.find(connection, tenant, user);
  if (!found) return state;
  for (auto& factor : static_cast<const User&>(*found).factors()) {
    state.app = state.app || factor.kind() == User::FACTOR_KIND_TOTP;
    state.recovery_codes += factor.kind() == User::FACTOR_KIND_RECOVERY_CODE;
  }
  return state;
}

Factors::Enrolment Factors::begin(const std::string& tenant, const std::string& user) {
  auto key = common::random_bytes(key_bytes);
  Enrolment made{common::random_token(), to_base32(key), {}};
  auto sealed = seal_.close(place_of(tenant, user), key);
  store_.write(store_.system_command(tenant, "second factor"), [&](Transaction& transaction) {
    auto now = transaction.now();
    auto company = transaction.find<truckroll::admin::Tenant>(tenant);
    made.uri = code_uri(key, "Truckroll " + (company ? company->name() : std::string()),
                        transaction.load<User>(user).login());
    transaction.sql().execute("DELETE FROM sign_in_challenge WHERE expires_at < ?",
                              {common::to_micros(now)});
    transaction.sql().execute(
        "INSERT INTO sign_in_challenge (token_hash, tenant, user_id, secret, created_at, "
        "expires_at) VALUES (?, ?, ?, ?, ?, ?)",
        {common::sha256_hex(made.challenge), tenant, user, sealed, common::to_micros(now),
         common::to_micros(now + enrolment_valid_for)});
  });
  return made;
}

std::vector<std::string> Factors::confirm(const std::string& tenant, const std::string& user,
                                          const std::string& challenge, const std::string& code) {
  auto codes = make_recovery_codes();
  auto hash = common::sha256_hex(challenge);
  store_.write(store_.system_command(tenant, "second factor"), [&](Transaction& transaction) {
    auto sealed = transaction.sql().scalar(
        "SELECT secret FROM sign_in_challenge WHERE token_hash = ? AND tenant = ? AND user_id = ? "
        "AND secret IS NOT NULL AND expires_at > ?",
        {hash, tenant, user, common::to_micros(transaction.now())});
    if (!sealed) common::refuse("challenge", "this has expired; begin anew");
    auto& secret = std::get<std::string>(*sealed);
    auto step =
        matching_step(seal_.open(place_of(tenant, user), secret), tidy(code), transaction.now());
    if (!step) common::refuse("code", "this is not the code that the app shows now");
    auto record = transaction.load<User>(user);
    drop(record, {User::FACTOR_KIND_TOTP});
    add(record, User::FACTOR_KIND_TOTP, secret, "totp");
    set_recovery_codes(record, codes);
    transaction.name_action("add-second-factor");
    transaction.save_as_system(record);
    use_step(transaction, user, *step);
    transaction.sql().execute("DELETE FROM sign_in_challenge WHERE token_hash = ?", {hash});
  });
  return codes;
}

std::vector<std::string> Factors::renew_recovery_codes(const std::string& tenant,
                                                       const std::string& user) {
  auto codes = make_recovery_codes();
  store_.write(store_.system_command(tenant, "second factor"), [&](Transaction& transaction) {
    if (!state(transaction.sql(), tenant, user).app)
      throw Error(ErrorCode::conflict, "set up an authenticator app first");
    auto record = transaction.load<User>(user);
    set_recovery_codes(record, codes);
    transaction.name_action("renew-recovery-codes");
    transaction.save_as_system(record);
  });
  return codes;
}

void Factors::remove(const store::Command& command, const std::string& user,
                     const std::string& action) {
  store_.write(command, [&](Transaction& transaction) {
    auto record = transaction.load<User>(user);
    auto before = record.factors_size();
    drop(record, {User::FACTOR_KIND_TOTP, User::FACTOR_KIND_RECOVERY_CODE});
    if (record.factors_size() == before)
      throw Error(ErrorCode::conflict, "there is no second factor to take away");
    transaction.name_action(action);
    transaction.save_as_system(record);
  });
}

Factors::Proof Factors::take(Transaction& transaction, const std::string& user,
                             const std::string& code) {
  auto record = transaction.load<User>(user);
  auto place = place_of(transaction.actor().tenant, user);
  for (auto& factor : record.factors())
    if (factor.kind() == User::FACTOR_KIND_TOTP) {
      auto step = matching_step(seal_.open(place, factor.secret()), tidy(code), transaction.now());
      if (step) return use_step(transaction, user, *step) ? Proof::app : Proof::none;
    }
  auto hash = hash_of(code);
  for (int i = 0; i < record.factors_size(); ++i) {
    auto& factor = record.factors(i);
    if (factor.kind() != User::FACTOR_KIND_RECOVERY_CODE ||
        !common::equal_secret(factor.secret(), hash))
      continue;
    record.mutable_factors()->DeleteSubrange(i, 1);
    transaction.name_action("use-recovery-code");
    transaction.save_as_system(record);
    return Proof::recovery;
  }
  return Proof::none;
}

}  // namespace hub::identity
