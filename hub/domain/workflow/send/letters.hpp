#pragma once
#include <string>
#include <vector>

#include "hub/domain/workflow/texts.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/workflow/notification_log.pb.h"

namespace hub::domain::workflow {

/// A mail's words, and the blobs that go with it.
struct Draft {
  Letter letter;
  struct Attached {
    std::string name, blob;
  };
  std::vector<Attached> attached;
};

/// Writes the letter for the logged message from the records as they are now. `link_base` and
/// `token` make the links.
Draft write_letter(store::Transaction& transaction, const truckroll::workflow::NotificationLog& log,
                   const std::string& link_base, const std::string& token);

}  // namespace hub::domain::workflow
