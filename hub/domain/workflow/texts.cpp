#include "hub/domain/workflow/texts.hpp"

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/domain/words/words.hpp"

namespace hub::domain::workflow {
namespace {

struct Texts {
  const char* purpose;
  Letter english, german;
  const char *english_sms = nullptr, *german_sms = nullptr;
};

const Texts catalogue[] = {
    {"visit_assigned",
     {"New job: {job}",
      "{technician}, you have a new job.\n\nJob: {job}\nWhen: {when}\nWhere: {place}\nCustomer: "
      "{customer}\n"
      "On site: {contact}\nRequired: {requirements}\nParts: {parts}\nAccess: {access}\nHazards: "
      "{hazards}\n\n{description}\n"},
     {"Neuer Auftrag: {job}",
      "{technician}, du hast einen neuen Auftrag.\n\nAuftrag: {job}\nWann: {when}\nWo: "
      "{place}\nKunde: {customer}\n"
      "Vor Ort: {contact}\nVerlangt: {requirements}\nTeile: {parts}\nZugang: {access}\nGefahren: "
      "{hazards}\n\n{description}\n"},
     "New job: {job}\n{when}\n{place}\nOn site: {contact}\nRequired: {requirements}\nParts: "
     "{parts}\n",
     "Neuer Auftrag: {job}\n{when}\n{place}\nVor Ort: {contact}\nVerlangt: {requirements}\nTeile: "
     "{parts}\n"},
    {"visit_moved",
     {"Moved: {job}",
      "{technician}, your job has been moved.\n\nJob: {job}\nNow: {when}\nWhere: "
      "{place}\nCustomer: {customer}\n"},
     {"Verschoben: {job}",
      "{technician}, dein Auftrag wurde verschoben.\n\nAuftrag: {job}\nJetzt: {when}\nWo: "
      "{place}\nKunde: {customer}\n"},
     "Moved: {job}\nNow: {when}\n{place}\n",
     "Verschoben: {job}\nJetzt: {when}\n{place}\n"},
    {"visit_cancelled",
     {"Not yours any more: {job}",
      "{technician}, this job has been taken off your list.\n\nJob: {job}\nWhere: "
      "{place}\nCustomer: {customer}\n"},
     {"Nicht mehr bei dir: {job}",
      "{technician}, dieser Auftrag steht nicht mehr auf deiner Liste.\n\nAuftrag: {job}\nWo: "
      "{place}\nKunde: {customer}\n"},
     "Not yours any more: {job}\n{place}\n",
     "Nicht mehr bei dir: {job}\n{place}\n"},
    {"on_my_way",
     {"We are on our way: {job}",
      "Good day\n\n{technician} is on the way to you and expects to arrive at about {arrival}. "
      "This is an estimate.\n\n"
      "Job: {job}\nWhere: {place}\n\n{company}\n"},
     {"Wir sind unterwegs: {job}",
      "Guten Tag\n\n{technician} ist unterwegs zu Ihnen und wird voraussichtlich um {arrival} "
      "eintreffen. Die Zeit ist geschätzt.\n\n"
      "Auftrag: {job}\nWo: {place}\n\n{company}\n"}},
    {"on_my_way_without_time",
     {"We are on our way: {job}",
      "Good day\n\n{technician} is on the way to you.\n\nJob: {job}\nWhere: "
      "{place}\n\n{company}\n"},
     {"Wir sind unterwegs: {job}",
      "Guten Tag\n\n{technician} ist unterwegs zu Ihnen.\n\nAuftrag: {job}\nWo: "
      "{place}\n\n{company}\n"}},
    {"turned_back",
     {"We are not on our way yet: {job}",
      "Good day\n\nWe wrote that {technician} is on the way to you. That was a mistake. The visit "
      "stays as agreed: {when}.\n\n"
      "Job: {job}\n\n{company}\n"},
     {"Wir sind noch nicht unterwegs: {job}",
      "Guten Tag\n\nWir schrieben, {technician} sei unterwegs zu Ihnen. Das war ein Versehen. Der "
      "Besuch bleibt wie vereinbart: {when}.\n\n"
      "Auftrag: {job}\n\n{company}\n"}},
    {"appointment_moved",
     {"New time: {job}",
      "Good day\n\nWe have to come at another time than we told you. Please expect us: "
      "{appointment}.\n\nJob: {job}\nWhere: {place}\n\n{company}\n"},
     {"Neuer Termin: {job}",
      "Guten Tag\n\nWir müssen zu einer anderen Zeit kommen, als wir Ihnen gesagt haben. Bitte "
      "erwarten Sie uns: {appointment}.\n\nAuftrag: {job}\nWo: {place}\n\n{company}\n"}},
    {"invoice",
     {"Invoice {number}",
      "Good day\n\nThank you for your order. Our invoice {number} over {total} is attached; please "
      "pay by {due}.\n\n"
      "Job: {job}\n\n{company}\n"},
     {"Rechnung {number}",
      "Guten Tag\n\nVielen Dank für Ihren Auftrag. Beiliegend erhalten Sie unsere Rechnung "
      "{number} über {total}, zahlbar bis {due}.\n\n"
      "Auftrag: {job}\n\n{company}\n"}},
    {"credit",
     {"Credit note {number}",
      "Good day\n\nAttached is our credit note {number} over {total} for invoice "
      "{credits}.\n\n{company}\n"},
     {"Gutschrift {number}",
      "Guten Tag\n\nBeiliegend erhalten Sie unsere Gutschrift {number} über {total} zur Rechnung "
      "{credits}.\n\n{company}\n"}},
    {"survey",
     {"How was our visit?",
      "Good day\n\nWe have finished {job}. How was it? One click and a sentence are "
      "enough:\n\n{link}\n\n"
      "The link works once, until {until}.\n\n{company}\n"},
     {"Wie war unser Besuch?",
      "Guten Tag\n\nWir haben {job} abgeschlossen. Wie war es? Ein Klick und ein Satz "
      "genügen:\n\n{link}\n\n"
      "Der Link gilt einmal, bis {until}.\n\n{company}\n"}},
    {"password_reset",
     {"Your new password",
      "Good day {name}\n\nSomebody, probably you, asked for a new password for {login}. Choose it "
      "here:\n\n{link}\n\nThe link works once, within an hour. If you did not ask for it, do "
      "nothing: your password stays.\n\n{company}\n"},
     {"Ihr neues Passwort",
      "Guten Tag {name}\n\nJemand, vermutlich Sie, hat für {login} ein neues Passwort verlangt. "
      "Wählen Sie es hier:\n\n{link}\n\nDer Link gilt einmal, eine Stunde lang. Haben Sie es nicht "
      "verlangt, tun Sie nichts: Ihr Passwort bleibt.\n\n{company}\n"}},
    {"password_changed",
     {"Your password was changed",
      "Good day {name}\n\nThe password of {login} was changed. If that was not you, ask your "
      "administrator at once.\n\n{company}\n"},
     {"Ihr Passwort wurde geändert",
      "Guten Tag {name}\n\nDas Passwort von {login} wurde geändert. Waren Sie das nicht, wenden "
      "Sie "
      "sich sofort an Ihre Administration.\n\n{company}\n"}},
    {"address_changed",
     {"Your mail address was changed",
      "Good day {name}\n\nFrom now on we write to {login} at another address than this one. If you "
      "did not want that, ask your administrator at once.\n\n{company}\n"},
     {"Ihre Mailadresse wurde geändert",
      "Guten Tag {name}\n\nAb jetzt schreiben wir {login} an eine andere Adresse als diese. "
      "Wollten "
      "Sie das nicht, wenden Sie sich sofort an Ihre Administration.\n\n{company}\n"}},
    {"second_factor_changed",
     {"Your second factor was changed",
      "Good day {name}\n\nThe authenticator app or the recovery codes of {login} were set up or "
      "taken away. If that was not you, ask your administrator at once.\n\n{company}\n"},
     {"Ihr zweiter Faktor wurde geändert",
      "Guten Tag {name}\n\nDie Authentisierungs-App oder die Wiederherstellungscodes von {login} "
      "wurden eingerichtet oder entfernt. Waren Sie das nicht, wenden Sie sich sofort an Ihre "
      "Administration.\n\n{company}\n"}},
    {"refused_sign_in",
     {"A sign-in was refused",
      "Good day {name}\n\nSomebody had the password of {login} and was refused, since place, "
      "device "
      "and time were not yours. If that was you, choose a new password by the link of \"Forgotten "
      "password\", then sign in. If it was not, change your password at once.\n\n{company}\n"},
     {"Eine Anmeldung wurde abgewiesen",
      "Guten Tag {name}\n\nJemand kannte das Passwort von {login} und wurde abgewiesen, weil Ort, "
      "Gerät und Zeit nicht die Ihren waren. Waren Sie das, wählen Sie über den Link von «Passwort "
      "vergessen» ein neues Passwort und melden sich an. Waren Sie es nicht, ändern Sie Ihr "
      "Passwort sofort.\n\n{company}\n"}},
    {"alert",
     {"{finding}",
      "{finding}\n\n{details}\n\nWhoever takes care of it acknowledges it under Findings; until "
      "then others are told.\n\n{company}\n"},
     {"{finding}",
      "{finding}\n\n{details}\n\nWer sich darum kümmert, nimmt es unter Feststellungen zur "
      "Kenntnis; bis dahin werden weitere Personen informiert.\n\n{company}\n"},
     "{finding}\n{details}\n",
     "{finding}\n{details}\n"},
    {"new_sign_in",
     {"New sign-in",
      "Good day {name}\n\nSomebody signed in as {login} from a place and a device that we do not "
      "know of you. If that was not you, change your password and end the session under My "
      "account.\n\n{company}\n"},
     {"Neue Anmeldung",
      "Guten Tag {name}\n\nJemand hat sich als {login} angemeldet, von einem Ort und einem Gerät, "
      "die wir von Ihnen nicht kennen. Waren Sie das nicht, ändern Sie Ihr Passwort und beenden "
      "Sie "
      "die Sitzung unter Mein Konto.\n\n{company}\n"}},
};

const Texts& texts_of(const std::string& purpose) {
  for (auto& texts : catalogue)
    if (purpose == texts.purpose) return texts;
  throw common::Error(common::ErrorCode::internal, "there is no text for " + purpose);
}

/// One line with its values put in; nothing when it names values and all of them are empty.
std::string fill_line(const std::string& line, const Values& values, bool& keep) {
  std::string out;
  bool named = false, any = false;
  for (std::size_t at = 0; at < line.size();) {
    auto end = line[at] == '{' ? line.find('}', at) : std::string::npos;
    if (end == std::string::npos) {
      out += line[at++];
      continue;
    }
    auto found = values.find(line.substr(at + 1, end - at - 1));
    named = true;
    any = any || (found != values.end() && !found->second.empty());
    if (found != values.end()) out += found->second;
    at = end + 1;
  }
  keep = !named || any;
  return out;
}

std::string fill_lines(std::string_view pattern, const Values& values) {
  std::string text;
  bool keep = true;
  for (auto& line : common::text::split(pattern, '\n')) {
    auto filled = fill_line(line, values, keep);
    if (keep) text += filled + "\n";
  }
  return text;
}

}  // namespace

std::string short_text(const std::string& text, std::size_t characters_max) {
  if (common::text::length(text) <= characters_max) return text;
  std::string out;
  std::size_t count = 0;
  for (char c : text) {
    bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (begins && ++count >= characters_max) break;
    out += c;
  }
  return out + "…";
}

Letter compose(const std::string& purpose, const std::string& language, const Values& values) {
  auto& texts = texts_of(purpose);
  auto& pattern = is_german(language) ? texts.german : texts.english;
  bool keep = true;
  return {fill_line(pattern.subject, values, keep), fill_lines(pattern.text, values)};
}

Letter compose_sms(const std::string& purpose, const std::string& language, const Values& values) {
  auto& texts = texts_of(purpose);
  auto pattern = is_german(language) ? texts.german_sms : texts.english_sms;
  if (!pattern)
    throw common::Error(common::ErrorCode::internal, "there is no text message for " + purpose);
  return {{}, fill_lines(pattern, values)};
}

std::string compose_title(const std::string& purpose, const std::string& language,
                          const std::string& job) {
  return compose(purpose, language, {{"job", job}}).subject;
}

}  // namespace hub::domain::workflow
