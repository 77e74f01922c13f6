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

void tell_of_odd_sign_in(Records& records, const std::string& id, const std::string& address,
                         const std::string& device) {
  auto user = records.load<truckroll::admin::User>(id);
  bool german = is_german(user.language());
  tell_user(records, id, Notification::CATEGORY_SYSTEM,
            german ? "Neue Anmeldung von " + address : "New sign-in from " + address,
            (german ? "Waren Sie das nicht, ändern Sie Ihr Passwort und beenden Sie die Sitzung "
                      "unter Mein Konto.\n"
                    : "If that was not you, change your password and end the session under My "
                      "account.\n") +
                device,
            "admin.User", id, true);
  mail_user(records, user, "new_sign_in", common::format_instant(records.now()));
}

}  // namespace hub::domain::workflow
