#include "hub/api/once.hpp"

#include <optional>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "hub/store/retention.hpp"

namespace hub::api {
namespace {

using common::http::Request;
using common::http::Response;
using nlohmann::json;
using store::Connection;
using store::Transaction;

constexpr std::size_t key_size_max = 255;
constexpr const char* header_name = "Idempotency-Key";
constexpr const char* kept_headers[] = {"Content-Type", "ETag", "Location"};

std::optional<std::string> key_of(const Request& request) {
  auto header = request.headers.find(header_name);
  if (!header) return std::nullopt;
  auto text = *header;
  // A structured field's string; bare text is taken too.
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  bool visible = !text.empty() && text.size() <= key_size_max;
  for (char c : text) visible = visible && c > 0x20 && c < 0x7f;
  if (!visible) common::refuse(header_name, "expected 1 to 255 visible characters");
  return std::string(text);
}

std::string fingerprint(const Request& request) {
  json parts{common::http::method_name(request.method), request.path,
             request.headers.find("If-Match").value_or(""), common::sha256_hex(request.body)};
  return common::sha256_hex(common::json_text(parts));
}

std::string kept_text(const Response& response) {
  json headers = json::object();
  for (auto name : kept_headers)
    if (auto value = response.headers.find(name)) headers[name] = *value;
  return common::json_text(headers);
}

Response other_request() {
  auto problem = common::http::problem(
      common::Error(common::ErrorCode::bad_input,
                    "this key was used for another request; take a new one", header_name));
  auto body = common::read_json(problem.text());
  body["status"] = 422;
  Response refused(422, common::json_text(body), "application/problem+json");
  refused.headers = problem.headers;
  return refused;
}

/// True when the key is new and now this request's.
bool reserve(Transaction& transaction, const Caller& caller, const std::string& key,
             const std::string& print) {
  auto now = common::to_micros(transaction.now());
  auto& sql = transaction.sql();
  sql.execute(
      "DELETE FROM idempotency WHERE tenant = ? AND user_id = ? AND key = ? AND expires_at <= ?",
      {caller.actor.tenant, caller.actor.user, key, now});
  // Of two at once PostgreSQL lets the second wait, and then run again from the start.
  return sql.execute(
             "INSERT INTO idempotency (tenant, user_id, key, request, status, headers, body, "
             "expires_at) VALUES (?, ?, ?, ?, 0, '', '', ?) ON CONFLICT DO NOTHING",
             {caller.actor.tenant, caller.actor.user, key, print,
              common::to_micros(transaction.now() + store::idempotency_kept)}) > 0;
}

Response first_answer(Connection& sql, const Caller& caller, const std::string& key,
                      const std::string& print) {
  auto& row = sql.query(
      "SELECT request, status, headers, body FROM idempotency WHERE tenant = ? AND user_id = ? AND "
      "key = ?",
      {caller.actor.tenant, caller.actor.user, key});
  std::optional<Response> found;
  while (row.step()) {
    if (row.text(0) != print) {
      found = other_request();
      continue;
    }
    found = Response(static_cast<int>(row.integer(1)), row.text(3));
    found->headers.remove("Content-Type");
    auto headers = common::read_json(row.text(2));
    for (auto& [name, value] : headers.items()) found->headers.set(name, value.get<std::string>());
    found->headers.set("Idempotency-Replayed", "true");
  }
  if (!found) throw common::Error(common::ErrorCode::internal, "a key is taken and is not there");
  return *found;
}

void keep(Connection& sql, const Caller& caller, const std::string& key, const Response& response) {
  sql.execute(
      "UPDATE idempotency SET status = ?, headers = ?, body = ? WHERE tenant = ? AND user_id = ? "
      "AND key = ?",
      {static_cast<std::int64_t>(response.status), kept_text(response),
       std::string(response.text()), caller.actor.tenant, caller.actor.user, key});
}

}  // namespace

Response write_once(Hub& hub, const Caller& caller, const Request& request,
                    const std::function<void(Transaction&)>& write,
                    const std::function<Response(Connection&)>& answer) {
  auto key = key_of(request);
  auto command = command_of(hub, caller);
  Response response;
  if (!key) {
    hub.store.write(command, write);
    hub.store.read([&](Connection& connection) { response = answer(connection); });
    return response;
  }
  auto print = fingerprint(request);
  hub.store.write(command, [&](Transaction& transaction) {
    if (!reserve(transaction, caller, *key, print)) {
      response = first_answer(transaction.sql(), caller, *key, print);
      return;
    }
    write(transaction);
    response = answer(transaction.sql());
    keep(transaction.sql(), caller, *key, response);
  });
  return response;
}

}  // namespace hub::api
