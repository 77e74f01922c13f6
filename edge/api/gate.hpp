#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "edge/api/api.hpp"

/// Whether the screen is open: the PIN gates what is shown and pressed there. The button, the
/// positions and the synchronisation do not come through here, and go on.
namespace edge::api {

inline constexpr std::string_view session_cookie = "truckroll_screen";

enum class Gate {
  open,
  locked,    ///< the PIN of somebody who is signed on opens it
  sign_on,   ///< somebody has to sign on
  unpaired,  ///< a phone that the van does not know
};
std::string_view name_of(Gate gate);

/// The session that the request's cookie names; empty without one.
std::string session_of(const common::http::Request& request);
Gate gate_for(const Parts& parts, const Visitor& visitor);
/// Who acts for this visitor where that is not who is at the van's own screen: on a phone that is
/// open, the technician who opened it.
std::string acting_for(const Parts& parts, const Visitor& visitor);
/// What is answered to a request that has to wait for a PIN: 401 with the code "locked" or
/// "sign_on"; nothing for one that may pass. What a press is counts as a touch.
std::optional<common::http::Response> stop_at_gate(const Parts& parts, const Visitor& visitor,
                                                   const common::http::Request& request);

}  // namespace edge::api
