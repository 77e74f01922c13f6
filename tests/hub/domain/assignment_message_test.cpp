#include "common/codec/values.hpp"
#include "office.hpp"
#include "proto/records/admin/user.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/records/workflow/notification_preference.pb.h"

#include <CppUTest/TestHarness.h>

using namespace truckroll;
using Log = workflow::NotificationLog;
using Preference = workflow::NotificationPreference;

TEST_GROUP(AssignmentMessage) {
  Company company;
  Office office{company};

  void give_mobile(const std::string& number) {
    company.write([&](auto& t) {
      auto user = t.template load<admin::User>(company.mara_actor.user);
      auto& channel = *user.add_channels();
      channel.set_line("mobile");
      channel.set_kind(CHANNEL_MOBILE);
      channel.set_value(number);
      t.save(user);
    });
  }
  void take_mail_away() {
    company.write([&](auto& t) {
      auto user = t.template load<admin::User>(company.mara_actor.user);
      user.clear_channels();
      t.save(user);
    });
  }
  void prefer(const std::vector<Preference::Channel>& channels) {
    Preference preference;
    preference.set_user(company.mara_actor.user);
    preference.set_category(Preference::CATEGORY_SCHEDULE);
    for (auto channel : channels) preference.add_channels(channel);
    company.save(preference);
  }
  void book_and_send() {
    company.book(company.add_job(), company.mara);
    office.send_mails();
    office.send_text_messages();
  }
  /// "mail sent", "sms suppressed: no mobile number known" …, mail first.
  std::string told() {
    std::string mail, sms;
    for (auto& log : company.logs("visit_assigned")) {
      auto text = log.header().state();
      if (text == "suppressed") text += ": " + log.attempts(0).error();
      (log.channel() == Log::CHANNEL_SMS ? sms : mail) += text;
    }
    return (mail.empty() ? "" : "mail " + mail) + (mail.empty() || sms.empty() ? "" : "; ") +
           (sms.empty() ? "" : "sms " + sms);
  }
};

// features: NOTI-01
TEST(AssignmentMessage, tells_by_each_channel_the_technician_prefers_once_with_all_he_needs) {
  give_mobile("+423 78 123 45 67");
  prefer({Preference::CHANNEL_SMS, Preference::CHANNEL_MAIL});

  book_and_send();
  office.send_mails();  // delivered twice by the queue
  office.send_text_messages();

  STRCMP_EQUAL("mail sent; sms sent", told().c_str());
  LONGS_EQUAL(1, office.smtp.mails().size());
  LONGS_EQUAL(1, office.sms.messages().size());
  auto message = office.sms.messages().front();
  STRCMP_EQUAL("+423781234567", message.to.c_str());
  for (auto part :
       {"New job: WO-0001", "20 Nov 08:00–10:00", "Hotelstrasse 1", "Gas licence", "1 × "})
    STRCMP_CONTAINS(part, message.body.c_str());
  for (auto& log : company.logs("visit_assigned"))
    if (log.channel() == Log::CHANNEL_SMS) STRCMP_EQUAL("SM1", log.provider_id().c_str());
  auto mail = office.smtp.mails().front();
  STRCMP_EQUAL("mara@example.li", mail.recipients.front().c_str());
  STRCMP_CONTAINS("New job: WO-0001", mail.header("Subject").c_str());
}

TEST(AssignmentMessage, goes_by_the_one_channel_that_was_chosen) {
  give_mobile("+423 78 123 45 67");
  prefer({Preference::CHANNEL_SMS});

  book_and_send();

  STRCMP_EQUAL("sms sent", told().c_str());
  LONGS_EQUAL(0, office.smtp.mails().size());
}

TEST(AssignmentMessage, goes_by_mail_when_nothing_was_chosen) {
  give_mobile("+423 78 123 45 67");
  book_and_send();
  STRCMP_EQUAL("mail sent", told().c_str());
}

TEST(AssignmentMessage, goes_to_the_mobile_when_there_is_no_mail_address) {
  take_mail_away();
  give_mobile("+423 78 123 45 67");
  book_and_send();
  STRCMP_EQUAL("sms sent", told().c_str());
}

TEST(AssignmentMessage, says_why_when_it_cannot_or_may_not_go) {
  give_mobile("078 123 45 67");  // of which country?
  prefer({Preference::CHANNEL_SMS});
  book_and_send();
  STRCMP_EQUAL("sms suppressed: no mobile number known", told().c_str());
}

TEST(AssignmentMessage, leaves_alone_who_wants_none) {
  prefer({});
  book_and_send();
  STRCMP_EQUAL("mail suppressed: the recipient wants no message about the schedule",
               told().c_str());
}

TEST(AssignmentMessage, a_refused_number_ends_as_failed_with_the_gateways_words) {
  give_mobile("+423 78 123 45 67");
  prefer({Preference::CHANNEL_SMS});
  office.sms.answer(400, R"({"message":"unsubscribed recipient"})");

  book_and_send();

  auto log = company.logs("visit_assigned").front();
  STRCMP_EQUAL("failed", log.header().state().c_str());
  STRCMP_EQUAL("unsubscribed recipient (400)", log.attempts(0).error().c_str());
}
