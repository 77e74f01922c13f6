#pragma once
#include <string>
#include <string_view>

#include "common/error/error.hpp"

namespace edge::store {

/// What the technician reads when something was not kept for lack of room.
inline common::Sentence full_text() {
  return "This was not saved: the device has no room left. What was saved before is safe. Connect "
         "the device so that it can send its data, then try again.";
}

/// A write that did not fit; nothing of it is kept and nothing else is lost. Not a fault of the
/// program: who asked is told what to do.
class NoRoom : public common::Error {
 public:
  explicit NoRoom(common::Sentence text = full_text())
      : Error(common::ErrorCode::storage, std::move(text)) {}
};

/// Of errno or LMDB: no room on the disk, in a quota, below a file's limit, or in the map.
bool means_no_room(int code);

}  // namespace edge::store
