#include "hub/domain/workflow/send/send.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/consent.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/domain/workflow/send/letters.hpp"
#include "proto/records/field/job_event.pb.h"
#include "proto/records/field/scheduled_event.pb.h"

namespace hub::domain::workflow {
namespace {

using common::codec::from_timestamp;
using store::Store;
using store::Transaction;
using work::Delivery;
using work::Job;
using work::Outcome;

/// Why the message is not news any more; empty while it is.
common::Sentence why_over(Transaction& transaction, const NotificationLog& log) {
  auto now = transaction.received_at();
  auto visit = transaction.find<truckroll::field::ScheduledEvent>(log.about().id());
  auto zone = visit ? visit->zone() : std::string();
  if (log.has_valid_until() && now > from_timestamp(log.valid_until()))
    return common::say("came too late: valid until {}, could be sent at {} only",
                       local_clock(from_timestamp(log.valid_until()), zone),
                       local_clock(now, zone));
  if (log.purpose() == "on_my_way" && visit && visit->header().state() != "on_my_way")
    return "the technician was no longer on the way when it could be sent";
  return {};
}

bool is_waiting(const NotificationLog& log) {
  return log.header().state() == "queued" || log.header().state() == "failed";
}

std::string link_base(Transaction& transaction, const std::string& public_url) {
  auto own = setting(transaction, "hub.public_url");
  if (!own) return public_url;
  auto value = common::codec::parse_json(*own);
  return value.is_string() ? value.get<std::string>() : public_url;
}

/// A message that is ready to go.
struct Ready {
  Draft draft;
  std::string address;
  /// What it says and to whom, whichever row of the log says so: a hub that was restored from a
  /// backup may log it again under another id.
  std::string meaning;
};

std::string meaning_of(const NotificationLog& log, const Draft& draft, const std::string& token) {
  auto words = draft.letter.subject + "\n" + draft.letter.text;
  // Of links: another one each time.
  for (auto at = words.find(token); at != words.npos; at = words.find(token))
    words.erase(at, token.size());
  return log.purpose() + "|" + log.about().id() + "|" + log.occurrence() + "|" +
         common::sha256_hex(log.address() + "\n" + words);
}

/// Nothing when there is nothing to send any more.
std::optional<Ready> prepare(Transaction& transaction, const std::string& id,
                             const std::string& public_url, const std::string& token) {
  auto log = transaction.find<NotificationLog>(id);
  if (!log || !is_waiting(*log)) return std::nullopt;
  if (auto reason = why_over(transaction, *log); !reason.empty()) {
    add_attempt(transaction, *log, "expired", reason);
    transaction.move_as_system(*log, "expire");
    transaction.save_as_system(*log);
    return std::nullopt;
  }
  // Taken back since it was queued: what has not left yet stays here.
  bool by_sms = log->channel() == NotificationLog::CHANNEL_SMS;
  auto reason = why_not_write(transaction, log->to_contact(), log->about().type(), by_sms);
  if (!reason.empty()) {
    add_attempt(transaction, *log, "suppressed", reason);
    if (log->header().state() == "failed") transaction.move_as_system(*log, "retry");
    transaction.move_as_system(*log, "suppress");
    transaction.save_as_system(*log);
    return std::nullopt;
  }
  auto draft = write_letter(transaction, *log, link_base(transaction, public_url), token);
  auto meaning = meaning_of(*log, draft, token);
  return Ready{std::move(draft), log->address(), std::move(meaning)};
}

/// The customer holds a mail that was taken back while it was on the wire.
void correct_taken_back(Transaction& transaction, const NotificationLog& log) {
  auto visit = transaction.find<truckroll::field::ScheduledEvent>(log.about().id());
  if (log.purpose() != "on_my_way" || !visit) return;
  using truckroll::field::JobEvent;
  for (auto& event : transaction.where<JobEvent>("scheduled_event", log.about().id()))
    if (event.kind() == JobEvent::KIND_TURNED_BACK && event.takes_back() == log.occurrence())
      tell_turned_back(transaction, log, event.header().id(), *visit);
}

void note(Store& store, const Job& job, const std::string& id, const std::string& result,
          const common::Sentence& error, const std::string& move,
          const std::string& provider_id = {}) {
  store.write(store.system_command(job.tenant, "job " + job.kind), [&](Transaction& transaction) {
    auto log = transaction.find<NotificationLog>(id);
    bool late = log && log->header().state() == "expired" && result == "sent";
    if (!log || !(is_waiting(*log) || late)) return;
    add_attempt(transaction, *log, result, error);
    log->clear_next_at();
    if (move.empty())
      *log->mutable_next_at() =
          common::codec::to_timestamp(transaction.now() + work::Jobs::delay_after(job.attempt));
    if (log->header().state() == "failed") transaction.move_as_system(*log, "retry");
    if (!move.empty()) transaction.move_as_system(*log, move);
    if (!provider_id.empty()) log->set_provider_id(provider_id);
    transaction.save_as_system(*log);
    if (late) correct_taken_back(transaction, *log);
  });
}

work::Mail make_mail(Store& store, const Job& job, const work::Mailer& mailer, const Draft& draft,
                     const std::string& id, const std::string& to) {
  work::Mail mail;
  mail.from = mailer.options().from;
  mail.to = to;
  mail.subject = draft.letter.subject;
  mail.text = draft.letter.text;
  auto at = mail.from.find('@');
  mail.message_id = id + (at == std::string::npos ? "@localhost" : mail.from.substr(at));
  store.read([&](store::Connection& connection) {
    for (auto& attached : draft.attached)
      if (auto blob = store::load_blob(connection, job.tenant, attached.blob))
        mail.attachments.push_back({attached.name, blob->mime, blob->bytes});
  });
  return mail;
}

Delivery deliver(Store& store, const Job& job, const Senders& senders, const Draft& draft,
                 const std::string& id, const std::string& to) {
  if (job.kind == "sms") return senders.sms.send(to, draft.letter.text);
  return senders.mailer.send(make_mail(store, job, senders.mailer, draft, id, to));
}

}  // namespace

Outcome send_notification(Store& store, const Senders& senders, work::EffectJournal& journal,
                          const Job& job, const std::string& public_url) {
  auto id = common::codec::parse_json(job.payload).value("notification", std::string());
  auto key = job.kind + "|" + id;
  // Sent by a hub whose database was restored since, or that died before it noted it.
  auto was_sent = [&](const std::string& mark) {
    if (!journal.has(mark)) return false;
    note(store, job, id, "sent", common::say("sent before; not sent again"), "send");
    return true;
  };
  if (was_sent(key)) return Outcome::done();
  auto token = common::random_token();
  auto ready = store.write_result(
      store.system_command(job.tenant, "job " + job.kind),
      [&](Transaction& transaction) { return prepare(transaction, id, public_url, token); });
  if (!ready) return Outcome::done();
  auto meaning = job.kind + "|" + ready->meaning;
  if (was_sent(meaning)) return Outcome::done();
  journal.prepare(key);
  journal.prepare(meaning);
  auto result = deliver(store, job, senders, ready->draft, id, ready->address);
  if (result.kind == Delivery::Kind::sent) {
    journal.add(key);
    journal.add(meaning);
    note(store, job, id, "sent", "", "send", result.provider_id);
    return Outcome::done();
  }
  bool refused = result.kind == Delivery::Kind::refused;
  bool last = refused || job.attempt >= work::Jobs::attempts_max;
  note(store, job, id, refused ? "refused" : "not reached", result.reason, last ? "fail" : "");
  return last ? Outcome::failed(result.reason) : Outcome::again(result.reason);
}

}  // namespace hub::domain::workflow
