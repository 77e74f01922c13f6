#include "common/text/phone.hpp"

#include <optional>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <phonenumbers/phonenumberutil.h>
#pragma GCC diagnostic pop

namespace common::text {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// More is no number, whatever signs are in it.
constexpr std::size_t bytes_max = 40;
constexpr const char* no_country = "ZZ";

/// The library also takes letters (1-800-FLOWERS), extensions and text around a number.
bool is_dialled(std::string_view number) {
  auto rest = number.substr(number.starts_with('+') ? 1 : 0);
  return !rest.empty() && number.size() <= bytes_max &&
         rest.find_first_not_of("0123456789 -./()") == std::string_view::npos;
}

std::optional<PhoneNumber> parse(std::string_view number, std::string_view country) {
  if (!is_dialled(number)) return std::nullopt;
  auto& library = *PhoneNumberUtil::GetInstance();
  PhoneNumber parsed;
  if (library.Parse(std::string(number), country.empty() ? no_country : std::string(country),
                    &parsed) != PhoneNumberUtil::NO_PARSING_ERROR ||
      // Not what can be dialled within one town only.
      library.IsPossibleNumberWithReason(parsed) != PhoneNumberUtil::IS_POSSIBLE)
    return std::nullopt;
  return parsed;
}

}  // namespace

std::string to_e164(std::string_view number, std::string_view country) {
  auto parsed = parse(number, country);
  if (!parsed) return {};
  std::string text;
  PhoneNumberUtil::GetInstance()->Format(*parsed, PhoneNumberUtil::E164, &text);
  return text;
}

std::string country_of_phone(std::string_view number) {
  auto parsed = parse(number, {});
  if (!parsed) return {};
  auto& library = *PhoneNumberUtil::GetInstance();
  std::string country;
  library.GetRegionCodeForNumber(*parsed, &country);
  // A number that is not given out yet still has the country of its code.
  if (country == no_country) library.GetRegionCodeForCountryCode(parsed->country_code(), &country);
  return country == no_country || country == "001" ? std::string() : country;
}

}  // namespace common::text
