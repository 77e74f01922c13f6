#pragma once
#include <string>

namespace hub::work {

/// How handing a message over went.
struct Delivery {
  enum class Kind {
    sent,
    refused,      ///< will never be taken
    unreachable,  ///< trying later may help
  } kind;
  std::string reason;       ///< the other side's own words
  std::string provider_id;  ///< how the other side calls the message; empty when it does not say
};

}  // namespace hub::work
