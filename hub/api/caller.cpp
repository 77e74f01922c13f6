#include "hub/api/caller.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "common/zone/zone.hpp"
#include "hub/store/circumstances.hpp"
#include "hub/store/scopes.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::http::Method;
using store::Connection;

constexpr auto known_for = std::chrono::seconds(5);
constexpr auto seen_every = std::chrono::minutes(1);
constexpr std::size_t known_max = 10000;

bool reads(const common::http::Request& request) {
  return request.method == Method::get || request.method == Method::head ||
         request.method == Method::options;
}

/// A code of TOTP or a passkey: sign-in asks for it.
bool has_second_factor(Connection& connection, const std::string& tenant, const std::string& user) {
  return connection
      .scalar(
          "SELECT 1 FROM user_factors WHERE tenant = ? AND record = ? AND kind IN ('totp', "
          "'passkey') LIMIT 1",
          {tenant, user})
      .has_value();
}

bool was_there_before(Connection& connection, const std::string& tenant, const std::string& user,
                      const std::string& address, std::int64_t since) {
  return connection
      .scalar(
          "SELECT 1 FROM session WHERE tenant = ? AND user_id = ? AND address = ? AND "
          "created_at < ? LIMIT 1",
          {tenant, user, address, since})
      .has_value();
}

}  // namespace

std::string_view bearer_of(const common::http::Request& request) {
  auto header = request.headers.find("Authorization");
  constexpr std::string_view scheme = "Bearer ";
  if (!header || header->size() <= scheme.size() ||
      !common::http::equal_ignoring_case(header->substr(0, scheme.size()), scheme))
    return {};
  return common::text::trim(header->substr(scheme.size()));
}

std::optional<Caller> Sessions::find_caller(const std::string& token_hash, bool bearer) {
  {
    std::lock_guard lock(mutex_);
    auto known = known_.find(token_hash);
    if (known != known_.end() && known->second.until > std::chrono::steady_clock::now()) {
      auto caller = known->second.caller;
      caller.context.now = store_.clock().now();
      return caller;
    }
  }
  std::optional<Caller> caller;
  store_.read([&](Connection& connection) {
    caller = bearer ? load_bearer(connection, token_hash) : load_session(connection, token_hash);
  });
  if (caller) {
    caller->token_hash = token_hash;
    std::lock_guard lock(mutex_);
    if (known_.size() > known_max) known_.clear();
    known_[token_hash] = {*caller, std::chrono::steady_clock::now() + known_for};
  }
  return caller;
}

std::optional<Caller> Sessions::load_session(Connection& connection,
                                             const std::string& token_hash) {
  auto now = common::to_micros(store_.clock().now());
  auto& row = connection.query(
      "SELECT tenant, user_id, csrf, address, created_at FROM session WHERE token_hash = ? AND "
      "expires_at > ? AND (idle_until IS NULL OR idle_until > ?)",
      {token_hash, now, now});
  std::string tenant, user, csrf, address;
  std::int64_t since = 0;
  while (row.step()) {
    tenant = row.text(0), user = row.text(1), csrf = row.text(2), address = row.text(3);
    since = row.integer(4);
  }
  if (tenant.empty()) return std::nullopt;
  auto caller = load_caller(connection, tenant, user);
  if (!caller) return std::nullopt;
  caller->csrf = csrf;
  caller->signed_in_from = address;
  caller->second_factor = has_second_factor(connection, tenant, user);
  caller->known_address = was_there_before(connection, tenant, user, address, since);
  caller->requests_per_minute = identity::load_policy(connection, tenant).user_requests_per_minute;
  return caller;
}

std::optional<Caller> Sessions::load_bearer(Connection& connection, const std::string& token_hash) {
  auto bearer = identity_.tokens.bearer(connection, token_hash);
  if (!bearer) return std::nullopt;
  auto caller = load_caller(connection, bearer->tenant, bearer->user);
  if (!caller) return std::nullopt;
  caller->client = bearer->client;
  caller->requests_per_minute = bearer->requests_per_minute;
  caller->networks = bearer->networks;
  caller->actor.name += " (" + bearer->client_name + ")";
  caller->actor.scopes = bearer->scopes;
  if (bearer->role.empty()) return caller;
  caller->actor.name = bearer->client_name;
  caller->actor.roles.clear();
  caller->actor.technician.clear();
  caller->context.circle = nullptr;
  auto key = connection.scalar(
      "SELECT \"key\" FROM role WHERE tenant = ? AND id = ? AND deleted_at IS NULL",
      {bearer->tenant, bearer->role});
  if (key) caller->actor.roles.insert(std::get<std::string>(*key));
  return caller;
}

/// With the rights of now; nothing when the user is locked or gone.
std::optional<Caller> Sessions::load_caller(Connection& connection, const std::string& tenant,
                                            const std::string& user) {
  Caller found;
  try {
    found.actor =
        store::load_actor(connection, store_.tables(), tenant, user, store_.clock().now());
  } catch (const Error& error) {
    if (error.code() == ErrorCode::unauthenticated) return std::nullopt;
    throw;
  }
  auto& row = connection.query("SELECT zone, language FROM \"user\" WHERE tenant = ? AND id = ?",
                               {tenant, user});
  while (row.step()) found.zone = row.text(0), found.language = row.text(1);
  found.context.user = user;
  found.context.technician = found.actor.technician;
  found.context.now = store_.clock().now();
  found.context.today_days = common::zone::local_day(found.context.now, found.zone);
  found.context.circle = store::load_circle(connection, found.actor, found.context.today_days);
  found.seal = [this, tenant](std::string_view plain) {
    return identity_.seal_secret(tenant, plain);
  };
  return found;
}

/// At most once a minute for a session.
void Sessions::note_seen(const Caller& caller) {
  auto now = store_.clock().now();
  {
    std::lock_guard lock(mutex_);
    if (seen_.size() > known_max) seen_.clear();
    auto& last = seen_[caller.token_hash];
    if (last + seen_every > now) return;
    last = now;
  }
  identity_.meter.note_seen(caller.actor.tenant, caller.token_hash);
}

std::size_t body_bytes_max_of(const common::http::Request& request) {
  constexpr std::size_t strangers_bytes_max = 64 << 10, vans_bytes_max = 1 << 20,
                        users_bytes_max = 32 << 20;
  auto path = std::string_view(request.target).substr(0, request.target.find('?'));
  // A name or an id never needs percent signs, and with them a path could hide where it leads.
  bool for_strangers = path.find('%') != path.npos;
  for (auto open : {"/api/session", "/api/survey", "/api/setup", "/api/enrol"})
    for_strangers = for_strangers || path.starts_with(open);
  // Proven by a signature over the body, so it has to be read first.
  if (!for_strangers && path.starts_with("/api/vans/files/")) return vans_bytes_max;
  // Whether the cookie names a session is asked before a body is read by anybody.
  return for_strangers || (!request.cookie(session_cookie) && bearer_of(request).empty())
             ? strangers_bytes_max
             : users_bytes_max;
}

void Sessions::complete(Caller& caller, const std::string& address) {
  caller.actor.address = address;
  caller.schema = store_.schema(caller.actor.tenant);
  auto& access = caller.schema->access;
  if (!access.depends_on_circumstances()) return;
  store::Circumstances given{address, caller.actor.device, caller.context.now, caller.zone};
  given.second_factor = caller.second_factor;
  // Of another address than that of the sign-in nothing is known.
  if (address == caller.signed_in_from) given.known_address = caller.known_address;
  access.add_circumstances(caller.actor, given);
}

Caller Sessions::caller_of(const common::http::Request& request) {
  auto bearer = bearer_of(request);
  auto cookie = request.cookie(session_cookie);
  if (bearer.empty() && !cookie) throw Error(ErrorCode::unauthenticated, "sign in first");
  auto caller = find_caller(common::sha256_hex(bearer.empty() ? *cookie : bearer), !bearer.empty());
  if (!caller)
    throw Error(ErrorCode::unauthenticated, bearer.empty()
                                                ? "the session has ended; sign in again"
                                                : "this token is unknown, has expired or was "
                                                  "taken back");
  complete(*caller, request.peer);
  if (!identity::is_of(request.peer, caller->networks))
    throw Error(ErrorCode::forbidden,
                common::say("this key may not be used from {}", request.peer));
  if (!bearer.empty()) return *caller;  // no browser sends it by itself: nothing to forge
  note_seen(*caller);
  auto sent = request.headers.find("X-CSRF");
  if (!reads(request) && (!sent || !common::equal_secret(*sent, caller->csrf)))
    throw Error(ErrorCode::forbidden, "the request lacks its X-CSRF header; reload the page");
  return *caller;
}

std::optional<Caller> Sessions::caller_now(const Caller& caller) {
  auto now = find_caller(caller.token_hash, !caller.client.empty());
  if (!now) return std::nullopt;
  complete(*now, caller.actor.address);
  now->actor.cause = caller.actor.cause;
  return now;
}

bool Sessions::depends_on(const std::string& type) {
  return type.rfind("admin.", 0) == 0 || type == "people.Technician" || type == "people.Team" ||
         type == "crm.Territory";
}

void Sessions::forget() {
  std::lock_guard lock(mutex_);
  known_.clear();
}

}  // namespace hub::api
