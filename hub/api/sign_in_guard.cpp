#include "hub/api/sign_in_guard.hpp"

#include <algorithm>

namespace hub::api {
namespace {

using std::chrono::seconds;

constexpr auto window = std::chrono::hours(1);
constexpr auto address_known_for = std::chrono::days(30);
constexpr std::int64_t free_of_pair = 5, free_of_many = 50;
constexpr seconds most_at_known{30}, most_of_pair{15 * 60}, most_of_many{60};

/// Doubles with each failure beyond the free ones.
seconds delay_after(std::int64_t failures, std::int64_t free, seconds most) {
  if (failures < free) return seconds{0};
  return std::min(most, seconds{1} * (1 << std::min<std::int64_t>(failures - free, 12)));
}

bool is_known(store::Connection& connection, common::Instant now, const Attempt& attempt) {
  return connection.integer(
             "SELECT count(*) FROM session s JOIN \"user\" u ON u.tenant = s.tenant AND u.id = "
             "s.user_id WHERE u.login__key = ? AND s.address = ? AND s.created_at > ?",
             {attempt.login, attempt.address, common::to_micros(now - address_known_for)}) > 0;
}

struct Failures {
  std::int64_t count = 0;
  common::Instant last;
};

Failures find_failures(store::Connection& connection, common::Instant now, const std::string& where,
                       store::Values values) {
  values.emplace_back(common::to_micros(now - window));
  Failures found;
  auto& row = connection.query(
      "SELECT count(*), max(at) FROM sign_in_failure WHERE " + where + " AND at > ?", values);
  while (row.step()) found = {row.integer(0), common::from_micros(row.integer(1))};
  return found;
}

}  // namespace

Throttled::Throttled(seconds w)
    : Error(common::ErrorCode::unavailable,
            "too many wrong passwords; wait " + std::to_string(w.count()) + " s and try again"),
      wait(w) {}

void check_attempt(store::Connection& connection, common::Instant now, const Attempt& attempt) {
  auto require = [&](const Failures& failures, std::int64_t free, seconds most) {
    auto until = failures.last + delay_after(failures.count, free, most);
    if (failures.count >= free && until > now)
      throw Throttled(std::chrono::ceil<seconds>(until - now));
  };
  bool known = is_known(connection, now, attempt);
  require(
      find_failures(connection, now, "login = ? AND address = ?", {attempt.login, attempt.address}),
      free_of_pair, known ? most_at_known : most_of_pair);
  if (known) return;
  require(find_failures(connection, now, "address = ?", {attempt.address}), free_of_many,
          most_of_many);
  require(find_failures(connection, now, "login = ?", {attempt.login}), free_of_many, most_of_many);
}

void note_failure(store::Transaction& transaction, const Attempt& attempt) {
  transaction.sql().execute("DELETE FROM sign_in_failure WHERE at < ?",
                            {common::to_micros(transaction.now() - window)});
  transaction.sql().execute(
      "INSERT INTO sign_in_failure (tenant, login, address, at) VALUES ('', ?, ?, ?)",
      {attempt.login, attempt.address, common::to_micros(transaction.now())});
}

void forget_failures(store::Transaction& transaction, const Attempt& attempt) {
  transaction.sql().execute("DELETE FROM sign_in_failure WHERE login = ? AND address = ?",
                            {attempt.login, attempt.address});
}

}  // namespace hub::api
