#pragma once
#include <string>

#include "proto/records/content/digital_signature.pb.h"

namespace common::rules::content {

/// SHA-256 in hex over what a signature proves; the next one of the same device holds it as
/// previous_hash.
std::string signature_hash(const truckroll::content::DigitalSignature& signature);

}  // namespace common::rules::content
