#include "hub/store/copies.hpp"

namespace hub::store {
namespace {
thread_local bool asks_copies = false;
}

AskingCopies::AskingCopies(bool may) : before_(std::exchange(asks_copies, may)) {}
AskingCopies::~AskingCopies() {
  asks_copies = before_;
}
bool AskingCopies::may() {
  return asks_copies;
}

}  // namespace hub::store
