#pragma once
#include <string>

#include "hub/store/store.hpp"

namespace hub::gateway {

/// A device that has shown over HTTPS that it is one of ours.
struct ProvenDevice {
  std::string tenant, device, serial;  ///< serial of the certificate shown
};

/// Whose certificate this is, when the authority signed it, it holds now, its key signed `text`, it
/// was not revoked, and the device may speak. Throws forbidden else, and bad_input for what is no
/// certificate.
ProvenDevice prove_device(store::Store& store, const std::string& authority_pem,
                          const std::string& certificate_pem, const std::string& text,
                          const std::string& signature);

}  // namespace hub::gateway
