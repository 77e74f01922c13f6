// What webhooks listen to: any text is understood or refused, and what is understood fits what it
// names and nothing else.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "common/error/error.hpp"
#include "hub/webhooks/pattern.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto catalogue = common::schema::Catalogue::compiled();
  std::string text(reinterpret_cast<const char*>(data), size);
  try {
    auto pattern = hub::webhooks::parse_pattern(text, catalogue);
    if (text != "*" && pattern.type + "." + pattern.event != text) std::abort();
    bool any = false;
    for (auto& type : catalogue.types()) {
      if (!hub::webhooks::is_told(*type)) continue;
      auto event = pattern.event == "*" ? "changed" : pattern.event;
      bool fits = pattern.fits(type->name, event);
      bool named =
          pattern.type == "*" || pattern.type == type->name || pattern.type == type->area + ".*";
      if (fits != named ||
          pattern.fits(type->name, "no such event") != (fits && pattern.event == "*"))
        std::abort();
      any = any || fits;
    }
    if (!any) std::abort();
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::bad_input) std::abort();
  }
  return 0;
}
