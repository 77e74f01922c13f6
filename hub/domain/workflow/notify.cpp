#include "hub/domain/workflow/notify.hpp"

#include "common/text/json_text.hpp"
#include "hub/domain/workflow/consent.hpp"

#include <set>

#include "common/codec/values.hpp"
#include "common/rules/company.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/texts.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/role.pb.h"
#include "proto/records/admin/role_assignment.pb.h"
#include "proto/records/admin/tenant.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/crm/account.pb.h"
#include "proto/records/crm/site.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/workflow/notification_preference.pb.h"

namespace hub::domain::workflow {
namespace {

using common::say;
using truckroll::crm::Account;
using truckroll::crm::Contact;
using truckroll::crm::Site;
using Preference = truckroll::workflow::NotificationPreference;

/// The channels that this user chose for plans; nothing when he chose none at all.
std::optional<std::set<int>> chosen_channels(Records& records, const std::string& user) {
  if (user.empty()) return std::nullopt;
  for (auto& preference : records.where<Preference>("user", user))
    if (preference.category() == Preference::CATEGORY_SCHEDULE)
      return std::set<int>(preference.channels().begin(), preference.channels().end());
  return std::nullopt;
}

/// By each channel that he wants; by mail when he never said, or by text message when he has no
/// mail address.
void send_as_preferred(Records& records, Message message, const std::string& mail,
                       const std::string& mobile) {
  auto chosen = chosen_channels(records, message.user);
  bool by_sms =
      chosen ? chosen->count(Preference::CHANNEL_SMS) > 0 : mail.empty() && !mobile.empty();
  bool by_mail = chosen ? chosen->count(Preference::CHANNEL_MAIL) > 0 : !by_sms;
  if (by_sms) {
    message.channel = NotificationLog::CHANNEL_SMS;
    message.address = mobile;
    queue_message(records, message);
  }
  if (!by_mail && by_sms) return;
  if (!by_mail) message.suppressed = say("the recipient wants no message about the schedule");
  message.channel = NotificationLog::CHANNEL_MAIL;
  message.address = mail;
  queue_message(records, message);
}

void fill_contact(Recipient& recipient, const Contact& contact) {
  if (recipient.contact.empty()) {
    recipient.contact = contact.header().id();
    recipient.language = contact.language();
  }
  auto address = mail_of(contact.channels());
  if (!recipient.address.empty() || address.empty()) return;
  recipient.contact = contact.header().id();
  recipient.address = address;
  recipient.language = contact.language();
}

void try_contact(Records& records, Recipient& recipient, const std::string& id) {
  if (!recipient.address.empty() || id.empty()) return;
  if (auto contact = records.find<Contact>(id)) fill_contact(recipient, *contact);
}

void try_account(Records& records, Recipient& recipient, const std::string& id) {
  auto account = records.find<Account>(id);
  if (!account) return;
  if (recipient.address.empty()) recipient.address = mail_of(account->channels());
  if (recipient.language.empty()) recipient.language = account->language();
}

void try_members(Records& records, Recipient& recipient, const std::string& account) {
  if (account.empty()) return;
  auto members = records.where<Contact>("accounts.account", account);
  for (bool primary : {true, false})
    for (auto& contact : members)
      for (auto& line : contact.accounts())
        if (recipient.address.empty() && line.account() == account && line.primary() == primary)
          fill_contact(recipient, contact);
}

/// As sentences are said.
std::string_view language_of(Records& records, const std::string& id) {
  auto user = records.find<truckroll::admin::User>(id);
  return common::language_for(user && user->has_language() ? user->language()
                                                           : company_language(records));
}

void complete_language(Records& records, Recipient& recipient) {
  if (recipient.language.empty()) recipient.language = company_language(records);
}

}  // namespace

std::string company_language(Records& records) {
  auto company = records.find<truckroll::admin::Tenant>(records.actor().tenant);
  return company ? common::rules::company_default(*company, "company.language") : std::string();
}

std::string said_to_company(Records& records, const common::Sentence& sentence) {
  return sentence.in(common::language_for(company_language(records)));
}

std::optional<NotificationLog> find_log(Records& records, const std::string& purpose,
                                        const std::string& about_id, const std::string& occurrence,
                                        NotificationLog::Channel channel) {
  for (auto& log : records.where<NotificationLog>("about", about_id))
    if (log.purpose() == purpose && log.occurrence() == occurrence && log.channel() == channel)
      return log;
  return std::nullopt;
}

void add_attempt(Records& records, NotificationLog& log, const std::string& result,
                 const common::Sentence& error) {
  auto& attempt = *log.add_attempts();
  attempt.set_line("a" + std::to_string(log.attempts_size()));
  *attempt.mutable_at() = common::codec::to_timestamp(hub_now(records));
  attempt.set_result(result);
  if (!error.empty()) attempt.set_error(said_to_company(records, error).substr(0, 1000));
}

std::string queue_message(Records& records, const Message& message) {
  if (find_log(records, message.purpose, message.about_id, message.occurrence, message.channel))
    return {};
  bool by_sms = message.channel == NotificationLog::CHANNEL_SMS;
  NotificationLog log;
  log.set_purpose(message.purpose);
  *log.mutable_about() = common::codec::about(message.about_type, message.about_id);
  log.set_occurrence(message.occurrence);
  log.set_channel(message.channel);
  if (!message.contact.empty()) log.set_to_contact(message.contact);
  if (!message.user.empty()) log.set_to_user(message.user);
  if (!message.address.empty()) log.set_address(message.address);
  if (message.valid_until)
    *log.mutable_valid_until() = common::codec::to_timestamp(*message.valid_until);
  log.mutable_header()->set_state("queued");
  auto suppressed = message.suppressed;
  if (suppressed.empty() && message.address.empty())
    suppressed = by_sms ? say("no mobile number known") : say("no e-mail address known");
  if (suppressed.empty())
    suppressed = why_not_write(records, message.contact, message.about_type, by_sms);
  if (!message.expired.empty()) {
    add_attempt(records, log, "expired", message.expired);
    records.move_as_system(log, "expire");
  } else if (!suppressed.empty()) {
    add_attempt(records, log, "suppressed", suppressed);
    records.move_as_system(log, "suppress");
  }
  records.save_as_system(log);
  auto& id = log.header().id();
  if (log.header().state() == "queued")
    records.enqueue(by_sms ? "sms" : "mail", id,
                    common::json_text(nlohmann::json{{"notification", id}}), hub_now(records));
  return id;
}

void tell_turned_back(Records& records, const NotificationLog& told, const std::string& event,
                      const truckroll::field::ScheduledEvent& visit) {
  Message message;
  message.purpose = "turned_back";
  message.about_type = "field.ScheduledEvent";
  message.about_id = visit.header().id();
  message.occurrence = event;
  message.contact = told.to_contact();
  message.address = told.address();
  // Whoever was told late in the day that somebody comes still waits for him.
  auto awaited = std::max(common::codec::from_timestamp(visit.start()),
                          common::codec::from_timestamp(told.header().created_at()));
  if (hub_now(records) > awaited + std::chrono::hours(12))
    message.expired = say("came too late to be of use");
  queue_message(records, message);
}

void tell_user(Records& records, const std::string& user, Notification::Category category,
               const common::Sentence& title, const common::Sentence& text,
               const std::string& about_type, const std::string& about_id, bool important) {
  if (user.empty()) return;
  Notification notification;
  notification.set_user(user);
  notification.set_category(category);
  auto language = language_of(records, user);
  notification.set_title(short_text(title.in(language), 200));
  if (!text.empty()) notification.set_text(short_text(text.in(language), 4000));
  if (!about_id.empty()) *notification.mutable_about() = common::codec::about(about_type, about_id);
  if (important) notification.set_important(true);
  records.save(notification);
}

void tell_roles(Records& records, const std::vector<std::string>& role_keys,
                Notification::Category category, const common::Sentence& title,
                const common::Sentence& text, const std::string& about_type,
                const std::string& about_id, bool important) {
  std::set<std::string> users;
  for (auto& key : role_keys) {
    auto role = records.find_where<truckroll::admin::Role>("key", key);
    if (!role) continue;
    for (auto& held : records.where<truckroll::admin::RoleAssignment>("role", role->header().id()))
      if (!held.user().empty() &&
          (held.header().state() == "active" || held.header().state() == "reviewed"))
        users.insert(held.user());
  }
  for (auto& user : users)
    tell_user(records, user, category, title, text, about_type, about_id, important);
}

void tell_role(Records& records, const std::string& role_key, Notification::Category category,
               const common::Sentence& title, const common::Sentence& text,
               const std::string& about_type, const std::string& about_id, bool important) {
  tell_roles(records, {role_key}, category, title, text, about_type, about_id, important);
}

void tell_technician(Records& records, const std::string& technician, const std::string& purpose,
                     const truckroll::field::ScheduledEvent& visit) {
  auto found = records.find<truckroll::people::Technician>(technician);
  if (!found) return;
  auto job = records.find<truckroll::field::WorkOrder>(visit.work_order());
  auto user = records.find<truckroll::admin::User>(found->user());
  auto language = user && user->has_language() ? user->language() : company_language(records);
  auto span = local_span(common::codec::from_timestamp(visit.start()),
                         common::codec::from_timestamp(visit.end()), visit.zone(), language);
  auto title = compose_title(purpose, language, job ? job_name(*job) : std::string());
  if (user)
    tell_user(records, user->header().id(), Notification::CATEGORY_SCHEDULE, title, span,
              "field.ScheduledEvent", visit.header().id(), purpose != "visit_assigned");
  Message message;
  message.purpose = purpose;
  message.about_type = "field.ScheduledEvent";
  message.about_id = visit.header().id();
  message.occurrence = technician + ":" + std::to_string(visit.header().version());
  if (user) message.user = user->header().id();
  auto mail = user ? mail_of(user->channels()) : std::string();
  auto mobile = user ? mobile_of(user->channels()) : std::string();
  send_as_preferred(records, message, mail.empty() ? mail_of(found->channels()) : mail,
                    mobile.empty() ? mobile_of(found->channels()) : mobile);
}

Recipient recipient_of(Records& records, const truckroll::field::WorkOrder& job) {
  Recipient recipient;
  try_contact(records, recipient, job.contact());
  if (auto site = records.find<Site>(job.site()); site && recipient.address.empty())
    for (auto& line : site->contacts())
      if (line.use() == Site::CONTACT_USE_ON_SITE) try_contact(records, recipient, line.contact());
  try_members(records, recipient, job.account());
  try_account(records, recipient, job.account());
  complete_language(records, recipient);
  return recipient;
}

Recipient billing_recipient(Records& records, const std::string& account, const std::string& job) {
  Recipient recipient;
  auto found = records.find<truckroll::field::WorkOrder>(job);
  if (found)
    if (auto site = records.find<Site>(found->site()))
      for (auto& line : site->contacts())
        if (line.use() == Site::CONTACT_USE_BILLING)
          try_contact(records, recipient, line.contact());
  try_account(records, recipient, account);
  try_members(records, recipient, account);
  if (recipient.address.empty() && found) return recipient_of(records, *found);
  complete_language(records, recipient);
  return recipient;
}

}  // namespace hub::domain::workflow
