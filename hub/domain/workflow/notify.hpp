#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/error/sentence.hpp"
#include "common/rules/records.hpp"
#include "proto/records/crm/contact.pb.h"
#include "proto/records/field/scheduled_event.pb.h"
#include "proto/records/field/work_order.pb.h"
#include "proto/records/workflow/notification.pb.h"
#include "proto/records/workflow/notification_log.pb.h"

/// Telling people: a row of the log per message, mailed after the commit, and entries in a user's
/// own list.
namespace hub::domain::workflow {

using common::Instant;
using common::rules::Records;
using truckroll::workflow::Notification;
using truckroll::workflow::NotificationLog;

/// One message to one person. Purpose, record, occurrence and channel together are sent at most
/// once.
struct Message {
  std::string purpose;               ///< "visit_assigned"; also names its text (texts.hpp)
  std::string about_type, about_id;  ///< "field.ScheduledEvent"
  std::string occurrence = "1";
  NotificationLog::Channel channel = NotificationLog::CHANNEL_MAIL;  ///< or SMS
  std::string contact, user;  ///< one of them, or none where only the address is known
  std::string address;        ///< empty: suppressed, "no e-mail address known"; SMS: as E.164
  std::optional<Instant> valid_until;
  common::Sentence expired;  ///< not empty: it is over already, and this is why; logged, not sent
  common::Sentence suppressed;  ///< not empty: this is why it is not sent
};

/// Logs the message and asks for the job that sends it. The row's id; empty when this message was
/// there already.
std::string queue_message(Records& records, const Message& message);

std::optional<NotificationLog> find_log(
    Records& records, const std::string& purpose, const std::string& about_id,
    const std::string& occurrence,
    NotificationLog::Channel channel = NotificationLog::CHANNEL_MAIL);
/// Notes how an attempt went, in the company's language.
void add_attempt(Records& records, NotificationLog& log, const std::string& result,
                 const common::Sentence& error);

/// Whoever was told `told` ("on my way") is told that it was a mistake; `event` took it back.
void tell_turned_back(Records& records, const NotificationLog& told, const std::string& event,
                      const truckroll::field::ScheduledEvent& visit);

/// An entry in the user's list, in his language; `about_id` is empty where it is about no record
/// that he may see.
void tell_user(Records& records, const std::string& user, Notification::Category category,
               const common::Sentence& title, const common::Sentence& text,
               const std::string& about_type, const std::string& about_id, bool important = false);
/// An entry in the list of everybody who has the role, or one of the roles; one each.
void tell_roles(Records& records, const std::vector<std::string>& role_keys,
                Notification::Category category, const common::Sentence& title,
                const common::Sentence& text, const std::string& about_type,
                const std::string& about_id, bool important = false);
void tell_role(Records& records, const std::string& role_key, Notification::Category category,
               const common::Sentence& title, const common::Sentence& text,
               const std::string& about_type, const std::string& about_id, bool important = false);

/// A technician is told of a visit: in his list, and by mail, text message or both as he prefers.
/// Nothing for an unknown technician.
void tell_technician(Records& records, const std::string& technician, const std::string& purpose,
                     const truckroll::field::ScheduledEvent& visit);

/// The company's first language; empty when it names none.
std::string company_language(Records& records);
/// In the company's language: for texts that are kept and read by several.
std::string said_to_company(Records& records, const common::Sentence& sentence);

/// Whom to write to about a job: the job's contact, else the site's, else one of the account; the
/// account's own address where no person has one.
struct Recipient {
  std::string contact, address;
  std::string language;  ///< "de-LI"; the contact's, else the account's, else the company's
};
Recipient recipient_of(Records& records, const truckroll::field::WorkOrder& job);
/// For bills: the account's own address first.
Recipient billing_recipient(Records& records, const std::string& account, const std::string& job);

}  // namespace hub::domain::workflow
