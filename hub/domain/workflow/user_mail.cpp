#include "hub/domain/workflow/user_mail.hpp"

#include "common/codec/values.hpp"
#include "common/config/check.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"

namespace hub::domain::workflow {

std::string mail_of_user(const truckroll::admin::User& user) {
  auto address = mail_of(user.channels());
  if (!address.empty()) return address;
  return common::is_mail_address(user.login()) ? user.login() : std::string();
}

void mail_user(Records& records, const truckroll::admin::User& user, const std::string& purpose,
               const std::string& occurrence, const std::string& address) {
  Message message;
  message.purpose = purpose;
  message.about_type = "admin.User";
  message.about_id = user.header().id();
  message.occurrence = occurrence;
  message.user = user.header().id();
  message.address = address.empty() ? mail_of_user(user) : address;
  if (purpose == "password_reset") message.valid_until = hub_now(records) + std::chrono::hours(1);
  queue_message(records, message);
}

void tell_of_odd_sign_in(Records& records, const std::string& id, const OddSignIn& odd) {
  auto user = records.load<truckroll::admin::User>(id);
  bool german = is_german(user.language());
  std::string title, advice;
  if (odd.refused) {
    title = german ? "Anmeldung abgewiesen von " : "A sign-in was refused from ";
    advice = german ? "Das Passwort war richtig. Waren Sie das nicht, ändern Sie es."
                    : "The password was right. If that was not you, change it.";
  } else {
    title = german ? "Neue Anmeldung von " : "New sign-in from ";
    advice = german ? "Waren Sie das nicht, ändern Sie Ihr Passwort und beenden Sie die Sitzung "
                      "unter Mein Konto."
                    : "If that was not you, change your password and end the session under My "
                      "account.";
  }
  auto why = german ? "Ungewohnt: " + odd.why_german : "Unusual: " + odd.why;
  tell_user(records, id, Notification::CATEGORY_SYSTEM, title + odd.address,
            advice + "\n" + why + ".\n" + odd.device, "admin.User", id, true);
  mail_user(records, user, odd.refused ? "refused_sign_in" : "new_sign_in",
            common::format_instant(records.now()));
}

}  // namespace hub::domain::workflow
