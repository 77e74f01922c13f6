#include "common/codec/person_name.hpp"

#include <initializer_list>

namespace common::codec {
namespace {

std::string joined(std::initializer_list<const std::string*> parts) {
  std::string text;
  for (auto part : parts)
    if (!part->empty()) text += (text.empty() ? "" : " ") + *part;
  return text;
}

}  // namespace

std::string person_name(const truckroll::PersonName& name) {
  return joined({&name.given(), &name.family()});
}

std::string titled_name(const truckroll::PersonName& name) {
  return joined({&name.title(), &name.given(), &name.family()});
}

}  // namespace common::codec
