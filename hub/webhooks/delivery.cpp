#include "hub/webhooks/delivery.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>
#include <random>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/http/client.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/records/rights.hpp"
#include "hub/transfer/import.hpp"
#include "hub/webhooks/message.hpp"
#include "hub/webhooks/signature.hpp"

namespace hub::webhooks {
namespace {

using common::Error;
using common::ErrorCode;
using common::Sentence;
using common::codec::from_timestamp;
using common::codec::to_timestamp;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using store::Connection;
using store::Transaction;
using work::Job;
using work::Outcome;
namespace options = common::schema::options;

// Source: Standard Webhooks, section "Deliverability and reliability".
constexpr std::array<seconds, work::Jobs::attempts_max - 1> delays{
    seconds(5), minutes(5), minutes(30), hours(2), hours(5),
    hours(10),  hours(14),  hours(20),   hours(24)};
constexpr std::size_t reply_bytes_max = 64 << 10, kept_of_reply = 1024;
constexpr int tries_kept = 20, failure_characters_max = 500;
constexpr auto success_noted_every = minutes(1);
// Receivers know a second one by its id; the keys of a busy year would fill the memory.
constexpr auto key_kept = hours(7 * 24);

/// Text that both databases take: UTF-8 without control characters.
std::string clean(std::string_view bytes, std::size_t size_max) {
  std::string quoted;
  common::codec::append_json_text(quoted, bytes.substr(0, size_max));
  auto text = common::read_json(quoted).get<std::string>();
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') c = ' ';
  return text;
}

/// A tenth more or less, so that what failed together does not come again together.
seconds by_chance(seconds delay) {
  thread_local std::minstd_rand random(std::random_device{}());
  std::uniform_real_distribution<double> factor(0.9, 1.1);
  return std::max(seconds(1), seconds(static_cast<std::int64_t>(static_cast<double>(delay.count()) *
                                                                factor(random))));
}

/// How long the receiver asks to be left alone, a day at most; 0: it does not say. Source: RFC
/// 9110, section 10.2.3.
seconds asked_to_wait(const common::http::Headers& headers, common::Instant now) {
  constexpr seconds most = hours(24);
  std::string text(headers.find("Retry-After").value_or(""));
  if (text.empty()) return {};
  seconds wait{};
  if (text.find_first_not_of("0123456789") == std::string::npos) {
    wait = text.size() > 6 ? most : seconds(std::stol(text));
  } else {
    std::tm date{};
    if (!strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date)) return {};
    wait = seconds(timegm(&date) - common::to_micros(now) / 1'000'000);
  }
  return std::clamp(wait, seconds(0), most);
}

/// Why the owner may not be told this any more; empty while he may.
Sentence why_not(store::Store& store, const std::string& tenant, const WebhookEndpoint& endpoint,
                 const WebhookDelivery& delivery) {
  std::optional<records::Caller> owner;
  try {
    owner = transfer::person_of(store, tenant, endpoint.owner(), "webhook");
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unauthenticated) throw;
    return "the endpoint's owner is not active";
  }
  if (delivery.record_type().empty()) return {};
  auto type = owner->schema->catalogue.find(delivery.record_type());
  auto& access = owner->schema->access;
  bool may = type && access.may(owner->actor, *type, options::READ);
  if (may && access.reach(owner->actor, *type, options::READ).kind != store::Reach::Kind::all)
    store.read([&](Connection& connection) {
      auto record =
          owner->schema->tables.of(*type).find(connection, tenant, delivery.record_id(), true);
      may = record && access.may_record(owner->actor, *type, options::READ, *record, owner->context,
                                        records::find_in(*owner, connection));
    });
  return may ? "" : "the endpoint's owner may not read this record any more";
}

}  // namespace

struct Deliverer::Letter {
  WebhookDelivery delivery;
  WebhookEndpoint endpoint;
  std::string body;
  std::string journal_key;
};

struct Deliverer::Answer {
  int status = 0;
  std::string failure, reply;
  std::chrono::milliseconds took{};
  bool hopeless = false;  ///< trying again cannot help
  seconds wait{};         ///< asked for by the receiver
  bool arrived() const { return status >= 200 && status < 300; }
};

seconds Deliverer::delay_after(int attempt) {
  return delays[static_cast<std::size_t>(std::clamp(attempt, 1, static_cast<int>(delays.size())) -
                                         1)];
}

/// False when there is nothing to send: another round has begun, or it is held back.
bool Deliverer::load(const Job& job, Letter& letter) const {
  auto ticket = ticket_of(job.payload);
  auto& catalogue = store_.catalogue();
  bool is_due = false;
  store_.read([&](Connection& connection) {
    auto delivery = store_.tables()
                        .of(catalogue.of<WebhookDelivery>())
                        .find(connection, job.tenant, ticket.delivery);
    if (!delivery) return;
    letter.delivery.CopyFrom(*delivery);
    auto endpoint = store_.tables()
                        .of(catalogue.of<WebhookEndpoint>())
                        .find(connection, job.tenant, letter.delivery.endpoint());
    auto body =
        connection.scalar("SELECT body FROM webhook_message WHERE tenant = ? AND delivery = ?",
                          {job.tenant, ticket.delivery});
    if (!endpoint || !body) return;
    letter.endpoint.CopyFrom(*endpoint);
    letter.body = std::get<std::string>(*body);
    is_due = true;
  });
  letter.journal_key = "webhook|" + ticket.delivery + "|" + std::to_string(ticket.round);
  // What is paused is asked for again when it goes on.
  return is_due && letter.delivery.round() == ticket.round &&
         letter.delivery.header().state() != "delivered" &&
         letter.endpoint.header().state() != "paused";
}

Deliverer::Answer Deliverer::send(const Job& job, const Letter& letter) const {
  // Read by whoever looks at the delivery, in English.
  auto hopeless = [](const Sentence& why) { return Answer{0, why.english(), {}, {}, true}; };
  auto& endpoint = letter.endpoint;
  if (endpoint.header().state() == "disabled") return hopeless("the endpoint is disabled");
  if (auto why = why_not(store_, job.tenant, endpoint, letter.delivery); !why.empty())
    return hopeless(why);
  if (endpoint.signing_secret().empty())
    return hopeless("the endpoint has no secret yet; make one and send this again");
  auto now = store_.clock().now();
  auto seconds_now = common::to_micros(now) / 1'000'000;
  auto id = "msg_" + letter.delivery.header().id();
  auto signature = sign(open_(job.tenant, endpoint.signing_secret()), id, seconds_now, letter.body);
  if (!endpoint.previous_secret().empty() && from_timestamp(endpoint.previous_until()) > now)
    signature +=
        " " + sign(open_(job.tenant, endpoint.previous_secret()), id, seconds_now, letter.body);
  common::http::ClientOptions to;
  Target target;
  try {
    target = parse_target(endpoint.url());
  } catch (const Error& error) {
    return hopeless(error.reason());
  }
  auto place = find_place(target);
  if (place.address.empty()) return {0, place.refusal.english(), {}, {}, false};
  to.host = place.address;
  to.server_name = target.host;
  to.port = target.port;
  to.tls = target.tls;
  to.ca_file = options_.ca_file;
  to.deadline = options_.deadline;
  to.body_bytes_max = reply_bytes_max;
  common::http::Headers headers;
  headers.add("Host", target.authority());
  headers.add("Content-Type", "application/json");
  headers.add("User-Agent", "Truckroll-Webhooks/1");
  headers.add("webhook-id", id);
  headers.add("webhook-timestamp", std::to_string(seconds_now));
  headers.add("webhook-signature", signature);
  headers.add("Connection", "close");
  auto begin = std::chrono::steady_clock::now();
  auto reply =
      common::http::Client(to).send(common::http::Method::post, target.path, headers, letter.body);
  Answer answer{
      reply.status,
      reply.failure,
      clean(reply.body, kept_of_reply),
      std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin),
      reply.status == 410,
      asked_to_wait(reply.headers, now)};
  if (reply.reached() && !answer.arrived())
    answer.failure =
        "answered " + std::to_string(reply.status) +
        (reply.status >= 300 && reply.status < 400 ? "; redirects are not followed" : "");
  return answer;
}

namespace {

void add_try(WebhookDelivery& delivery, common::Instant now, int status, const std::string& failure,
             const std::string& reply, std::chrono::milliseconds took) {
  auto tries = delivery.mutable_tries();
  while (tries->size() >= tries_kept) tries->DeleteSubrange(0, 1);
  auto added = tries->Add();
  *added->mutable_at() = to_timestamp(now);
  if (status > 0) added->set_status(status);
  if (took.count() > 0) added->set_duration_ms(static_cast<int>(took.count()));
  if (!failure.empty()) added->set_failure(failure);
  if (!reply.empty()) added->set_reply(reply);
}

/// True when it was written: a success a second after the last is no news.
bool note_success(WebhookEndpoint& endpoint, common::Instant now) {
  bool is_news = endpoint.failures() > 0 || !endpoint.has_last_delivered_at() ||
                 from_timestamp(endpoint.last_delivered_at()) + success_noted_every < now;
  if (!is_news) return false;
  endpoint.clear_failures();
  endpoint.clear_failing_since();
  endpoint.clear_last_failure();
  *endpoint.mutable_last_delivered_at() = to_timestamp(now);
  return true;
}

void note_failure(Transaction& transaction, WebhookEndpoint& endpoint, const std::string& failure,
                  int status) {
  auto now = transaction.now();
  endpoint.set_failures(endpoint.failures() + 1);
  endpoint.set_last_failure(failure);
  if (!endpoint.has_failing_since()) *endpoint.mutable_failing_since() = to_timestamp(now);
  bool is_gone = status == 410;
  bool too_long = from_timestamp(endpoint.failing_since()) + Deliverer::disabled_after <= now;
  if (endpoint.header().state() == "disabled" || !(is_gone || too_long)) return;
  endpoint.set_disabled_because(is_gone ? "it answered 410: it is gone for good"
                                        : "nothing has arrived for five days; last: " + failure);
  transaction.move_as_system(endpoint, "disable");
}

}  // namespace

bool Deliverer::is_last(const Job& job, const Answer& answer) {
  return answer.hopeless || job.attempt >= work::Jobs::attempts_max;
}

Outcome Deliverer::note(const Job& job, const Letter& letter, const Answer& answer) {
  auto ticket = ticket_of(job.payload);
  auto failure = clean(answer.failure, failure_characters_max);
  bool last = is_last(job, answer);
  auto delay = std::max(by_chance(delay_after(job.attempt)), answer.wait);
  auto command = store_.system_command(job.tenant, "webhook " + letter.endpoint.header().id());
  store_.write(command, [&](Transaction& transaction) {
    auto delivery = transaction.find<WebhookDelivery>(ticket.delivery);
    if (!delivery || delivery->round() != ticket.round) return;
    auto now = transaction.now();
    delivery->set_attempts(delivery->attempts() + 1);
    add_try(*delivery, now, answer.status, failure, answer.reply, answer.took);
    delivery->set_duration_ms(static_cast<int>(answer.took.count()));
    delivery->clear_status();
    if (answer.status > 0) delivery->set_status(answer.status);
    delivery->clear_next_at();
    delivery->clear_failure();
    auto state = delivery->header().state();
    if (answer.arrived()) {
      *delivery->mutable_delivered_at() = to_timestamp(now);
      transaction.move_as_system(*delivery, "deliver");
    } else {
      delivery->set_failure(failure);
      if (!last) *delivery->mutable_next_at() = to_timestamp(now + delay);
      if (last && state == "waiting") transaction.move_as_system(*delivery, "give-up");
    }
    transaction.save_as_system(*delivery);
    auto endpoint = transaction.find<WebhookEndpoint>(delivery->endpoint());
    if (!endpoint) return;
    if (answer.arrived()) {
      if (!note_success(*endpoint, now)) return;
    } else {
      note_failure(transaction, *endpoint, failure, answer.status);
    }
    transaction.save_as_system(*endpoint);
  });
  if (answer.arrived()) return Outcome::done();
  return last ? Outcome::failed(failure) : Outcome::again(failure, delay);
}

Outcome Deliverer::run(const Job& job) {
  Letter letter;
  if (!load(job, letter)) return Outcome::done();
  // Sent by a hub whose database was restored since, or that died before it noted it.
  if (journal_.has(letter.journal_key)) {
    Answer before{200, {}, "sent before; not sent again", {}, false};
    return note(job, letter, before);
  }
  auto& delivery = letter.delivery.header().id();
  if (auto wait = turns_.begin(job.tenant, letter.endpoint.header().id(), delivery))
    return Outcome::later("others' messages are sent first: this system keeps the hub waiting",
                          *wait);
  Answer answer;
  try {
    journal_.prepare(letter.journal_key, key_kept);
    answer = send(job, letter);
  } catch (...) {
    turns_.end(delivery, true);
    throw;
  }
  turns_.end(delivery, answer.arrived());
  if (answer.arrived())
    journal_.add(letter.journal_key);
  else if (is_last(job, answer))
    journal_.drop(letter.journal_key);
  return note(job, letter, answer);
}

}  // namespace hub::webhooks
