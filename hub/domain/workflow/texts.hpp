#pragma once
#include <map>
#include <string>
#include <string_view>

/// All words of the hub's mails and text messages, in English and German: the one place to change
/// them.
namespace hub::domain::workflow {

/// What may stand in a text, by name: {job}, {when}, {place}, {technician} …
using Values = std::map<std::string, std::string>;

struct Letter {
  std::string subject, text;
};

/// German for a language that begins with "de", else English. Lines whose only value is empty are
/// left out. Throws internal for a purpose without text.
Letter compose(const std::string& purpose, const std::string& language, const Values& values);
/// The same as a text message: few words, no subject. Throws internal for a purpose without one.
Letter compose_sms(const std::string& purpose, const std::string& language, const Values& values);
/// The subject alone, for lists.
std::string compose_title(const std::string& purpose, const std::string& language,
                          const std::string& job);
/// At most so many characters; an ellipsis says that more was there.
std::string short_text(const std::string& text, std::size_t characters_max);

}  // namespace hub::domain::workflow
