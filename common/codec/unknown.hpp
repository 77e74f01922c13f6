#pragma once
#include "common/schema/schema.hpp"

namespace common::codec {

/// Whether a release after this one may have a field of that number: there is none, and there
/// never was.
bool may_be_newer(const schema::Message& record, int number);

/// Makes `to` have of a field that this release does not know what `from` has of it, which may be
/// nothing.
void copy_unknown_field(const schema::Message& from, schema::Message& to, int number);

}  // namespace common::codec
