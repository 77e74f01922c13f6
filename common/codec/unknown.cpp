#include "common/codec/unknown.hpp"

#include <google/protobuf/unknown_field_set.h>

namespace common::codec {

bool may_be_newer(const schema::Message& record, int number) {
  auto type = record.GetDescriptor();
  return number > 0 && !type->FindFieldByNumber(number) && !type->IsReservedNumber(number);
}

void copy_unknown_field(const schema::Message& from, schema::Message& to, int number) {
  auto& source = from.GetReflection()->GetUnknownFields(from);
  auto target = to.GetReflection()->MutableUnknownFields(&to);
  target->DeleteByNumber(number);
  for (int i = 0; i < source.field_count(); ++i)
    if (source.field(i).number() == number) target->AddField(source.field(i));
}

}  // namespace common::codec
