#pragma once
#include <string>

#include "common/certificates/folder.hpp"

namespace common::certificates {

/// What is wrong with an identity's files, in words that name the file; empty when they can be
/// used: readable, PEM, the key fits the certificate, and the authority (when given) signed it.
/// Does not judge by today's date, as a device's clock may be wrong when it starts.
std::string find_trouble(const IdentityFiles& files);

}  // namespace common::certificates
