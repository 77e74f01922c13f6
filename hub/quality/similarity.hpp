#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace hub::quality {

/// Names, streets and numbers in the one form in which they are compared. Pure; any thread.

/// Words of a name, folded, without punctuation and legal forms, ae/oe/ue as a/o/u, in order:
/// "Müller & Söhne Haustechnik GmbH" is muller, sohne, haustechnik. A name that is nothing but a
/// legal form keeps it.
std::vector<std::string> name_words(std::string_view name);
/// Sorted and joined by blanks: "Anna Meier" and "Meier, Anna" are one.
std::string name_key(const std::vector<std::string>& words);
/// Street and house number apart, "Bahnhofstr. 12a" and "Bahnhofstrasse 12 A" alike.
struct Street {
  std::string name, number;
};
Street street_of(std::string_view line);
/// Digits of a telephone number, without what is dialled to leave the country or to stay in it:
/// "+41 79 123 45 67" is 41791234567, "079 123 45 67" 791234567. Empty below seven digits.
std::string phone_digits(std::string_view number);
/// Whether they are one: with and without the country's or the town's digits before it.
bool is_same_phone(std::string_view a, std::string_view b);
/// The last seven digits, which one number in all its forms has.
std::string phone_key(std::string_view digits);
/// Letters and digits alone, in capitals: of registers and bar codes.
std::string number_key(std::string_view number);

/// Jaro-Winkler, 0..1, of bytes. Source: W. E. Winkler, String Comparator Metrics and Enhanced
/// Decision Rules in the Fellegi-Sunter Model of Record Linkage, 1990; prefix of at most four,
/// scale 0.1.
double jaro_winkler(std::string_view a, std::string_view b);
/// Of two names: the better of the whole and of word by word, so that neither order nor one word
/// more decides. 0..1.
double name_similarity(const std::vector<std::string>& a, const std::vector<std::string>& b);
/// How a folded German word sounds: Meier, Maier and Meyer are one. Source: H. J. Postel, Die
/// Kölner Phonetik, IBM-Nachrichten 19, 1969.
std::string sound_of(std::string_view word);

}  // namespace hub::quality
