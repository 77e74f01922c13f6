#include "edge/identity/enroller.hpp"

#include <nlohmann/json.hpp>

#include "common/config/check.hpp"
#include "common/error/error.hpp"
#include "common/http/client.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"

namespace edge::identity {

namespace certificates = common::certificates;
using common::Error;
using common::ErrorCode;
using common::Instant;
using nlohmann::json;

namespace {

constexpr auto soon = std::chrono::days(14);
constexpr std::chrono::milliseconds deadline{15'000};

struct Address {
  bool tls = false;
  std::string host;
  std::uint16_t port = 0;
};

bool is_this_computer(const std::string& host) {
  return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

/// A code in the clear could be read on its way and used by whoever is quicker.
Address read_address(const std::string& url) {
  if (!common::is_url(url, {"https", "http"}, common::UrlPath::none))
    common::refuse("hub", "expected the hub's address, such as https://hub.example");
  Address address;
  auto rest = url.substr(url.find("://") + 3);
  address.tls = url.starts_with("https");
  auto colon = rest.rfind(':');
  bool has_port = colon != std::string::npos && !rest.ends_with(']');
  address.host = has_port ? rest.substr(0, colon) : rest;
  address.port = has_port      ? static_cast<std::uint16_t>(std::stoi(rest.substr(colon + 1)))
                 : address.tls ? 443
                               : 80;
  if (!address.tls && !is_this_computer(address.host))
    common::refuse("hub", "the hub's address must begin with https://");
  return address;
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

/// What the hub says to a person is said on; the rest is for the log.
[[noreturn]] void refuse_as(const common::http::Reply& reply) {
  auto said = json::object();
  try {
    said = reply.json();
  } catch (const Error&) {
  }
  auto detail = said.is_object() ? said.value("detail", std::string()) : std::string();
  bool is_refusal = reply.status >= 400 && reply.status < 500;
  throw Error(is_refusal ? ErrorCode::forbidden : ErrorCode::unavailable,
              detail.empty() ? common::Sentence("the hub did not answer as expected")
                             : common::Sentence(detail));
}

std::string text_in(const json& reply, const char* name) {
  auto found = reply.find(name);
  if (found == reply.end() || !found->is_string())
    throw Error(ErrorCode::unavailable, "the hub did not answer as expected");
  return found->get<std::string>();
}

Identity identity_in(const json& reply, const std::string& hub) try {
  return {.device = reply.at("device"),
          .tenant = reply.at("tenant"),
          .shard = reply.at("shard"),
          .hub = hub,
          .broker_host = reply.at("broker").at("host"),
          .broker_port = reply.at("broker").at("port")};
} catch (const json::exception&) {
  throw Error(ErrorCode::unavailable, "the hub did not answer as expected");
}

/// The hub's answer is used only when the broker will take it.
void check_answer(const certificates::Identity& keys, const std::string& device) {
  auto name = certificates::read_certificate(keys.certificate_pem).common_name;
  auto probe = certificates::sign_text(keys.key_pem, name);
  if (name != device || !certificates::has_signed(keys.certificate_pem, name, probe))
    throw Error(ErrorCode::unavailable, "the hub did not answer as expected");
}

}  // namespace

Enroller::Status Enroller::status() const {
  Status status;
  auto identity = folder_.load();
  status.hub = options_.hub;
  if (!identity) return status;
  auto facts = certificates::read_certificate(folder_.load_keys().certificate_pem);
  auto now = options_.now();
  status.device = identity->device;
  if (status.hub.empty()) status.hub = identity->hub;
  status.from = facts.not_before;
  status.until = facts.not_after;
  status.state = facts.not_after <= now          ? State::ended
                 : facts.not_after - soon <= now ? State::ends_soon
                                                 : State::holds;
  std::lock_guard lock(mutex_);
  status.trouble = trouble_;
  return status;
}

json Enroller::ask(const std::string& hub, const std::string& path, const json& question) const {
  auto address = read_address(hub);
  common::http::ClientOptions options;
  options.host = address.host;
  options.port = address.port;
  options.tls = address.tls;
  options.ca_file = options_.ca_file;
  options.deadline = deadline;
  if (address.tls) options.verify_at = options_.now();
  common::http::Headers headers;
  headers.add("Content-Type", "application/json");
  headers.add("Accept-Language", common::spoken());
  auto reply = common::http::Client(options).send(common::http::Method::post, path, headers,
                                                  common::json_text(question));
  if (!reply.reached()) {
    common::log::warning("edge/identity", "the hub is not reached",
                         {{"hub", hub}, {"reason", reply.failure}});
    throw Error(ErrorCode::unavailable,
                "the hub cannot be reached; check its address and the network, and try again");
  }
  if (reply.status != 200) refuse_as(reply);
  auto said = reply.json();
  if (!said.is_object()) throw Error(ErrorCode::unavailable, "the hub did not answer as expected");
  return said;
}

Identity Enroller::enrol(const std::string& hub, const std::string& code) {
  std::lock_guard lock(one_at_a_time_);
  auto known = folder_.load();
  auto at = without_slash(!options_.hub.empty() ? options_.hub
                          : !hub.empty()        ? hub
                          : known               ? known->hub
                                                : "");
  if (code.empty()) common::refuse("code", "enter the code that the office gave you");
  // Before the code is used up: the answer must be good for this computer.
  auto device = text_in(ask(at, "/api/enrol/", {{"code", code}}), "device");
  if (known && known->device != device)
    throw Error(ErrorCode::conflict,
                "this code is of another device; ask the office for one of the device of this van");
  certificates::Identity keys{certificates::make_key(), {}};
  auto request = certificates::make_signing_request(keys.key_pem, device);
  auto reply = ask(at, "/api/enrol/", {{"code", code}, {"csr", request}});
  keys.certificate_pem = text_in(reply, "certificate");
  check_answer(keys, device);
  auto identity = identity_in(reply, at);
  folder_.save(identity, keys, text_in(reply, "authority"));
  note_trouble({});
  common::log::info("edge/identity", "enrolled", {{"device", device}, {"hub", at}});
  return identity;
}

bool Enroller::is_renewal_due() const {
  auto status = this->status();
  if (status.state == State::none || status.state == State::ended) return false;
  return options_.now() >= status.from + (status.until - status.from) * 2 / 3;
}

json Enroller::ask_renewal(const Identity& identity, const certificates::Identity& held,
                           const std::string& request) const {
  auto signature = certificates::sign_text(held.key_pem, "truckroll renewal\n" + request);
  auto begin = held.certificate_pem.find("-----BEGIN CERTIFICATE-----");
  return ask(options_.hub.empty() ? identity.hub : options_.hub, "/api/enrol/renew/",
             {{"certificate", held.certificate_pem.substr(begin)},
              {"csr", request},
              {"signature", common::to_base64(signature)}});
}

void Enroller::renew() {
  std::lock_guard lock(one_at_a_time_);
  auto identity = folder_.load();
  if (!identity) return;
  try {
    certificates::Identity next{certificates::make_key(), {}};
    auto reply = ask_renewal(*identity, folder_.load_keys(),
                             certificates::make_signing_request(next.key_pem, identity->device));
    next.certificate_pem = text_in(reply, "certificate");
    check_answer(next, identity->device);
    folder_.replace_keys(next, text_in(reply, "authority"));
    note_trouble({});
    common::log::info("edge/identity", "the certificate was renewed");
  } catch (const Error& error) {
    note_trouble(error.reason());
    throw;
  }
}

void Enroller::note_trouble(common::Sentence text) {
  std::lock_guard lock(mutex_);
  trouble_ = std::move(text);
}

}  // namespace edge::identity
